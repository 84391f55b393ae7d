"""Where the records are kept: opens a user's case, lets the flow work on it, keeps the outcome."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from countersign.sandbox.clock import Clock
from countersign.sandbox.database import insert_if_new
from countersign.sandbox.onboarding import alerts, flow, verification
from countersign.sandbox.onboarding.actions import Deed, Effect, Resume, Start
from countersign.sandbox.onboarding.case import Case
from countersign.sandbox.onboarding.models import (
    EmailVerification,
    OnboardingSession,
    ProcessedUpdate,
    User,
    Wallet,
    new_referral_code,
)
from countersign.sandbox.onboarding.outcomes import Delivery, Texting
from countersign.sandbox.onboarding.settings import House

CURRENCY = "USD"

_CODES_THAT_MATTER = 50
_UPDATES_ARE_KEPT = timedelta(days=2)
_ONE_ANSWER_SERVES = timedelta(seconds=5)
_SECOND_LOOKS = 2
_WORK_TAKES = timedelta(seconds=20)
"""An answer that takes longer got lost with the process that worked on it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Sender:
    """Whom an update came from, as Telegram knows them."""

    id: int
    username: str | None
    first_name: str


@dataclass(frozen=True)
class Event:
    """One update, as far as the setup is concerned."""

    update_id: int
    sender: Sender
    chat_id: int
    message_id: int
    """The message that was written, or whose button was tapped."""
    action: Deed
    private: bool = True
    """Whether nobody else reads along in the chat."""
    answered: bool = False
    """Whether the answer to another update has answered this one too."""


class Desk:
    """Handles one event in one transaction; no transaction is open while mail or Telegram is called."""

    def __init__(self, engine: Engine, clock: Clock, house: House) -> None:
        self._engine = engine
        self._clock = clock
        self._house = house
        self._me = secrets.token_hex(16)

    def take(self, event: Event) -> list[Effect] | None:
        """What the user is to see and get, once the event has had its effect.

        None while another process is at it; it is trusted for a while to come to an end.
        """

        def work(db: Session, now: datetime) -> list[Effect] | None:
            note, new = self._noted(db, event, now)
            if not new and note.answered_at:
                return []
            if not new and self._another_works_on(note):
                return None
            if new and _answered_before(db, event, now):
                note.answered_at = now
                return []
            note.worked_on_by, note.worked_on_until = self._me, datetime.now(UTC) + _WORK_TAKES
            action = event.action if new else Resume(event.message_id, event.action)
            return self._work_on(
                db, event.sender, now, lambda case: flow.respond(case, action), private=event.private
            )

        return self._in_transaction(event.sender.id, work)

    def mailed(self, sender: Sender, code_id: int, delivery: Delivery, *, again: bool) -> list[Effect]:
        """How it goes on after the mail with a code was sent, or wasn't."""
        return self._go_on(sender, lambda case: verification.mailed(case, code_id, delivery, again=again))

    def texted(self, sender: Sender, number: str, outcome: Texting) -> list[Effect]:
        """How it goes on after the welcome SMS was sent, or wasn't."""
        return self._go_on(sender, lambda case: alerts.texted(case, number, outcome))

    def welcomed(self, sender: Sender, delivery: Delivery) -> list[Effect]:
        """Keep what became of the welcome mail."""
        return self._go_on(sender, lambda case: flow.welcomed(case, delivery))

    def answered(self, event: Event, message_id: int | None) -> None:
        """Note that the user has seen the answer."""

        def work(db: Session, now: datetime) -> None:
            if note := db.get(ProcessedUpdate, (event.sender.id, event.update_id)):
                note.answered_at = now
                note.message_id = message_id
                note.worked_on_until = None

        self._in_transaction(event.sender.id, work)

    def let_go(self, event: Event) -> None:
        """Note that the answer got lost, so that whoever gets the update again works on it at once."""

        def work(db: Session, _: datetime) -> None:
            if note := db.get(ProcessedUpdate, (event.sender.id, event.update_id)):
                note.worked_on_until = None

        self._in_transaction(event.sender.id, work)

    def _noted(self, db: Session, event: Event, now: datetime) -> tuple[ProcessedUpdate, bool]:
        new = insert_if_new(
            db.connection(),
            ProcessedUpdate,
            user_id=event.sender.id,
            update_id=event.update_id,
            chat_id=event.chat_id,
            kind=type(event.action).__name__.lower(),
            received_at=now,
            worked_on_by=self._me,
        )
        key = (event.sender.id, event.update_id)
        return db.get_one(ProcessedUpdate, key, with_for_update=True), new

    def _another_works_on(self, note: ProcessedUpdate) -> bool:
        until = note.worked_on_until
        return until is not None and note.worked_on_by != self._me and datetime.now(UTC) < until

    def _go_on(self, sender: Sender, work: Callable[[Case], list[Effect]]) -> list[Effect]:
        return self._in_transaction(sender.id, lambda db, now: self._work_on(db, sender, now, work))

    def _in_transaction(self, user_id: int, work: Callable[[Session, datetime], T]) -> T:
        now = self._clock.now(f"telegram:{user_id}")
        for _ in range(_SECOND_LOOKS):
            with suppress(IntegrityError):
                return self._once(work, now)
            # Somebody else was a moment faster; another look sees what they did.
        return self._once(work, now)

    def _once(self, work: Callable[[Session, datetime], T], now: datetime) -> T:
        with Session(self._engine, expire_on_commit=False) as db, db.begin():
            return work(db, now)

    def _work_on(
        self, db: Session, sender: Sender, now: datetime, work: Callable[[Case], T], *, private: bool = True
    ) -> T:
        user = _user(db, sender, now)
        session = db.scalar(select(OnboardingSession).where(OnboardingSession.user_id == user.id))
        known = _codes(db, user)
        case = Case(user, session, list(known), now, self._house, _Register(db, user), private)
        outcome = work(case)
        if case.session is not session:
            _replace(db, session, case.session)
        db.add_all(case.codes[len(known) :])
        db.flush()
        return outcome


def forget_old_updates(engine: Engine, now: datetime) -> None:
    """Remove the notes on updates that Telegram will not deliver again."""
    with engine.begin() as connection:
        old = ProcessedUpdate.received_at < now - _UPDATES_ARE_KEPT
        connection.execute(delete(ProcessedUpdate).where(old))


class _Register:
    """Answers the flow's questions from the open transaction."""

    def __init__(self, db: Session, user: User) -> None:
        self._db = db
        self._user = user

    def email_taken(self, email: str) -> bool:
        owner = select(User.id).where(User.email == email, User.email_verified, User.id != self._user.id)
        return self._db.scalar(owner) is not None

    def phone_taken(self, number: str) -> bool:
        owner = select(User.id).where(User.phone == number, User.id != self._user.id)
        return self._db.scalar(owner) is not None

    def inviter(self, referral_code: str) -> User | None:
        return self._db.scalar(select(User).where(User.referral_code == referral_code.upper()))

    def friends(self) -> int:
        brought = select(func.count()).where(User.referred_by_id == self._user.id)
        return self._db.scalar(brought) or 0

    def balance(self) -> Decimal:
        own = select(Wallet).where(Wallet.user_id == self._user.id, Wallet.currency == CURRENCY)
        wallet = self._db.scalar(own)
        return wallet.amount if wallet else Decimal(0)


def _answered_before(db: Session, event: Event, now: datetime) -> bool:
    """Whether a /start was sent before the answer to another one could be seen: that answers both."""
    if event.answered or not isinstance(event.action, Start):
        return event.answered
    newer_answer = select(ProcessedUpdate.update_id).where(
        ProcessedUpdate.user_id == event.sender.id,
        ProcessedUpdate.chat_id == event.chat_id,
        ProcessedUpdate.kind == "start",
        ProcessedUpdate.answered_at > now - _ONE_ANSWER_SERVES,
        ProcessedUpdate.message_id > event.message_id,
    )
    return db.scalar(newer_answer.limit(1)) is not None


def _user(db: Session, sender: Sender, now: datetime) -> User:
    """The user's row, locked, so that the events of one user take their turn."""
    user = db.get(User, sender.id, with_for_update={"key_share": True})
    if user is None:
        _register(db, sender, now)
        user = db.get_one(User, sender.id, with_for_update={"key_share": True})
    user.username = sender.username
    user.first_name = sender.first_name
    return user


def _register(db: Session, sender: Sender, now: datetime) -> None:
    connection = db.connection()
    insert_if_new(connection, User, id=sender.id, referral_code=new_referral_code(), created_at=now)
    insert_if_new(connection, Wallet, user_id=sender.id, currency=CURRENCY)


def _codes(db: Session, user: User) -> list[EmailVerification]:
    newest_first = (
        select(EmailVerification)
        .where(EmailVerification.user_id == user.id)
        .order_by(EmailVerification.id.desc())
        .limit(_CODES_THAT_MATTER)
    )
    return list(db.scalars(newest_first))[::-1]


def _replace(db: Session, old: OnboardingSession | None, new: OnboardingSession | None) -> None:
    if old is not None:
        db.delete(old)
        db.flush()
    if new is not None:
        db.add(new)
