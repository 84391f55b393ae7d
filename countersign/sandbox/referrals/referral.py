"""Who invited whom, and what the inviter earns for it: by tier, and once, when the one invited buys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from countersign.sandbox.referrals.accounts import locked
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.books import BONUS, book
from countersign.sandbox.referrals.models import Payment, Referral, User
from countersign.sandbox.referrals.money import UNITS, as_number

PENDING, COMPLETED = "pending", "completed"
MOST_PENDING = 10
LEAST_PURCHASE = 10 * UNITS


@dataclass(frozen=True)
class Tier:
    """How an inviter is rewarded."""

    name: str
    completed_from: int
    bonus: int


_TIERS = (Tier("bronze", 0, 10 * UNITS), Tier("silver", 5, 25 * UNITS), Tier("gold", 20, 50 * UNITS))


class CodeWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code of whoever has invited the customer."""

    referral_code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


def tier_of(completed: int) -> Tier:
    """The tier of an inviter of whom so many have bought."""
    return max(
        (tier for tier in _TIERS if completed >= tier.completed_from), key=lambda tier: tier.completed_from
    )


def take_code(db: Session, user_id: int, code: str, now: datetime) -> None:
    """Note who has invited a customer."""
    inviter_id = db.scalar(select(User.id).where(User.referral_code == code.strip().upper()))
    if inviter_id is None:
        raise RefusedError(
            400, "Nobody has that referral code.", "unknown_referral_code", param="referral_code"
        )
    if inviter_id == user_id:
        raise RefusedError(400, "That is your own referral code.", "own_referral_code", param="referral_code")
    hold(db, user_id, inviter_id)
    invited = locked(db, user_id)
    _must_be_new(db, invited)
    if _count(db, inviter_id, PENDING) >= MOST_PENDING:
        raise RefusedError(
            409,
            f"This referral code waits for {MOST_PENDING} customers to buy; it takes no more until one has.",
            "too_many_pending",
            param="referral_code",
        )
    invited.referred_by = inviter_id
    db.add(Referral(referrer_id=inviter_id, referred_user_id=invited.id, status=PENDING, created_at=now))


def reward(db: Session, buyer: User, bought: int, now: datetime) -> None:
    """Pay the inviter's bonus if it has been waiting for this purchase; both accounts are held."""
    mine = select(Referral).where(Referral.referred_user_id == buyer.id).with_for_update()
    referral = db.scalar(mine.execution_options(populate_existing=True))
    if referral is None or referral.status != PENDING or bought < LEAST_PURCHASE:
        return
    inviter = locked(db, referral.referrer_id)
    completed = _count(db, inviter.id, COMPLETED)
    tier = tier_of(completed)
    referral.status, referral.bonus_amount, referral.completed_at = COMPLETED, tier.bonus, now
    inviter.tier = tier_of(completed + 1).name
    details = {"referral_id": referral.id, "referred_user_id": buyer.id, "tier": tier.name}
    book(
        db,
        inviter,
        tier.bonus,
        BONUS,
        f"referral-{referral.id}",
        f"Bonus for inviting {buyer.username} ({tier.name})",
        details,
        now,
    )


def inviter_of(db: Session, user_id: int) -> int | None:
    """Who has invited a customer."""
    return db.scalar(select(Referral.referrer_id).where(Referral.referred_user_id == user_id))


def hold(db: Session, *ids: int) -> None:
    """Hold several accounts, always in the same order, so that no two wait for each other."""
    for user_id in sorted(set(ids)):
        locked(db, user_id)


def standing_of(db: Session, user_id: int) -> dict[str, Any]:
    """How a customer stands as an inviter."""
    completed, pending = _count(db, user_id, COMPLETED), _count(db, user_id, PENDING)
    earned = select(func.coalesce(func.sum(Referral.bonus_amount), 0)).where(Referral.referrer_id == user_id)
    return {
        "tier": tier_of(completed).name,
        "total_uses": completed + pending,
        "completed_bonuses": completed,
        "pending_bonuses": pending,
        "total_earned": as_number(int(db.scalar(earned) or 0)),
    }


def link_of(user: User, public_url: str) -> dict[str, str]:
    """What a customer gives to those whom they invite."""
    return {
        "referral_code": user.referral_code,
        "link": f"{public_url.rstrip('/')}/sign-up?ref={user.referral_code}",
    }


def _must_be_new(db: Session, user: User) -> None:
    if user.referred_by is not None:
        raise RefusedError(409, "You have used a referral code already.", "second_referral_code")
    bought = select(Payment.id).where(Payment.user_id == user.id, Payment.status == "paid").limit(1)
    if db.scalar(bought) is not None:
        raise RefusedError(409, "Referral codes are for new customers; you have bought already.", "not_new")


def _count(db: Session, inviter_id: int, status: str) -> int:
    whose = (Referral.referrer_id == inviter_id, Referral.status == status)
    return int(db.scalar(select(func.count()).select_from(Referral).where(*whose)) or 0)
