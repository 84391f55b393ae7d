"""The practice's own programs, at the line's REST interface."""

from typing import Any

import pytest

from .office import MONDAY, Office, program

TUESDAY_AT_2 = MONDAY.replace(day=2, hour=14)


def wish(office: Office, number: str, **changed: Any) -> dict[str, Any]:
    return {
        "mobile": number,
        "full_name": "Amira Haddad",
        "line": office.line,
        "starts_at": TUESDAY_AT_2.isoformat(),
        "duration_min": 45,
        **changed,
    }


@pytest.fixture
def amira(office: Office, nobody: str) -> str:
    """The number of somebody for whom it is Monday."""
    office.stands_at(nobody, MONDAY)
    return nobody


@pytest.mark.parametrize("key", [None, "a wrong key", "", "schlüssel"])
def test_nobody_gets_in_without_the_key(office: Office, amira: str, key: str | None) -> None:
    with program(office, key) as client:
        assert client.get("/appointments", params={"mobile": amira}).status_code == 401
        assert client.post("/appointments", json=wish(office, amira)).status_code == 401
    assert office.knows(amira) is None


def test_a_program_makes_an_appointment_and_finds_it(office: Office, amira: str) -> None:
    with program(office) as client:
        made = client.post("/appointments", json=wish(office, amira, notes="First visit."))
        assert made.status_code == 201
        [found] = client.get("/appointments", params={"mobile": amira}).json()
    assert found == made.json()
    assert found["starts_at"] == "2027-03-02T21:00:00+00:00"
    assert (found["status"], found["duration_min"], found["is_test_data"]) == ("booked", 45, True)
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]
    assert office.knows(amira) == "Amira Haddad"


def test_a_program_finds_what_was_booked_by_phone(office: Office, nobody: str) -> None:
    office.calls(nobody).is_asked_to_confirm().says("yes")
    with program(office) as client:
        [found] = client.get("/appointments", params={"mobile": nobody}).json()
    assert found["full_name"] == "Amira Haddad"


def test_nobody_has_no_appointments(office: Office, nobody: str) -> None:
    with program(office) as client:
        assert client.get("/appointments", params={"mobile": nobody}).json() == []


def test_a_moment_without_an_offset_is_the_practices_own(office: Office, amira: str) -> None:
    with program(office) as client:
        client.post("/appointments", json=wish(office, amira, starts_at="2027-03-02T14:00:00"))
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]


def test_the_same_user_and_time_conflict(office: Office, amira: str) -> None:
    with program(office) as client:
        assert client.post("/appointments", json=wish(office, amira)).status_code == 201
        again = client.post("/appointments", json=wish(office, amira))
        elsewhere = client.post("/appointments", json=wish(office, amira, line="+12125550199"))
    assert (again.status_code, elsewhere.status_code) == (409, 409)
    assert office.appointments(amira) == [(TUESDAY_AT_2, 45)]


def test_a_slot_that_somebody_else_has_conflicts(office: Office, amira: str) -> None:
    office.calls().is_asked_to_confirm("Tuesday at 2:30 PM").says("yes")
    with program(office) as client:
        assert client.post("/appointments", json=wish(office, amira)).status_code == 409
    assert office.knows(amira) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_at": "2027-02-30T14:00:00Z"},
        {"starts_at": "next Tuesday or so"},
        {"starts_at": None},
        {"starts_at": "2027-02-26T14:00:00-07:00"},
        {"starts_at": "2027-03-06T14:00:00-07:00"},
        {"starts_at": "2027-03-02T20:00:00-07:00"},
        {"starts_at": "2099-03-02T14:00:00-07:00"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"starts_at": "9999-12-31T23:59:59-14:00"},
        {"duration_min": 40},
        {"duration_min": "45"},
        {"mobile": "555 1234"},
        {"mobile": None},
        {"full_name": ""},
        {"full_name": "\x00 "},
        {"mobile": "+1415555\x000123"},
        {"line": "the practice"},
        {"surprise": True},
    ],
)
def test_what_makes_no_sense_is_refused(office: Office, amira: str, changed: dict[str, Any]) -> None:
    with program(office) as client:
        answer = client.post("/appointments", json=wish(office, amira, **changed))
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert office.knows(amira) is None


def test_an_order_without_a_date_or_without_sense_is_refused(office: Office, amira: str) -> None:
    order = wish(office, amira)
    del order["starts_at"]
    with program(office) as client:
        assert client.post("/appointments", json=order).status_code == 422
        assert client.post("/appointments", content=b"\xff{").status_code == 422
        assert client.get("/appointments").status_code == 422
        assert client.post("/appointments", content=b" " * 30_000).status_code == 413
