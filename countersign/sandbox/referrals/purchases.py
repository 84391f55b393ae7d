"""What customers buy: written down first, paid at Stripe, and credited once."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.sandbox.referrals.accounts import locked
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.books import PURCHASE, book
from countersign.sandbox.referrals.models import Payment
from countersign.sandbox.referrals.money import as_number, in_credits, units_of_cents
from countersign.sandbox.referrals.referral import hold, inviter_of, reward
from countersign.sandbox.referrals.shop import Page

PENDING, PAID, FAILED = "pending", "paid", "failed"
_LEAST, _MOST = 500, 1_000_000


class CheckoutWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how many cents a customer wants to buy credits."""

    amount: Annotated[int, msgspec.Meta(ge=_LEAST, le=_MOST)]
    currency: Literal["usd", "USD"] = "usd"


class Checkout(msgspec.Struct, frozen=True):
    """A checkout session as an event of Stripe's tells it."""

    id: str
    payment_status: str
    amount_total: int | None = None
    currency: str | None = None
    metadata: Mapping[str, str] | None = None

    @property
    def paid(self) -> bool:
        """Whether the money is there."""
        return self.payment_status == "paid"


def begun(db: Session, user_id: int, wish: CheckoutWish, now: datetime) -> Payment:
    """Write down what a customer wants to buy, before Stripe hears of it."""
    payment = Payment(
        id=f"pay_{secrets.token_hex(12)}",
        user_id=user_id,
        amount_cents=wish.amount,
        currency=wish.currency.lower(),
        credits=units_of_cents(wish.amount),
        status=PENDING,
        created_at=now,
    )
    db.add(payment)
    return payment


def paid_at(db: Session, payment: Payment, page: Page) -> None:
    """Note the page at which it is paid."""
    kept = db.get(Payment, payment.id, with_for_update=True)
    if kept is not None and kept.session_id is None:
        kept.session_id = page.id


def given_up(db: Session, payment: Payment) -> None:
    """Note that there is no page for it."""
    kept = db.get(Payment, payment.id, with_for_update=True)
    if kept is not None and kept.status == PENDING:
        kept.status = FAILED


def form_of(payment: Payment, public_url: str) -> dict[str, str]:
    """What Stripe is asked for."""
    here = public_url.rstrip("/")
    return {
        "mode": "payment",
        "line_items[0][price_data][currency]": payment.currency,
        "line_items[0][price_data][unit_amount]": str(payment.amount_cents),
        "line_items[0][price_data][product_data][name]": f"{in_credits(payment.credits)} credits",
        "line_items[0][quantity]": "1",
        "client_reference_id": str(payment.user_id),
        "metadata[user_id]": str(payment.user_id),
        "metadata[payment_id]": payment.id,
        "success_url": f"{here}/checkout/success?session_id={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{here}/checkout/cancelled",
    }


def told(payment: Payment, page: Page) -> dict[str, Any]:
    """What the customer is told."""
    return {
        "session_id": page.id,
        "url": page.url,
        "amount": payment.amount_cents,
        "currency": payment.currency,
        "credits": as_number(payment.credits),
    }


def buyer_of(db: Session, checkout: Checkout) -> int:
    """Who pays there; a session that the gateway has not opened, or not so, is refused."""
    return _payment(db, checkout).user_id


def credited(db: Session, checkout: Checkout, now: datetime) -> bool:
    """Add what was bought, and pay the inviter's bonus; whether this was the first time that it was told."""
    payment = _payment(db, checkout)
    inviter = inviter_of(db, payment.user_id)
    hold(db, payment.user_id, *([inviter] if inviter else []))
    buyer = locked(db, payment.user_id)
    db.refresh(payment)
    if payment.status == PAID:
        return False
    payment.status, payment.paid_at, payment.session_id = PAID, now, checkout.id
    details = {"session_id": checkout.id, "payment_id": payment.id, "amount": payment.amount_cents}
    described = f"Bought {in_credits(payment.credits)} credits"
    book(db, buyer, payment.credits, PURCHASE, checkout.id, described, details, now)
    db.flush()
    reward(db, buyer, payment.credits, now)
    return True


def _payment(db: Session, checkout: Checkout) -> Payment:
    named = (checkout.metadata or {}).get("payment_id")
    by = Payment.id == named if named else Payment.session_id == checkout.id
    payment = db.scalar(select(Payment).where(by))
    if payment is None or payment.session_id not in (None, checkout.id):
        raise RefusedError(400, "The gateway has not opened this checkout session.", "unknown_session")
    expected = (payment.amount_cents, payment.currency, str(payment.user_id))
    user = (checkout.metadata or {}).get("user_id", str(payment.user_id))
    if (checkout.amount_total, checkout.currency, user) != expected:
        raise RefusedError(400, "The checkout session is not what the gateway has opened.", "session_differs")
    return payment
