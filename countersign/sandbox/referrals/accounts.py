"""Who the customers are: their accounts, and the keys that open the gateway to them."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from countersign.sandbox.clock import now_within
from countersign.sandbox.database import insert_if_new
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.models import ApiKey, User

ACTIVE = "active"
_MOST_KEYS = 50
_HINT = 9
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class SignUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody tells who wants an account."""

    username: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{2,49}$")]
    email: Annotated[str, msgspec.Meta(max_length=254)]
    referral_code: Annotated[str, msgspec.Meta(max_length=64)] | None = None

    def __post_init__(self) -> None:
        local, _, _ = self.email.partition("@")
        if not _EMAIL.fullmatch(self.email) or ".." in local or local.startswith(".") or local.endswith("."):
            raise ValueError(f"email must be an e-mail address, not {self.email[:80]!r}")


class KeyWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a customer wants a key for."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] = "a key"


@dataclass(frozen=True)
class Account:
    """The customer whose key was shown, at the moment that the customer lives in."""

    id: int
    status: str
    key_id: int
    key_hash: str
    now: datetime


def subject(user_id: int) -> str:
    """Under which name the clock knows a customer, and the language models do."""
    return f"user:{user_id}"


def time_of(db: Session, user_id: int) -> datetime:
    """The moment that a customer lives in."""
    return now_within(db.connection(), subject(user_id))


def hashed(key: str) -> str:
    """What is kept of a key: it has so much chance in it that it needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def opened(db: Session, sign_up: SignUp, now: datetime) -> User:
    """A new account, unless its name or its address is taken."""
    fresh = insert_if_new(
        db.connection(),
        User,
        username=sign_up.username,
        email=sign_up.email.lower(),
        status=ACTIVE,
        tier="bronze",
        referral_code=secrets.token_hex(4).upper(),
        credits=0,
        created_at=now,
    )
    if not fresh:
        raise RefusedError(
            409, "An account with that username or e-mail address exists already.", "duplicate"
        )
    return db.scalars(select(User).where(User.email == sign_up.email.lower())).one()


def cut_key(db: Session, user_id: int, name: str, now: datetime) -> tuple[ApiKey, str]:
    """A new key; the key itself is told this once."""
    locked(db, user_id)
    if keys_of(db, user_id, count=True) >= _MOST_KEYS:
        raise RefusedError(409, f"Nobody has more than {_MOST_KEYS} keys; delete one first.", "too_many_keys")
    key = f"gw-{secrets.token_urlsafe(32)}"
    kept = ApiKey(user_id=user_id, name=name, key_hash=hashed(key), hint=key[:_HINT], created_at=now)
    db.add(kept)
    db.flush()
    return kept, key


def keys_of(db: Session, user_id: int, *, count: bool = False) -> Any:
    """The keys of a customer, the oldest first; or how many there are."""
    if count:
        return db.scalar(select(func.count()).select_from(ApiKey).where(ApiKey.user_id == user_id))
    return db.scalars(select(ApiKey).where(ApiKey.user_id == user_id).order_by(ApiKey.id)).all()


def withdraw_key(db: Session, user_id: int, key_id: int) -> None:
    """Let a key open nothing any more: one's own, and not the last one, which nobody could replace."""
    locked(db, user_id)
    own = (ApiKey.id == key_id, ApiKey.user_id == user_id)
    if db.scalar(select(ApiKey.id).where(*own)) is None:
        raise RefusedError(404, "You have no key with that id.", "unknown_key")
    if keys_of(db, user_id, count=True) == 1:
        raise RefusedError(409, "This is your last key; make another one first.", "last_key")
    db.execute(delete(ApiKey).where(*own))


def holder_of(db: Session, key: str) -> tuple[User, ApiKey] | None:
    """Whose key it is."""
    held = select(User, ApiKey).join(ApiKey, ApiKey.user_id == User.id).where(ApiKey.key_hash == hashed(key))
    row = db.execute(held).one_or_none()
    return (row[0], row[1]) if row else None


def locked(db: Session, user_id: int) -> User:
    """The customer, whose account nobody else changes until the transaction ends."""
    mine = select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    user = db.scalar(mine)
    if user is None:
        raise RefusedError(401, "This account is gone.", "invalid_api_key")
    return user
