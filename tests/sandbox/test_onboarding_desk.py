"""What the records hold when several transactions want the same thing at once."""

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from countersign.errors import UserError
from countersign.sandbox.clock import CLOCK_TABLES, Clock
from countersign.sandbox.database import make_tables, open_database
from countersign.sandbox.onboarding import texts
from countersign.sandbox.onboarding.actions import (
    Deed,
    Effect,
    MailCode,
    MailWelcome,
    Send,
    Share,
    Start,
    Tap,
    TextWelcome,
    Write,
)
from countersign.sandbox.onboarding.desk import Desk, Event, Sender, forget_old_updates
from countersign.sandbox.onboarding.models import (
    Base,
    EmailVerification,
    OnboardingSession,
    ProcessedUpdate,
    User,
    Wallet,
)
from countersign.sandbox.onboarding.outcomes import Delivery
from countersign.sandbox.onboarding.settings import House

AMIRA = Sender(4_000_000_000_000_007, "amira", "Amira")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_database(database_url)
    make_tables(opened, [Base.metadata, CLOCK_TABLES])
    yield opened
    opened.dispose()


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine, Clock(engine), House())


numbers = itertools.count(1)


def event(action: Deed, sender: Sender = AMIRA) -> Event:
    return Event(next(numbers), sender, sender.id, 1, action)


def at_once(*calls: Callable[[], list[Effect] | None]) -> list[list[Effect]]:
    with ThreadPoolExecutor(len(calls)) as pool:
        taken = [future.result() for future in [pool.submit(call) for call in calls]]
        return [effects for effects in taken if effects is not None]


def count(engine: Engine, table: type[Base]) -> int:
    with Session(engine) as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


def is_at_code(desk: Desk, sender: Sender, address: str) -> str:
    """Bring someone to step 2; the code that was mailed."""
    desk.take(event(Tap(texts.START, 1), sender))
    effects = desk.take(event(Write(address), sender))
    assert effects
    order = effects[-1]
    assert isinstance(order, MailCode)
    desk.mailed(sender, order.kept.id, Delivery.SENT, again=False)
    return order.code


def test_simultaneous_starts_make_one_of_everything(desk: Desk, engine: Engine) -> None:
    at_once(*[lambda: desk.take(event(Start()))] * 8)
    assert [count(engine, table) for table in (User, OnboardingSession, Wallet)] == [1, 1, 1]


def test_one_address_is_verified_by_one_user_only(desk: Desk, engine: Engine) -> None:
    people = [Sender(4_000_000_000_000_100 + n, None, f"User {n}") for n in range(8)]
    codes = [is_at_code(desk, person, "shared@example.com") for person in people]
    outcomes = at_once(
        *[
            lambda person=person, code=code: desk.take(event(Write(code), person))
            for person, code in zip(people, codes, strict=True)
        ]
    )
    went_on = [effects for effects in outcomes if any(isinstance(effect, Send) for effect in effects)]
    assert len(went_on) == 1
    with Session(engine) as db:
        assert db.scalar(select(func.count()).where(User.email == "shared@example.com")) == 1


@pytest.mark.parametrize("_", range(10))
def test_one_number_is_taken_by_one_user_only(engine: Engine, _: int) -> None:
    desk = Desk(engine, Clock(engine), House(sms_from="+15005550006"))
    people = [Sender(4_000_000_000_000_200 + n, None, f"User {n}") for n in range(8)]
    for person in people:
        desk.take(event(Start(), person))
    with engine.begin() as connection:
        connection.execute(update(User).values(onboarding_completed=True))
    outcomes = at_once(
        *[lambda person=person: desk.take(event(Share("12025550123", own=True), person)) for person in people]
    )
    ordered = [effects for effects in outcomes if any(isinstance(e, TextWelcome) for e in effects)]
    assert len(ordered) == 1
    told = [e.screen.text for effects in outcomes for e in effects if isinstance(e, Send)]
    assert sum("already used by another account" in text for text in told) == 7


def test_simultaneous_accepts_welcome_once(desk: Desk) -> None:
    code = is_at_code(desk, AMIRA, "amira@example.com")
    desk.take(event(Write(code)))
    outcomes = at_once(*[lambda: desk.take(event(Tap(texts.ACCEPT, 5)))] * 6)
    welcomes = [effect for effects in outcomes for effect in effects if isinstance(effect, MailWelcome)]
    assert len(welcomes) == 1


def test_an_answered_update_has_no_second_effect(desk: Desk, engine: Engine) -> None:
    is_at_code(desk, AMIRA, "amira@example.com")
    wrong = event(Write("000000"))
    desk.take(wrong)
    desk.answered(wrong, 17)
    assert desk.take(wrong) == []
    with Session(engine) as db:
        kept = db.scalars(select(EmailVerification)).one()
        assert kept.attempts <= 1


def test_moments_come_back_in_utc(desk: Desk, engine: Engine) -> None:
    desk.take(event(Start()))
    with Session(engine) as db:
        session = db.scalars(select(OnboardingSession)).one()
        assert session.expires_at.tzinfo is UTC
        assert abs(session.expires_at - timedelta(hours=24) - datetime.now(UTC)) < timedelta(seconds=10)


def test_old_notes_on_updates_are_forgotten(desk: Desk, engine: Engine) -> None:
    desk.take(event(Start()))
    forget_old_updates(engine, datetime.now(UTC))
    assert count(engine, ProcessedUpdate) == 1
    forget_old_updates(engine, datetime.now(UTC) + timedelta(days=3))
    assert count(engine, ProcessedUpdate) == 0


def test_a_user_with_children_cannot_be_removed(desk: Desk, engine: Engine) -> None:
    desk.take(event(Start()))
    with engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(text("DELETE FROM users"))


@pytest.mark.parametrize("url", ["", "nonsense", "oracle2://x", "mysql+nothing://x/y"])
def test_a_database_url_that_cannot_be_used_is_explained(url: str) -> None:
    with pytest.raises(UserError, match="COUNTERSIGN_SANDBOX_DATABASE_URL"):
        open_database(url)
