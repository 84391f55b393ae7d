"""Two processes of the line behind one database: whichever answers, nobody notices."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from ..conftest import DATABASES, fresh_database
from ..together import together
from .office import ACCOUNT, MONDAY, TOKEN, Office, Phone, office_of

TUESDAY = MONDAY.replace(day=2)


@pytest.fixture(params=DATABASES)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """A practice whose line runs twice."""
    with fresh_database(request.param, tmp_path) as url, office_of(url, processes=2) as office:
        yield office
        office.hangs_up()


def callers(office: Office, count: int) -> list[Phone]:
    numbers = [f"+1416555{n:04d}" for n in range(count)]
    return [office.calls(number, process=n % 2) for n, number in enumerate(numbers)]


def test_one_slot_has_one_patient(both: Office) -> None:
    phones = [phone.is_asked_to_confirm("Tuesday at 4 PM", "60 minutes") for phone in callers(both, 10)]
    answers = together([lambda phone=phone: phone.says("yes") for phone in phones])  # type: ignore[misc]
    assert sum("is booked" in heard for heard in answers) == 1
    assert sum("Would you like that?" in heard for heard in answers) == 9
    assert both.appointments() == [(TUESDAY.replace(hour=16), 60)]


def test_whoever_lost_the_slot_gets_the_one_that_is_offered(both: Office) -> None:
    phones = [phone.is_asked_to_confirm("Tuesday at 2 PM", "60 minutes") for phone in callers(both, 4)]

    def insists(phone: Phone) -> int:
        """Say yes to whatever is offered; how often that took."""
        for times in range(1, 20):
            phone.says("yes")
            if phone.over:
                return times
        raise AssertionError(phone.heard)

    together([lambda phone=phone: insists(phone) for phone in phones])  # type: ignore[misc]
    assert [start.hour for start, _ in both.appointments()][:3] == [14, 15, 16]
    assert len(both.appointments()) == 4


def test_a_conversation_goes_on_in_the_other_process(both: Office) -> None:
    phone = both.calls("+14165550123").is_asked_when()
    other = both.urls[1]
    asked = {"CallSid": phone.call.sid, "From": phone.number, "To": both.line}
    answer = signed_post(f"{other}/twilio/voice/collect", asked, "Tuesday at 2 PM")
    assert "How long" in answer
    assert "on Tuesday, March 2 at 02:00 PM" in phone.says("45 minutes")


def test_many_whole_calls_at_once_end_in_bookings_that_do_not_overlap(both: Office) -> None:
    def whole_call(n: int) -> str:
        phone = both.calls(f"+1416555{n:04d}", process=n % 2)
        said = phone.says(f"Caller Number{n}", "yes", "tomorrow morning", "30 minutes")
        while not phone.over:
            # Whoever comes when the morning is full is offered another slot before the length is asked.
            said = phone.says("30 minutes" if "How long" in said else "yes")
        return phone.heard

    heard = together([lambda n=n: whole_call(n) for n in range(12)])  # type: ignore[misc]
    assert all("is booked" in words for words in heard), heard
    starts = [start for start, _ in both.appointments()]
    assert len(starts) == 12
    assert all(first + timedelta(minutes=30) <= second for first, second in pairwise(starts))


def signed_post(url: str, asked: dict[str, str], words: str) -> str:
    data = {**asked, "AccountSid": ACCOUNT, "SpeechResult": words}
    headers = {"X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(url, data)}
    return httpx.post(url, data=data, headers=headers, trust_env=False).text
