"""Who comes in: the key that is shown, the account behind it, the address, and whether it is too often."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session
from starlette.requests import Request

from countersign.sandbox.clock import now_within
from countersign.sandbox.referrals.accounts import ACTIVE, Account, holder_of, time_of
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.clerks import Clerks
from countersign.sandbox.referrals.limits import Count, Limits, Rule
from countersign.sandbox.referrals.settings import GatewaySettings

_MINUTE, _HOUR = 60, 3600
_LONGEST_KEY = 200


@dataclass(frozen=True)
class Visit:
    """A customer who may ask for a completion, and what is told with any answer."""

    account: Account
    headers: dict[str, str] = field(default_factory=dict)


class Entrance:
    """Looks at everybody who comes in."""

    def __init__(self, settings: GatewaySettings, clerks: Clerks, limits: Limits) -> None:
        self._clerks = clerks
        self._limits = limits
        self._behind_proxy = settings.behind_proxy
        self._sign_ups = Rule(settings.sign_ups_an_hour, _HOUR, "accounts from this address")
        self._by_key = Rule(settings.requests_a_minute, _MINUTE, "completions for this key")
        self._by_address = Rule(
            settings.requests_a_minute_and_address, _MINUTE, "completions from this address"
        )

    async def sign_up(self, request: Request) -> None:
        """Let somebody ask for an account, unless that address has asked for too many."""
        address = self._address(request)
        now = await self._clerks.look(lambda db: _time_at(db, address))
        standing = await self._limits.count(Count(f"sign-up:{address}", self._sign_ups, now))
        if not standing.allowed:
            raise standing.refusal()

    async def look_in(self, request: Request) -> Account:
        """Let a customer look at what is their own, also one who is suspended."""
        key = _key_in(request)
        account = await self._clerks.look(lambda db: _account(db, key)) if key else None
        return _known(account)

    async def let_in(self, request: Request) -> Account:
        """Let a customer do something, unless suspended."""
        return _active(await self.look_in(request))

    async def let_ask(self, request: Request) -> Visit:
        """Let a customer ask for a completion, unless it is too often; a wrong key counts for the address."""
        address, key = self._address(request), _key_in(request)
        now, account = await self._clerks.look(lambda db: (_time_at(db, address), _account(db, key)))
        counts = [Count(f"chat:{address}", self._by_address, now)]
        if account is not None and account.status == ACTIVE:
            # By the key's hash: Redis may be shared with another deployment, which gives out the same ids.
            counts.append(Count(f"key:{account.key_hash}", self._by_key, account.now))
        standing = await self._limits.count(*counts)
        if not standing.allowed:
            raise standing.refusal()
        return Visit(_active(_known(account)), standing.headers)

    def _address(self, request: Request) -> str:
        forwarded = request.headers.get("x-forwarded-for", "") if self._behind_proxy else ""
        direct = request.client.host if request.client else "nowhere"
        return forwarded.rpartition(",")[2].strip()[:45] or direct


def _time_at(db: Session, address: str) -> datetime:
    return now_within(db.connection(), f"address:{address}")


def _account(db: Session, key: str) -> Account | None:
    held = holder_of(db, key) if key else None
    if held is None:
        return None
    user, kept = held
    return Account(user.id, user.status, kept.id, kept.key_hash, time_of(db, user.id))


def _key_in(request: Request) -> str:
    """The key that is shown; empty where none can be one."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    key = key.strip()
    return key if scheme.lower() == "bearer" and len(key) <= _LONGEST_KEY else ""


def _known(account: Account | None) -> Account:
    if account is None:
        raise _unknown()
    return account


def _active(account: Account) -> Account:
    if account.status != ACTIVE:
        raise RefusedError(
            403,
            "Your account is suspended; write to the support to have it opened again.",
            "account_suspended",
        )
    return account


def _unknown() -> RefusedError:
    return RefusedError(
        401,
        "Your API key is missing or wrong; show one as Authorization: Bearer gw-….",
        "invalid_api_key",
        headers={"WWW-Authenticate": "Bearer"},
    )
