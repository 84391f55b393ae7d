from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import UserError
from countersign.practice_hours import Moment, PracticeHours, moment_in, spoken, time_in
from countersign.target import Hours

EDMONTON = PracticeHours("America/Edmonton", Hours())
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""10 AM in the practice."""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("today at 3 PM", "2026-11-20T15:00:00-07:00"),
        ("the next open day at 2 PM", "2026-11-23T14:00:00-07:00"),
        ("the second open day at 9:30 AM", "2026-11-24T09:30:00-07:00"),
        ("the third open day at 12 PM", "2026-11-25T12:00:00-07:00"),
        ("Saturday at 11 AM", "2026-11-21T11:00:00-07:00"),
        ("Friday at 10 AM", "2026-11-27T10:00:00-07:00"),
        ("Monday two weeks later at 10 AM", "2026-11-30T10:00:00-07:00"),
    ],
)
def test_what_a_feature_names_is_found_from_now(text: str, found: str) -> None:
    assert EDMONTON.find(moment_in(text), FRIDAY) == datetime.fromisoformat(found)
    assert str(moment_in(text)) == text


def test_today_is_the_practices_day_and_not_the_one_of_universal_time() -> None:
    late = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Monday at 8 PM in the practice
    assert EDMONTON.find(moment_in("today at 9 AM"), late).isoformat() == "2026-11-23T09:00:00-07:00"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("the next open day at 2 PM", "Monday November 23 at 2 PM"),
        ("Saturday at 9:30 AM", "tomorrow at 9:30 AM"),
        ("Wednesday at 12 PM", "Wednesday November 25 at 12 PM"),
    ],
)
def test_a_caller_says_it_so_that_nobody_takes_it_for_another(text: str, said: str) -> None:
    assert EDMONTON.sayable(EDMONTON.find(moment_in(text), FRIDAY), FRIDAY) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (1, "the 1st of December"),
        (2, "the 2nd of December"),
        (3, "the 3rd of December"),
        (11, "the 11th of December"),
        (22, "the 22nd of December"),
        (30, "the 30th of December"),
    ],
)
def test_a_caller_may_say_it_by_its_date(day: int, said: str) -> None:
    moment = datetime(2026, 12, day, 17, 30, tzinfo=UTC)
    assert EDMONTON.by_date(moment) == f"{said} at 10:30 AM"


@given(st.integers(0, 363), st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
def test_what_the_line_says_is_heard_as_the_moment_that_it_means(days: int, hour: int, minute: int) -> None:
    day = EDMONTON.local(FRIDAY).date() + timedelta(days=days)
    moment = EDMONTON.on(day, time(hour, minute))
    assert EDMONTON.heard(f"Your appointment is booked for {spoken(moment)}. Goodbye.", FRIDAY) == moment


@pytest.mark.parametrize(
    "text",
    ["", "soon", "Monday, Brumaire 3 at 02:00 PM", "Monday, February 30 at 02:00 PM", "Monday at 02:00 PM"],
)
def test_words_that_name_no_moment_are_none(text: str) -> None:
    assert EDMONTON.heard(text, FRIDAY) is None


def test_the_next_such_weekday_may_be_today_and_is_never_past() -> None:
    assert EDMONTON.next_such(moment_in("Friday at 11 AM"), FRIDAY).day == 20
    assert EDMONTON.next_such(moment_in("Friday at 10 AM"), FRIDAY).day == 27


def test_a_month_ends_before_an_open_day() -> None:
    # The last days of November and December 2026 are a Monday and a Thursday before New Year's Day, a Friday.
    assert EDMONTON.last_of_month(time(10), FRIDAY).isoformat() == "2026-11-30T10:00:00-07:00"
    december = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert EDMONTON.last_of_month(time(10), december).isoformat() == "2026-12-31T10:00:00-07:00"


def test_the_last_open_day_before_the_clocks_change_is_found() -> None:
    forward = EDMONTON.before_change(forward=True, at=time(10), now=FRIDAY)
    back = EDMONTON.before_change(forward=False, at=time(10), now=FRIDAY)
    assert (forward.isoformat(), back.isoformat()) == (
        "2027-03-12T10:00:00-07:00",
        "2027-11-05T10:00:00-06:00",
    )


def test_a_practice_whose_clocks_never_change_proves_nothing() -> None:
    regina = PracticeHours("America/Regina", Hours())
    with pytest.raises(UserError, match=r"In America/Regina no clock changes .* name another"):
        regina.before_change(forward=True, at=time(10), now=FRIDAY)


def test_the_days_of_a_practice_are_its_own() -> None:
    weekends = PracticeHours("America/Edmonton", Hours(days=("Sat", "Sun")))
    assert weekends.find(Moment("the third open day", time_in("2 PM")), FRIDAY).day == 28
