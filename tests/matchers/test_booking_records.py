from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hamcrest.core.string_description import StringDescription

from countersign.matchers.booking_records import (
    has_appointments,
    has_booked,
    has_cancelled,
    left_nothing,
    lies_ahead,
    marked_as_test,
    on_record_as,
    without_overlap,
)
from countersign.matchers.judging import judge
from countersign.records.booking import CANCELLED, Appointment, CallerFile, Patient

PRACTICE = timezone(timedelta(hours=-7), "MST")
TWO = datetime(2026, 11, 24, 14, tzinfo=PRACTICE)
NUMBER = "+12015550143"
AMIRA = Patient("Amira Haddad", NUMBER)
BOOKED = Appointment(TWO.astimezone(UTC), 45, is_test_data=True)
GONE = Appointment(TWO.astimezone(UTC), 45, CANCELLED, True, TWO)


def file(*appointments: Appointment, patients: Sequence[Patient] = (AMIRA,)) -> CallerFile:
    return CallerFile(NUMBER, tuple(patients), appointments)


NOTHING = CallerFile(NUMBER)


def test_the_very_appointment_is_on_record_and_no_other() -> None:
    assert has_booked((TWO, 45)).matches(file(BOOKED))
    assert has_booked((TWO, 45)).matches(file(BOOKED, GONE))
    assert not has_booked((TWO, 45)).matches(file(BOOKED, BOOKED))
    assert not has_booked((TWO, 60)).matches(file(BOOKED))
    assert not has_booked((TWO + timedelta(hours=7), 45)).matches(file(BOOKED))
    assert not has_booked((TWO, 45)).matches(file(GONE))


def test_another_moment_is_told_in_the_practices_own_time() -> None:
    with pytest.raises(AssertionError) as told:
        judge("Amira", file(BOOKED), has_booked((TWO - timedelta(hours=7), 45)))
    assert str(told.value) == (
        "Amira should have exactly 1 appointment on record: 2026-11-24 07:00 MST (45 min), but the records "
        "hold Amira Haddad under +12015550143; 2026-11-24 21:00 UTC, 45 min, booked, in the practice's "
        "own time 14:00 MST."
    )


def test_appointments_are_counted_without_the_cancelled() -> None:
    assert has_appointments(1).matches(file(BOOKED, GONE))
    assert has_appointments(0).matches(file(GONE))
    assert has_appointments(0).matches(NOTHING)
    assert not has_appointments(0).matches(file(BOOKED))
    assert not has_appointments(1).matches(NOTHING)


def test_what_is_cancelled_says_when() -> None:
    assert has_cancelled(1).matches(file(GONE))
    assert not has_cancelled(1).matches(file(GONE, BOOKED))
    assert not has_cancelled(1).matches(file(Appointment(TWO, 45, CANCELLED)))
    assert not has_cancelled(1).matches(NOTHING)


def test_nothing_is_left_where_nobody_is_known_not_even_nearly() -> None:
    assert left_nothing().matches(NOTHING)
    assert not left_nothing().matches(file())
    assert not left_nothing().matches(CallerFile(NUMBER, nearly=(AMIRA,)))


def test_one_person_is_on_record_under_the_whole_number() -> None:
    assert on_record_as("Amira Haddad", NUMBER).matches(file(BOOKED))
    assert on_record_as(None, NUMBER).matches(file(BOOKED))
    assert not on_record_as("amira haddad", NUMBER).matches(file(BOOKED))
    assert not on_record_as(None, NUMBER).matches(file(patients=(AMIRA, AMIRA)))
    assert not on_record_as(None, NUMBER).matches(file(patients=(Patient("Amira Haddad", NUMBER[:-1]),)))


def test_all_appointments_bear_the_mark() -> None:
    assert marked_as_test().matches(file(BOOKED))
    assert not marked_as_test().matches(file(BOOKED, Appointment(TWO, 30, is_test_data=False)))
    assert not marked_as_test().matches(NOTHING)


def test_an_appointment_lies_ahead_of_its_patient() -> None:
    assert lies_ahead(TWO - timedelta(minutes=1)).matches(file(BOOKED))
    assert not lies_ahead(TWO).matches(file(BOOKED))
    assert not lies_ahead(TWO - timedelta(days=1)).matches(file(GONE))


def test_a_clash_in_the_calendar_is_named() -> None:
    later = Appointment(BOOKED.starts_at + timedelta(minutes=30), 30)
    assert without_overlap(1).matches([BOOKED])
    assert not without_overlap(2).matches([BOOKED])
    clash, told = without_overlap(2), StringDescription()
    assert not clash.matches([BOOKED, later])
    clash.describe_mismatch([BOOKED, later], told)
    assert "2026-11-24 21:00 UTC, 45 min, booked overlaps 2026-11-24 21:30 UTC, 30 min, booked" in told.out
    after = Appointment(BOOKED.ends_at, 30)
    assert without_overlap(2).matches([BOOKED, after])
