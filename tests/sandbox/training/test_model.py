"""The language model behind the customer: what it is sent, and what happens without it."""

import json
import re
import threading
import time

import pytest
from starlette.responses import JSONResponse, Response

from countersign.sandbox.training.customer import APOLOGY

from .school import GOOD, School, Seat, completion, school_of

SECRETS = "My card is 4111 1111 1111 1111, my account AC-123456, amira@example.com, 123-45-6789."
PARTS_OF_SECRETS = re.compile(r"(?<![\d.])(?:4111|123456|6789)(?!\d)|amira@")
"""Not within the number of a session, which is made up of any digits, nor behind a second's point."""
MASKED = "My card is {{CARD}}, my account {{ACCOUNT}}, {{EMAIL}}, {{SSN}}."


def test_the_model_is_told_its_role_and_the_whole_conversation(
    school: School, session: int, seat: Seat
) -> None:
    for words in GOOD[:2]:
        seat.talks(words)
    asked = school.asked(session)[-1]
    assert asked["user"] == f"session:{session}"
    assert asked["model"] == "openai/gpt-4o-mini"
    system, opening, *said = asked["messages"]
    assert system["role"] == "system"
    assert "You are Sandra Miller" in system["content"]
    assert opening["role"] == "assistant"
    assert opening["content"].startswith("Hello, I ordered a coffee machine")
    assert [(message["role"], message["content"]) for message in said] == [
        ("user", GOOD[0]),
        ("assistant", "That was message 3."),
        ("user", GOOD[1]),
    ]


def test_nothing_that_is_masked_reaches_the_model_the_records_or_the_trainee(
    school: School, session: int, seat: Seat
) -> None:
    school.model.answers[f"session:{session}"] = [completion(f"You said: {SECRETS}")]
    _, answer, _ = seat.talks(SECRETS)
    assert answer["content"] == f"You said: {MASKED}"
    assert school.messages(session) == [("user", MASKED), ("assistant", f"You said: {MASKED}")]
    assert seat.remembers() == school.messages(session)
    sent = json.dumps(school.asked(session))
    assert MASKED in sent
    rows = json.dumps(school.rows("SELECT * FROM messages WHERE session_id = :id", id=session), default=str)
    for told in (sent, rows):
        assert not PARTS_OF_SECRETS.search(told)


TROUBLES = {
    "an error": JSONResponse({"error": {"code": 502, "message": "Provider returned error"}}, 502),
    "a limit": JSONResponse({"error": {"code": 429, "message": "Rate limited"}}, 429),
    "an error that looks well": JSONResponse({"error": {"code": 502, "message": "no"}}),
    "rubbish": Response("<html>It works!</html>"),
    "no choices": JSONResponse({"choices": []}),
    "no message": JSONResponse({"choices": [{"text": "hello"}]}),
    "nothing": completion(None),
    "an empty answer": completion(""),
    "a blank answer": completion(" \n\u200b"),
    "no text": completion({"hello": "world"}),
    "a broken answer": completion("I wan", finish_reason="error"),
    "an endless answer": Response(b"[" + b" " * 2_000_000),
    "deep nesting": Response(b"[" * 100_000),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_without_the_model_there_is_an_apology_no_score_and_nothing_is_lost(
    school: School, session: int, seat: Seat, trouble: str
) -> None:
    school.model.answers[f"session:{session}"] = [TROUBLES[trouble]]
    seat.writes(GOOD[0])
    received, apology = seat.hears("message_received", "assistant_message")
    seat.hears_nothing()
    assert apology["content"] == APOLOGY
    assert apology["metadata"]["unavailable"] is True
    assert school.messages(session) == [("user", GOOD[0]), ("assistant", APOLOGY)]
    seat.talks(GOOD[1])
    said = school.asked(session)[-1]["messages"][2:]
    assert [message["content"] for message in said] == [GOOD[0], GOOD[1]]
    assert received["message_id"] == school.session(session)["messages"][0]["id"]


def test_a_model_that_thinks_too_long_is_not_waited_for(school: School, session: int, seat: Seat) -> None:
    school.model.hold[f"session:{session}"] = held = threading.Event()
    began = time.monotonic()
    seat.writes(GOOD[0])
    seat.hears("message_received")
    acknowledged = time.monotonic() - began
    [apology] = seat.hears("assistant_message")
    assert acknowledged < 1 < time.monotonic() - began < 3
    assert apology["content"] == APOLOGY
    held.set()
    seat.talks(GOOD[1])


def test_a_model_that_is_not_there_is_apologized_for_at_once(database_url: str) -> None:
    with school_of(database_url, model_api="http://127.0.0.1:1/api/v1") as school:
        session = school.opens()
        with school.attends(session) as seat:
            began = time.monotonic()
            seat.writes(GOOD[0])
            seat.hears("message_received", "assistant_message")
            assert time.monotonic() - began < 2
        assert len(school.messages(session)) == 2


def test_exchanges_that_were_not_scored_do_not_count(school: School, session: int, seat: Seat) -> None:
    for words in GOOD[:-1]:
        seat.talks(words)
    school.model.answers[f"session:{session}"] = [Response(status_code=503)]
    seat.writes(GOOD[-1])
    seat.hears("message_received", "assistant_message")
    assert school.session(session)["status"] == "active"
    seat.talks(GOOD[-1])
    assert seat.hears("session_complete")[0]["summary"]["exchanges"] == len(GOOD)
    assert len(school.messages(session)) == 2 * (len(GOOD) + 1)
