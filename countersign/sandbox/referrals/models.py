"""The gateway's tables; money is in units of 10⁻¹² credit, since a fraction of SQLite is a float."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from countersign.sandbox.ids import ID, some_id
from countersign.sandbox.moments import Moment

_NEVER_TWICE = {"sqlite_autoincrement": True}
"""An id is not given out again: what is remembered elsewhere of a customer who has gone is nobody else's."""


class Base(DeclarativeBase):
    """All tables of the gateway."""

    type_annotation_map: ClassVar = {datetime: Moment, dict[str, Any]: JSON()}


class User(Base):
    """A customer."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(ID, primary_key=True, default=some_id)
    """Any number: whom the language models are told of in the name of one deployment is nobody in another."""
    username: Mapped[str] = mapped_column(String(50))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    """In lower case."""
    status: Mapped[str] = mapped_column(String(16), default="active")
    """Whoever is not "active" is asked to write to the support, and can ask nothing."""
    tier: Mapped[str] = mapped_column(String(16), default="bronze")
    referral_code: Mapped[str] = mapped_column(String(16), unique=True)
    referred_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    credits: Mapped[int] = mapped_column(BigInteger, default=0)
    created_at: Mapped[datetime]

    __table_args__ = (
        Index("users_username_folded", func.lower(username), unique=True),
        CheckConstraint(credits >= 0, name="nobody_owes_credits"),
        _NEVER_TWICE,
    )


class ApiKey(Base):
    """What opens the gateway to a customer; only its hash is kept."""

    __tablename__ = "api_keys"
    __table_args__ = _NEVER_TWICE

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(16))
    """How the key begins, by which its owner knows it."""
    created_at: Mapped[datetime]


class CreditTransaction(Base):
    """One movement on a customer's account; all of them together are the balance."""

    __tablename__ = "credit_transactions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    transaction_type: Mapped[str] = mapped_column(String(32))
    """"api_usage", "purchase" or "referral_bonus"."""
    description: Mapped[str] = mapped_column(String(300))
    balance_before: Mapped[int] = mapped_column(BigInteger)
    balance_after: Mapped[int] = mapped_column(BigInteger)
    request_id: Mapped[str] = mapped_column(String(100), unique=True)
    """What it is for; nothing is paid twice."""
    details: Mapped[dict[str, Any]] = mapped_column("metadata")
    created_at: Mapped[datetime]


class ChatRequest(Base):
    """A completion that was asked for: what is reserved for it, and what a repetition is answered with."""

    __tablename__ = "chat_requests"
    __table_args__ = (UniqueConstraint("user_id", "idempotency_key"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    idempotency_key: Mapped[str | None] = mapped_column(String(255))
    """Without one the row goes when the bill is written."""
    fingerprint: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    """"open", "answered" or "broken_off"."""
    reserved: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime] = mapped_column(index=True)
    """How long the reservation, and later the answer, is kept."""
    answer: Mapped[str | None] = mapped_column(Text)


class Referral(Base):
    """Somebody who came through somebody else."""

    __tablename__ = "referrals"

    id: Mapped[int] = mapped_column(primary_key=True)
    referrer_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    referred_user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    status: Mapped[str] = mapped_column(String(16))
    """"pending" or "completed"."""
    bonus_amount: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]


class Payment(Base):
    """Credits that a customer wants to buy; written down before Stripe hears of it."""

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    amount_cents: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    credits: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    """"pending", "paid" or "failed"."""
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]


class Hits(Base):
    """When something that is limited was done lately, by whom."""

    __tablename__ = "hits"

    whose: Mapped[str] = mapped_column(String(120), primary_key=True)
    times: Mapped[list[float]] = mapped_column(JSON)
    until: Mapped[datetime] = mapped_column(index=True)


class Probe(Base):
    """What a health probe writes and removes again, in order to know that writing works."""

    __tablename__ = "health_probes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
