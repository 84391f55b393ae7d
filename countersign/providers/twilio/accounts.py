"""Who may use the stand-in: accounts, their credentials and what they own."""

import binascii
import hmac
import re
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import msgspec
from starlette.requests import Request

from countersign.errors import UserError
from countersign.providers.twilio.errors import Refusal, refusal
from countersign.providers.twilio.numbers import MAGIC_SENDER

API_VERSION = "2010-04-01"
_ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")


class Account(msgspec.Struct, frozen=True):
    """An account, the numbers that it may send from, and its messaging services, which send from the same."""

    sid: str
    auth_token: str
    numbers: list[str] = []
    services: list[str] = []

    @property
    def path(self) -> str:
        """Where the account lives."""
        return f"/{API_VERSION}/Accounts/{self.sid}"

    def owns(self, sender: str) -> bool:
        """Whether it may send from there."""
        return sender in self.numbers or sender == MAGIC_SENDER


class Accounts:
    """All accounts, and the check of who asks."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._by_sid: dict[str, Account] = {}
        self._since = format_datetime(datetime.now(UTC))
        for account in accounts:
            _check(account)
            if account.sid in self._by_sid:
                raise UserError(f"Two Twilio accounts have the SID {account.sid}; give each its own.")
            self._by_sid[account.sid] = account

    def admit(self, request: Request) -> Account:
        """The account that a request is made for, if it comes with the credentials of that account."""
        sid = request.path_params.get("account", "")
        if not _ACCOUNT_SID.fullmatch(sid):
            raise refusal(20404, path=request.url.path)
        user, password = _credentials(request.headers.get("authorization", ""))
        account = self._by_sid.get(user)
        if account is None:
            raise _stranger("invalid username")
        if sid != user or not hmac.compare_digest(password.encode(), account.auth_token.encode()):
            raise refusal(20003)
        return account

    def as_resource(self, account: Account) -> dict[str, Any]:
        """The `Account` as the API shows it; the token is not repeated to who had to know it."""
        return {
            "auth_token": "[Redacted]",
            "date_created": self._since,
            "date_updated": self._since,
            "friendly_name": "Countersign",
            "owner_account_sid": account.sid,
            "sid": account.sid,
            "status": "active",
            "subresource_uris": {"messages": f"{account.path}/Messages.json"},
            "type": "Full",
            "uri": f"{account.path}.json",
        }

    def as_seen_backstage(self) -> list[dict[str, Any]]:
        """All accounts, without what is secret."""
        return [
            {"sid": account.sid, "numbers": account.numbers, "services": account.services}
            for account in self._by_sid.values()
        ]


def _check(account: Account) -> None:
    if not _ACCOUNT_SID.fullmatch(account.sid):
        raise UserError(f"The Twilio account {account.sid!r} must be AC and 32 hexadecimal digits.")
    if not account.auth_token:
        raise UserError(f"The Twilio account {account.sid} has no auth token; give it one.")
    for service in account.services:
        if not _SERVICE_SID.fullmatch(service):
            raise UserError(f"The messaging service {service!r} must be MG and 32 hexadecimal digits.")


def _credentials(header: str) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        raise _stranger("No credentials provided")
    try:
        user, _, password = b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise _stranger("No credentials provided") from error
    return user, password


def _stranger(why: str) -> Refusal:
    return Refusal(401, 20003, f"Authentication Error - {why}")
