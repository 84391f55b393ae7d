import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countersign.evidence.transcript import Transcript
from countersign.records.booking import Appointment, BookingRecords, Patient, moment_of
from countersign.records.database import open_for_reading

SCHEMA = """
CREATE TABLE patients (id INTEGER, name TEXT, phone TEXT);
CREATE TABLE appointments (user_id INTEGER, line TEXT, starts_at TEXT, minutes INTEGER, status TEXT,
                           is_test_data BOOL, cancelled_at TEXT);
INSERT INTO patients VALUES (1, 'Amira Haddad', '+12015550143'), (2, 'Bruno Keller', '+12025550143'),
                            (3, 'Slip', '+1303555017'), (4, 'Bare', '4045550155'),
                            (5, 'Other', '+13035550170');
INSERT INTO appointments VALUES
  (1, '+1A', '2026-11-24 21:00:00.000000', 45, 'booked', 1, NULL),
  (1, '+1A', '2026-11-23T14:00:00-07:00', 30, 'cancelled', 1, '2026-11-20 10:00:00'),
  (2, '+1A', '2026-11-24 16:00:00', 60, 'booked', 0, NULL),
  (2, '+1B', '2026-11-25 16:00:00', 60, 'booked', 0, NULL);
"""
NAMES = {
    "users": "patients", "users.full_name": "name", "users.mobile": "phone",
    "appointments.duration_min": "minutes",
}  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> BookingRecords:
    with sqlite3.connect(tmp_path / "line.db") as connection:
        connection.executescript(SCHEMA)
    connection.close()
    return BookingRecords(open_for_reading(f"sqlite:///{tmp_path / 'line.db'}"), NAMES, Transcript())


def test_a_callers_file_is_read_under_the_deployments_own_names(records: BookingRecords) -> None:
    file = records.file_of("+12015550143", "Amira")
    assert file.patients == (Patient("Amira Haddad", "+12015550143"),)
    assert [(one.starts_at, one.minutes) for one in file.booked] == [
        (datetime(2026, 11, 24, 21, tzinfo=UTC), 45)
    ]
    assert [(one.starts_at, one.cancelled_at) for one in file.cancelled] == [
        (datetime(2026, 11, 23, 21, tzinfo=UTC), datetime(2026, 11, 20, 10, tzinfo=UTC))
    ]
    assert file.described() == (
        "Amira Haddad under +12015550143; 2026-11-23 21:00 UTC, 30 min, cancelled; "
        "2026-11-24 21:00 UTC, 45 min, booked"
    )


@pytest.mark.parametrize(
    ("number", "kept"),
    [("+13035550171", "Slip under +1303555017"), ("+14045550155", "Bare under 4045550155")],
)
def test_a_number_that_was_kept_with_a_slip_is_told(records: BookingRecords, number: str, kept: str) -> None:
    file = records.file_of(number, "Amira")
    assert not file.patients
    assert file.described() == f"nothing under {number}; there is {kept}, which is nearly that number"


def test_a_neighbours_number_is_no_slip(records: BookingRecords) -> None:
    assert records.file_of("+12015550144", "Amira").described() == "nothing under +12015550144"


def test_the_calendar_of_a_line_holds_what_takes_place_there(records: BookingRecords) -> None:
    assert [one.starts_at.hour for one in records.calendar("+1A")] == [16, 21]
    assert [one.starts_at.day for one in records.calendar("+1B")] == [25]


def test_two_appointments_overlap_where_they_share_a_moment() -> None:
    at = [Appointment(datetime(2026, 11, 24, 14, minute, tzinfo=UTC), 30) for minute in (0, 15, 30)]
    assert at[0].overlaps(at[1])
    assert at[1].overlaps(at[0])
    assert at[0].overlaps(at[0])
    assert not at[0].overlaps(at[2])


@pytest.mark.parametrize("told", ["2026-11-24T14:00:00-07:00", "2026-11-24 21:00:00", "2026-11-24T21:00:00Z"])
def test_a_moment_is_universal_however_it_was_told(told: str) -> None:
    assert moment_of(told) == datetime(2026, 11, 24, 21, tzinfo=UTC)
