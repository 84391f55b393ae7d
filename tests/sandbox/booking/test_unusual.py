"""Whatever is said, in whatever order: the answer is well formed, and nothing is kept before a yes."""

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.sandbox.booking.replies import Reply, reply_in

from .office import Office, Phone, office_of

ORDINARY = [
    *("My name is Amira Haddad", "tomorrow at 2 PM", "Monday morning", "45 minutes", "no", "I'm not sure"),
    *("don't book it", "reschedule", "cancel", "Saturday at 11", "yesterday", "4165550123", "", "Noah"),
]
ANYTHING = st.text(max_size=300) | st.text(alphabet=string.punctuation + " \x00\x1f￾😀&<>'\"]", max_size=300)
ANSWERS = st.lists(st.sampled_from(ORDINARY) | ANYTHING, max_size=12)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder: Path = tmp_path_factory.mktemp("unusual")
    with office_of(f"sqlite:///{folder}/line.db") as office:
        yield office


def answer(phone: Phone, words: str) -> None:
    if words:
        phone.call.speak(words)
    else:
        phone.call.stay_silent()
    assert phone.heard


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS)
def test_no_answer_but_a_yes_keeps_anything(office: Office, answers: list[str]) -> None:
    before = len(office.rows("SELECT id FROM users"))
    phone = office.calls("+14155550123")
    for words in answers:
        if not phone.over and reply_in(words) is not Reply.YES:
            answer(phone, words)
    office.hangs_up()
    assert len(office.rows("SELECT id FROM users")) == before
    assert office.rows("SELECT id FROM appointments") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=ANYTHING, time=ANYTHING, length=ANYTHING)
def test_whatever_is_said_the_answer_is_well_formed_and_quick(
    office: Office, name: str, time: str, length: str
) -> None:
    phone = office.calls("+14165550123")
    for words in (f"My name is {name}", "yes", time, length):
        if not phone.over:
            answer(phone, words)
    assert all(turn.seconds < 5 for turn in phone.call.turns)
    office.hangs_up()
    assert office.rows("SELECT id FROM appointments") == []
