"""One calendar for each line: no two appointments overlap, however many want the same slot at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from countersign.sandbox.booking.calendar import Calendar
from countersign.sandbox.booking.callers import registered
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.models import Base
from countersign.sandbox.database import make_tables, open_database

from ..together import together
from .office import EDMONTON, MONDAY

HOURS = Hours(EDMONTON)
NOW = MONDAY.astimezone(UTC)
LINE = "+12125550100"


@pytest.fixture
def engines(database_url: str) -> Iterator[list[Engine]]:
    """Two processes' ways to one database."""
    both = [open_database(database_url) for _ in range(2)]
    make_tables(both[0], [Base.metadata])
    yield both
    for engine in both:
        engine.dispose()


def at(hour: int, minute: int = 0, days: int = 1) -> datetime:
    return (MONDAY.replace(hour=hour, minute=minute) + timedelta(days=days)).astimezone(UTC)


def books(
    engine: Engine, who: int, start: datetime, minutes: int, line: str = LINE, now: datetime = NOW
) -> bool:
    """What the line does after a yes."""
    with Session(engine) as db, db.begin():
        calendar = Calendar(db, line, HOURS, now)
        calendar.hold()
        user = registered(db, f"+1416555{who:04d}", f"Caller {who}", now)
        if not calendar.free(start, minutes, user):
            return False
        calendar.book(user, start, minutes, notes="", test=True)
        return True


def spans(engine: Engine) -> list[tuple[datetime, datetime]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT starts_at, duration_min FROM appointments WHERE status = 'booked' ORDER BY starts_at"
            )
        ).all()
    return [(moment(start), moment(start) + timedelta(minutes=minutes)) for start, minutes in rows]


def moment(kept: Any) -> datetime:
    start = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return start if start.tzinfo else start.replace(tzinfo=UTC)


def next_free(engine: Engine, first: datetime, minutes: int, now: datetime = NOW) -> datetime | None:
    with Session(engine) as db:
        return Calendar(db, LINE, HOURS, now).next_free(first, minutes, None)


@pytest.mark.parametrize("_", range(3))
def test_of_many_who_want_one_slot_one_gets_it(engines: list[Engine], _: int) -> None:
    calls = [partial(books, engines[n % 2], n, at(14), 60) for n in range(12)]
    assert together(calls).count(True) == 1
    assert len(spans(engines[0])) == 1


def test_overlapping_wishes_at_once_leave_no_overlap(engines: list[Engine]) -> None:
    wishes = [(at(9 + n // 4, 15 * (n % 4)), (30, 45, 60)[n % 3]) for n in range(24)]
    together([partial(books, engines[n % 2], n, *wish) for n, wish in enumerate(wishes)])
    booked = spans(engines[0])
    assert len(booked) >= 6
    assert all(first[1] <= second[0] for first, second in pairwise(booked))


def test_each_line_has_a_calendar_of_its_own(engines: list[Engine]) -> None:
    assert books(engines[0], 1, at(14), 60)
    assert books(engines[0], 2, at(14), 60, line="+12125550101")
    assert not books(engines[0], 3, at(14, 30), 30)


def test_nobody_is_in_two_places_at_once(engines: list[Engine]) -> None:
    assert books(engines[0], 1, at(14), 60)
    assert not books(engines[0], 1, at(14, 30), 30, line="+12125550101")


@pytest.mark.parametrize(
    ("start", "minutes", "free"),
    [
        (at(13, 30), 30, True),
        (at(13, 30), 45, False),
        (at(14, 45), 30, False),
        (at(15), 30, True),
        (at(8, 30), 30, False),
        (at(9), 60, True),
        (at(16), 60, True),
        (at(16, 15), 60, False),
        (at(17), 30, False),
        (at(12, days=5), 30, False),
        (at(9, 30, days=0), 30, False),
        (at(10, days=0), 30, False),
        (at(10, 30, days=0), 30, True),
        (at(10, days=400), 30, False),
    ],
)
def test_what_is_free(engines: list[Engine], start: datetime, minutes: int, free: bool) -> None:
    assert books(engines[0], 1, at(14), 60)
    assert books(engines[0], 2, start, minutes) is free


def test_the_next_free_slot_is_found_after_a_full_day_and_a_weekend(engines: list[Engine]) -> None:
    for hour in range(9, 17):
        assert books(engines[0], hour, at(hour, days=4), 60)
    assert next_free(engines[0], at(11, days=4), 30) == at(9, days=7)
    assert next_free(engines[0], at(16, days=3), 60) == at(16, days=3)
    assert next_free(engines[0], at(16, 30, days=3), 60) == at(9, days=7)


def test_the_next_free_slot_is_never_past(engines: list[Engine]) -> None:
    assert next_free(engines[0], at(9, days=-3), 30) == at(10, 30, days=0)


def test_the_slots_of_a_day_stay_at_their_hours_when_the_clocks_change(engines: list[Engine]) -> None:
    friday = datetime(2027, 3, 12, 16, 30, tzinfo=EDMONTON)
    found = next_free(engines[0], friday + timedelta(hours=1), 30, friday)
    assert found == datetime(2027, 3, 15, 9, tzinfo=EDMONTON)
    assert found is not None
    assert found.astimezone(UTC).hour == 15


def test_a_cancelled_slot_can_be_booked_again_by_the_same_and_by_others(engines: list[Engine]) -> None:
    for who in (1, 1, 2, 1):
        assert books(engines[0], who, at(14), 45)
        assert not books(engines[0], 3, at(14), 45)
        with Session(engines[0]) as db, db.begin():
            calendar = Calendar(db, LINE, HOURS, NOW)
            user = registered(db, f"+1416555{who:04d}", "somebody else", NOW)
            appointment = calendar.next_of(user)
            assert appointment is not None
            calendar.cancel(appointment)
    assert spans(engines[0]) == []


def test_an_appointment_can_be_moved_back_to_where_one_was_cancelled(engines: list[Engine]) -> None:
    assert books(engines[0], 1, at(14), 45)
    with Session(engines[0]) as db, db.begin():
        calendar = Calendar(db, LINE, HOURS, NOW)
        user = registered(db, "+14165550001", "", NOW)
        dead = calendar.next_of(user)
        assert dead is not None
        calendar.cancel(dead)
        moving = calendar.book(user, at(9), 60, notes="", test=True)
        calendar.move(moving, at(14))
    assert spans(engines[0]) == [(at(14), at(15))]
