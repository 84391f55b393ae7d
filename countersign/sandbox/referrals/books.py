"""The books: what each customer has, what is reserved of it, and each movement of it, once and for good.

Whoever changes an account holds it until the transaction ends: on SQLite because transactions that write take
their turn, on PostgreSQL by a lock on the customer's row.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from countersign.sandbox.referrals.accounts import locked, time_of
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.models import ChatRequest, CreditTransaction, User
from countersign.sandbox.referrals.money import as_number, in_credits

OPEN, ANSWERED, BROKEN_OFF = "open", "answered", "broken_off"
USAGE, PURCHASE, BONUS = "api_usage", "purchase", "referral_bonus"
RESERVED = timedelta(minutes=15)
"""How long a reservation holds that nobody settles, since its process has died: no answer takes longer."""
KEPT = timedelta(hours=24)
"""How long a repeated request is answered as the first one was."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """What shall be reserved, for which request."""

    id: str
    user_id: int
    most: int
    now: datetime
    fingerprint: str
    idempotency_key: str | None = None


@dataclass(frozen=True)
class Bill:
    """What a request has cost in the end."""

    claim: Claim
    cost: int
    description: str
    details: Mapping[str, Any]
    answer: str | None = None
    """What a repetition is answered with; None where the answer was broken off."""


def reserve(db: Session, claim: Claim) -> str | None:
    """Put the most that it can cost aside; or the answer, where the request is the repetition of another."""
    user = locked(db, claim.user_id)
    if claim.idempotency_key is not None:
        earlier = _earlier(db, claim)
        if earlier is not None:
            return _repeated(earlier, claim)
    free = user.credits - _reserved(db, claim)
    if free < claim.most:
        raise _not_enough(free, claim.most)
    db.add(
        ChatRequest(
            id=claim.id,
            user_id=claim.user_id,
            idempotency_key=claim.idempotency_key,
            fingerprint=claim.fingerprint,
            state=OPEN,
            reserved=claim.most,
            until=claim.now + RESERVED,
        )
    )
    return None


def settle(db: Session, bill: Bill) -> None:
    """Take what it has cost, and give the rest of the reservation back: once, however often it is tried."""
    claim = bill.claim
    user = locked(db, claim.user_id)
    if db.scalar(select(CreditTransaction.id).where(CreditTransaction.request_id == claim.id)) is not None:
        return
    now = time_of(db, user.id)
    affordable = max(user.credits - _reserved(db, claim), 0)
    if bill.cost > affordable:
        # The provider has counted more than can be: what others are reserved is not touched.
        _log.warning("Request %s costs %d units, of which %d are there", claim.id, bill.cost, affordable)
    cost = min(bill.cost, affordable)
    short = {"unpaid": in_credits(bill.cost - cost)} if cost < bill.cost else {}
    book(db, user, -cost, USAGE, claim.id, bill.description, {**bill.details, **short}, now)
    request = db.get(ChatRequest, claim.id)
    if request is None:
        return
    if claim.idempotency_key is None:
        db.delete(request)
        return
    request.state = ANSWERED if bill.answer is not None else BROKEN_OFF
    request.reserved, request.until, request.answer = 0, now + KEPT, bill.answer


def release(db: Session, claim: Claim) -> None:
    """Give the whole reservation back: nothing was sold, and the same can be asked again."""
    mine = (ChatRequest.id == claim.id, ChatRequest.state == OPEN)
    db.execute(delete(ChatRequest).where(*mine))


def book(
    db: Session,
    user: User,
    amount: int,
    kind: str,
    request_id: str,
    description: str,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Move money on the account of a customer whose row is locked, and write down that it was moved."""
    before = user.credits
    user.credits = before + amount
    db.add(
        CreditTransaction(
            user_id=user.id,
            amount=amount,
            transaction_type=kind,
            description=description[:300],
            balance_before=before,
            balance_after=user.credits,
            request_id=request_id,
            details=dict(details),
            created_at=now,
        )
    )


def transactions_of(db: Session, user_id: int, limit: int, offset: int) -> dict[str, Any]:
    """A page of what has moved on an account, the newest first."""
    mine = CreditTransaction.user_id == user_id
    total = db.scalar(select(func.count()).select_from(CreditTransaction).where(mine))
    rows = db.scalars(
        select(CreditTransaction)
        .where(mine)
        .order_by(CreditTransaction.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return {"transactions": [_told(row) for row in rows], "total": total, "limit": limit, "offset": offset}


def forget_old(db: Session, now: datetime) -> None:
    """Remove what was reserved or answered so long ago that it counts for nothing."""
    db.execute(delete(ChatRequest).where(ChatRequest.until < now - KEPT))


def _earlier(db: Session, claim: Claim) -> ChatRequest | None:
    """The request that this one repeats; one whose time is over, or whose process has died, is none."""
    same = (ChatRequest.user_id == claim.user_id, ChatRequest.idempotency_key == claim.idempotency_key)
    earlier = db.scalar(select(ChatRequest).where(*same))
    if earlier is not None and earlier.until <= claim.now:
        db.delete(earlier)
        db.flush()
        return None
    return earlier


def _repeated(earlier: ChatRequest, claim: Claim) -> str:
    if earlier.fingerprint != claim.fingerprint:
        raise RefusedError(
            422, "This Idempotency-Key was used for another request; use a new one.", "idempotency_key_reused"
        )
    if earlier.state == OPEN:
        raise RefusedError(
            409,
            "The request with this Idempotency-Key is still being answered; try again in a moment.",
            "still_being_answered",
            headers={"Retry-After": "1"},
        )
    if earlier.answer is None:
        raise RefusedError(
            409,
            "The request with this Idempotency-Key was broken off and billed for what was delivered; "
            "use a new key to ask again.",
            "broken_off",
        )
    return earlier.answer


def _reserved(db: Session, claim: Claim) -> int:
    """What is put aside for other requests of the customer."""
    others = (
        ChatRequest.user_id == claim.user_id,
        ChatRequest.state == OPEN,
        ChatRequest.until > claim.now,
        ChatRequest.id != claim.id,
    )
    return int(db.scalar(select(func.coalesce(func.sum(ChatRequest.reserved), 0)).where(*others)) or 0)


def _not_enough(free: int, most: int) -> RefusedError:
    return RefusedError(
        402,
        f"Your balance is not enough: {in_credits(free)} credits are free, and this request can cost up to "
        f"{in_credits(most)}. Top up with POST /checkout-session, which takes an amount in cents from 500, "
        f"or ask for fewer tokens with max_tokens.",
        "insufficient_credits",
        more={"top_up": "/checkout-session", "free": as_number(free), "needed": as_number(most)},
    )


def _told(row: CreditTransaction) -> dict[str, Any]:
    return {
        "id": row.id,
        "amount": as_number(row.amount),
        "transaction_type": row.transaction_type,
        "description": row.description,
        "balance_before": as_number(row.balance_before),
        "balance_after": as_number(row.balance_after),
        "request_id": row.request_id,
        "created_at": row.created_at.isoformat(),
        "metadata": row.details,
    }


def answer_kept(body: Mapping[str, Any]) -> str:
    """An answer as it is kept for a repetition."""
    return msgspec.json.encode(body).decode()
