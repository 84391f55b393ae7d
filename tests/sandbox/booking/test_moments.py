"""What callers mean, with the clock at ordinary and at odd moments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.moments import wanted_in

EDMONTON = ZoneInfo("America/Edmonton")
HOURS = Hours(EDMONTON)
SATURDAY = "2026-11-21 11:10"

MOMENTS = [
    (SATURDAY, "tomorrow at 2 PM", "2026-11-22 14:00"),
    (SATURDAY, "2 p.m. tomorrow", "2026-11-22 14:00"),
    (SATURDAY, "tomorrow, tomorrow at 2 PM, yes 2 PM", "2026-11-22 14:00"),
    (SATURDAY, "tomorrow at 14", "2026-11-22 14:00"),
    (SATURDAY, "14:30 on Monday", "2026-11-23 14:30"),
    (SATURDAY, "next Thursday at 10", "2026-11-26 10:00"),
    (SATURDAY, "this Friday 2 p.m.", "2026-11-27 14:00"),
    (SATURDAY, "Monday at noon", "2026-11-23 12:00"),
    (SATURDAY, "noon", "2026-11-23 12:00"),
    (SATURDAY, "half past nine", "2026-11-23 09:30"),
    (SATURDAY, "half nine tomorrow", "2026-11-22 09:30"),
    (SATURDAY, "two thirty on Tuesday", "2026-11-24 14:30"),
    (SATURDAY, "Friday at quarter to three", "2026-11-27 14:45"),
    (SATURDAY, "ten to three on Wednesday", "2026-11-25 14:50"),
    (SATURDAY, "twenty past two on Wednesday", "2026-11-25 14:20"),
    (SATURDAY, "Monday at nine oh five", "2026-11-23 09:05"),
    (SATURDAY, "the day after tomorrow at quarter past eleven", "2026-11-23 11:15"),
    (SATURDAY, "I'd like to come in on Monday at two in the afternoon", "2026-11-23 14:00"),
    (SATURDAY, "uh maybe Wednesday around 10 o'clock please", "2026-11-25 10:00"),
    (SATURDAY, "not Monday, Tuesday at 2", "2026-11-24 14:00"),
    (SATURDAY, "the 3rd of December at 10:30", "2026-12-03 10:30"),
    (SATURDAY, "December third at half past ten", "2026-12-03 10:30"),
    (SATURDAY, "twenty-third of November at ten thirty", "2026-11-23 10:30"),
    (SATURDAY, "Dec. 1 at 9", "2026-12-01 09:00"),
    (SATURDAY, "Tuesday the 1st of December at 2", "2026-12-01 14:00"),
    (SATURDAY, "2026-12-03 at 9:15", "2026-12-03 09:15"),
    (SATURDAY, "December 3 2027 at 9", "2027-12-03 09:00"),
    (SATURDAY, "January 5th at 2 pm", "2027-01-05 14:00"),
    (SATURDAY, "the 30th at 9", "2026-11-30 09:00"),
    (SATURDAY, "the 31st at 2", "2026-12-31 14:00"),
    (SATURDAY, "the 2nd of next month at 11", "2026-12-02 11:00"),
    (SATURDAY, "Monday the 23rd at 2", "2026-11-23 14:00"),
    (SATURDAY, "Monday next week at 11", "2026-11-23 11:00"),
    (SATURDAY, "next week on Wednesday at 4", "2026-11-25 16:00"),
    (SATURDAY, "a week from today at 10", "2026-11-28 10:00"),
    (SATURDAY, "the earliest on Tuesday after 3", "2026-11-24 15:00"),
    (SATURDAY, "five minutes to three on Tuesday", "2026-11-24 14:55"),
    (SATURDAY, "in three days at 11 am", "2026-11-24 11:00"),
    (SATURDAY, "in two weeks at 10 AM", "2026-12-05 10:00"),
    (SATURDAY, "two weeks from Monday at nine", "2026-12-07 09:00"),
    (SATURDAY, "a week from tomorrow at noon", "2026-11-29 12:00"),
    (SATURDAY, "in 90 minutes", "2026-11-21 12:40"),
    # What is past stays past: the line offers another time, and does not guess the next year.
    (SATURDAY, "yesterday at 2 PM", "2026-11-20 14:00"),
    (SATURDAY, "today at 9 AM", "2026-11-21 09:00"),
    (SATURDAY, "last Monday at 9", "2026-11-16 09:00"),
    (SATURDAY, "November 20 at 10", "2026-11-20 10:00"),
    (SATURDAY, "November 21 at 4 pm", "2026-11-21 16:00"),
    (SATURDAY, "two weeks ago at noon", "2026-11-07 12:00"),
    # Hours that the practice isn't open are understood too, and are not turned into others.
    (SATURDAY, "Monday at 8 in the evening", "2026-11-23 20:00"),
    (SATURDAY, "12 am Monday", "2026-11-23 00:00"),
    (SATURDAY, "Monday at 6 AM", "2026-11-23 06:00"),
    # On a Monday its own name means today, and "next" the one after.
    ("2026-11-23 08:00", "Monday at 2 PM", "2026-11-23 14:00"),
    ("2026-11-23 08:00", "next Monday at 2 PM", "2026-11-30 14:00"),
    ("2026-11-23 20:00", "tomorrow at 2 PM", "2026-11-24 14:00"),
    # Friday evening: the next day that the clock shows this is a Monday.
    ("2026-11-27 18:30", "nine thirty", "2026-11-30 09:30"),
    ("2026-11-27 18:30", "tomorrow at 10", "2026-11-28 10:00"),
    # The end of a month and of a year, and a leap day.
    ("2026-11-30 10:00", "tomorrow at 9:30 AM", "2026-12-01 09:30"),
    ("2026-12-31 10:00", "tomorrow at noon", "2027-01-01 12:00"),
    ("2027-01-29 10:00", "the 30th at 3", "2027-01-30 15:00"),
    ("2027-01-31 10:00", "the 30th at 3", "2027-03-30 15:00"),
    ("2028-02-28 10:00", "tomorrow at 2", "2028-02-29 14:00"),
    ("2028-02-28 10:00", "February 29th at 2", "2028-02-29 14:00"),
    # The clocks go forward on March 14, 2027, and back on November 1, 2026, at 2 AM.
    ("2027-03-12 10:00", "Monday at 2 PM", "2027-03-15 14:00"),
    ("2027-03-13 23:30", "tomorrow at 2 PM", "2027-03-14 14:00"),
    ("2026-10-30 10:00", "Monday at 9", "2026-11-02 09:00"),
    ("2026-10-31 23:30", "in two days at 9", "2026-11-02 09:00"),
    ("2026-10-31 23:30", "in 4 hours", "2026-11-01 02:30"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EDMONTON)


@pytest.mark.parametrize(("now", "words", "moment"), MOMENTS)
def test_a_moment_is_meant_by_the_practices_clock(now: str, words: str, moment: str) -> None:
    wanted = wanted_in(words, at(now).astimezone(UTC), HOURS)
    assert wanted is not None
    assert wanted.end is None
    assert wanted.start.astimezone(EDMONTON).replace(tzinfo=None) == at(moment).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("words", "start", "end", "certain"),
    [
        ("Monday morning", "2026-11-23 06:00", "2026-11-23 12:00", True),
        ("tomorrow afternoon", "2026-11-22 12:00", "2026-11-22 18:00", True),
        ("this evening", "2026-11-21 17:00", "2026-11-21 22:00", True),
        ("in the morning", "2026-11-23 06:00", "2026-11-23 12:00", True),
        ("Monday", "2026-11-23 00:00", "2026-11-24 00:00", False),
        ("in two weeks", "2026-12-05 00:00", "2026-12-06 00:00", False),
        ("next week", "2026-11-23 00:00", "2026-11-24 00:00", False),
        ("the 3rd of December", "2026-12-03 00:00", "2026-12-04 00:00", False),
        ("any time on Monday", "2026-11-23 00:00", "2026-11-24 00:00", False),
        ("as soon as possible", SATURDAY, "2027-11-21 11:10", False),
        ("the first available", SATURDAY, "2027-11-21 11:10", False),
    ],
)
def test_a_day_or_a_part_of_one_is_a_span(words: str, start: str, end: str, certain: bool) -> None:
    wanted = wanted_in(words, at(SATURDAY), HOURS)
    assert wanted is not None
    assert (wanted.start, wanted.end, wanted.certain) == (at(start), at(end), certain)


@pytest.mark.parametrize(
    "words",
    [
        *("", "whenever the moon is blue", "I like cheese", "4165551234", "12345", "yes", "half an hour"),
        *(
            "February 30 at 10",
            "November 31st at 9",
            "in 999999999999 days",
            "in 9999 years",
            "at 25",
            "99:99",
        ),
        *(
            "Friday the thirteenth at noon",
            "as long as it takes",
        ),
    ],
)
def test_what_names_no_moment_is_none(words: str) -> None:
    assert wanted_in(words, at(SATURDAY), HOURS) is None


def test_the_servers_own_time_zone_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    wanted = wanted_in("tomorrow at 2 PM", datetime(2026, 11, 24, 3, tzinfo=UTC), HOURS)
    assert wanted is not None
    assert wanted.start == at("2026-11-24 14:00")


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("yes, 2 PM", True),
        ("Tuesday is fine", True),
        ("Tuesday at 2", True),
        ("Tuesday at 3", False),
        ("Wednesday at 2", False),
        ("the afternoon is fine", True),
        ("Tuesday morning", False),
    ],
)
def test_words_are_held_against_a_moment_that_was_spoken_of(words: str, means: bool) -> None:
    wanted = wanted_in(words, at(SATURDAY), HOURS)
    assert wanted is not None
    assert wanted.means(at("2026-11-24 14:00").astimezone(UTC)) is means


@given(
    st.text(max_size=200)
    | st.from_regex(r"(in |the |next |[0-9]{1,6} |[a-z]+day |at |week ?|to |past ){1,8}")
)
def test_whatever_is_said_is_read_without_trouble(words: str) -> None:
    wanted_in(words, at(SATURDAY), HOURS)
