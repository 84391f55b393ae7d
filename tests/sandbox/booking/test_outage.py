"""The line while its database is away, slow, or breaks off: the caller is told, and nothing is half done."""

import time
from collections.abc import Iterator

import httpx
import pytest

from countersign.sandbox.booking import web
from countersign.sandbox.faults import Fault, Faults, Kind

from .office import Office, Phone, office_of

TROUBLE = "technical trouble"


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    """A practice of its own, whose database may be broken."""
    with office_of(database_url) as office:
        yield office
        office.hangs_up()


@pytest.fixture
def faults(office: Office) -> Iterator[Faults]:
    faults = Faults(office.engines[0])
    yield faults
    faults.mend()


def is_told_of_trouble(phone: Phone) -> bool:
    """Whether the last answer was a polite one, and ended the call; a failure would be the carrier's."""
    return TROUBLE in phone.heard and "booked" not in phone.heard and phone.over


BREAKS = [
    Kind.REFUSES_CONNECTIONS,
    Kind.OUT_OF_CONNECTIONS,
    Kind.FAILS_AT_COMMIT,
    Kind.FAILS_MIDWAY,
    Kind.DISK_FULL,
]


@pytest.mark.parametrize("kind", BREAKS)
def test_a_yes_that_cannot_be_kept_is_admitted_and_leaves_nothing(
    office: Office, faults: Faults, kind: Kind
) -> None:
    amira = "+14155550123"
    phone = office.calls(amira).is_asked_to_confirm()
    faults.inject(Fault(kind))
    phone.says("yes")
    assert is_told_of_trouble(phone)
    faults.mend()
    assert office.knows(amira) is None
    assert office.appointments() == []
    assert "is booked" in office.calls(amira).is_asked_to_confirm().says("yes")


@pytest.mark.parametrize("answers", [[], ["Amira Haddad", "yes"], ["Amira Haddad", "yes", "Tuesday at 2"]])
def test_every_question_admits_an_outage(office: Office, faults: Faults, answers: list[str]) -> None:
    phone = office.calls("+14155550123")
    for words in answers:
        phone.says(words)
    faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
    phone.says("yes")
    assert is_told_of_trouble(phone)


def test_a_call_in_an_outage_is_answered(office: Office, faults: Faults) -> None:
    office.stands_at("+14155550123", office.clock.now("+14155550123"))
    faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
    phone = office.calls("+14155550123", at=None)
    assert is_told_of_trouble(phone)


def test_a_line_without_a_database_is_healthy_but_not_ready(office: Office, faults: Faults) -> None:
    faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
    assert httpx.get(f"{office.urls[0]}/healthz", trust_env=False).status_code == 200
    ready = httpx.get(f"{office.urls[0]}/readyz", trust_env=False)
    assert (ready.status_code, ready.json()) == (503, {"db": "away"})
    faults.mend()
    assert httpx.get(f"{office.urls[0]}/readyz", trust_env=False).status_code == 200


def test_programs_hear_of_an_outage(office: Office, faults: Faults) -> None:
    faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
    answer = httpx.get(
        f"{office.urls[0]}/appointments?mobile=%2B14155550123",
        headers={"X-API-Key": "the key"},
        trust_env=False,
    )
    assert answer.status_code == 503


def test_a_slow_database_delays_and_doubles_nothing(office: Office, faults: Faults) -> None:
    phone = office.calls("+14155550123").is_asked_to_confirm()
    faults.inject(Fault(Kind.SLOW, seconds=0.05))
    assert "is booked" in phone.says("yes")
    assert len(office.appointments()) == 1


def test_a_turn_that_takes_too_long_is_given_up_and_changes_nothing(
    office: Office, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web._AT_WORK, "to_work", 0.3)
    phone = office.calls("+14155550123").is_asked_to_confirm()
    faults.inject(Fault(Kind.SLOW, seconds=6.0))
    began = time.monotonic()
    phone.says("yes")
    assert time.monotonic() - began < 5
    assert is_told_of_trouble(phone)
    faults.mend()
    # Whoever comes next on this database comes after the turn that was given up.
    assert "Should I confirm?" in office.calls("+14165550199").is_asked_to_confirm().heard
    assert office.appointments() == []
