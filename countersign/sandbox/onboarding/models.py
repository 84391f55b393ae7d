"""The bot's tables."""

import secrets
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Enum, ForeignKey, String, UniqueConstraint
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from countersign.sandbox.moments import Moment

_UNITS = 10**12


class Step(StrEnum):
    """Where in the setup a newcomer is."""

    EMAIL = "capture_email"
    CODE = "verify_otp"
    TERMS = "accept_tos"
    DONE = "done"


class Mailing(StrEnum):
    """What became of the mail that carries a code."""

    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    """The mail service did not say whether it took the mail."""
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class Alerts(StrEnum):
    """What became of the welcome SMS."""

    SENDING = "sending"
    ON = "on"
    UNKNOWN = "unknown"


def _by_value(kind: type[StrEnum]) -> Enum:
    return Enum(
        kind, native_enum=False, length=16, values_callable=lambda members: [m.value for m in members]
    )


class Base(DeclarativeBase):
    """All tables of the bot."""

    type_annotation_map: ClassVar = {
        datetime: Moment,
        dict[str, Any]: MutableDict.as_mutable(JSON()),
        Step: _by_value(Step),
        Mailing: _by_value(Mailing),
        Alerts: _by_value(Alerts),
    }


class User(Base):
    """Somebody on Telegram who has written to the bot."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    username: Mapped[str | None] = mapped_column(String(64))
    first_name: Mapped[str] = mapped_column(String(256), default="")
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    """Only an address that its owner has verified, in lower case."""
    phone: Mapped[str | None] = mapped_column(String(16), unique=True)
    """The number for SMS alerts, in international form."""
    sms_alerts: Mapped[Alerts | None]
    email_verified: Mapped[bool] = mapped_column(default=False)
    is_verified: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(16), default="onboarding")
    onboarding_completed: Mapped[bool] = mapped_column(default=False)
    terms_accepted_at: Mapped[datetime | None]
    onboarded_at: Mapped[datetime | None]
    referral_code: Mapped[str] = mapped_column(String(16), unique=True)
    referred_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]


class OnboardingSession(Base):
    """The way of one user through the setup."""

    __tablename__ = "onboarding_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), unique=True)
    current_step: Mapped[Step]
    email: Mapped[str | None] = mapped_column(String(320))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    context_data: Mapped[dict[str, Any]]


class EmailVerification(Base):
    """A one-time code that was made for one user and one address."""

    __tablename__ = "email_verifications"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    email: Mapped[str] = mapped_column(String(320))
    salt: Mapped[str] = mapped_column(String(32))
    code_hash: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(16), default="onboarding")
    mailing: Mapped[Mailing]
    resent: Mapped[bool]
    """Whether this code follows another one within the hour that the limit counts."""
    verified: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]


class Wallet(Base):
    """Money of one user in one currency."""

    __tablename__ = "wallets"
    __table_args__ = (UniqueConstraint("user_id", "currency"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    currency: Mapped[str] = mapped_column(String(3))
    balance: Mapped[int] = mapped_column(BigInteger, default=0)
    """In units of 10⁻¹², since a fraction of SQLite is a float."""

    @property
    def amount(self) -> Decimal:
        """The balance as people count it."""
        return Decimal(self.balance) / _UNITS


class Probe(Base):
    """What a health probe writes and removes again, in order to know that writing works."""

    __tablename__ = "health_probes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)


class ProcessedUpdate(Base):
    """An update that has had its effect, and whether the user has seen the answer to it."""

    __tablename__ = "processed_updates"

    user_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    """Not a foreign key: the note may outlive the user."""
    update_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(String(16))
    received_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    worked_on_by: Mapped[str] = mapped_column(String(32))
    worked_on_until: Mapped[datetime | None]
    """Until then the process that works on it is trusted to come to an end."""
    message_id: Mapped[int | None] = mapped_column(BigInteger)
    """The newest message that the answer consists of."""


def new_referral_code() -> str:
    """A code that names an inviter in a link."""
    return secrets.token_hex(4).upper()
