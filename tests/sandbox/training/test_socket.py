"""The conversation over the socket: its order, its frames, and who hears what."""

import json
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .school import GOOD, School, Seat, school_of


def test_a_trainee_is_greeted_and_the_customer_begins(school: School, session: int) -> None:
    with school.connected(session) as seat:
        start, opening = seat.is_greeted()
    assert start["session_id"] == session
    assert start["content"].startswith("A delivery that is late")
    assert opening["content"].startswith("Hello, I ordered a coffee machine")
    assert school.messages(session) == []


@pytest.mark.parametrize("unknown", ["999999", "0", "-1", "abc", "99999999999999999999"])
def test_an_unknown_session_is_refused_at_the_handshake(school: School, unknown: str) -> None:
    with pytest.raises(InvalidStatus) as refusal, school.connected(unknown):
        pass
    assert refusal.value.response.status_code == 404
    assert json.loads(refusal.value.response.body or b"") == {"detail": "Session not found"}


def test_a_message_is_acknowledged_answered_and_scored(school: School, session: int, seat: Seat) -> None:
    received, answer, feedback = seat.talks(GOOD[0])
    assert answer["content"] == "That was message 3."
    assert answer["message_id"] > received["message_id"]
    assert answer["metadata"]["in_reply_to"] == feedback["message_id"] == received["message_id"]
    assert feedback["score"] >= 75
    assert 1 <= len(feedback["suggestions"]) <= 3
    matches = feedback["metadata"]["keyword_matches"]
    assert matches["matched"] == ["apologize", "understand"]
    assert "refund" in matches["missed"]
    assert matches["match_percentage"] == 20
    assert set(feedback["metadata"]["quality_scores"]) == {"keywords", "tone", "clarity"}
    assert {frame["session_id"] for frame in (received, answer, feedback)} == {session}
    assert school.messages(session) == [("user", GOOD[0]), ("assistant", "That was message 3.")]


def test_the_session_says_what_it_is_about_and_what_was_said(
    school: School, session: int, seat: Seat
) -> None:
    fresh = seat.asks()
    assert fresh["scenario"]["config"]["id"] == "customer_service_v1"
    assert fresh["session"]["id"] == session
    assert fresh["messages"] == []
    said = []
    for words in GOOD[:2]:
        _, answer, _ = seat.talks(words)
        said += [("user", words), ("assistant", answer["content"])]
    with school.attends(session) as again:
        assert again.remembers() == said
        assert again.remembers() == said
    assert school.messages(session) == said


BAD: dict[str, tuple[str | bytes, str]] = {
    "unknown type": ('{"type": "telepathy"}', "unknown_type"),
    "type that is none": ('{"type": 5}', "unknown_type"),
    "no type": ("{}", "missing_type"),
    "array": ('["user_message"]', "not_an_object"),
    "null": ("null", "not_an_object"),
    "text": ('"hello"', "not_an_object"),
    "malformed": ('{"type": "user_message", ', "malformed_json"),
    "no JSON": ("hello", "malformed_json"),
    "NaN": ('{"type": NaN}', "malformed_json"),
    "deep": ("[" * 100_000, "malformed_json"),
    "empty": ("", "empty_frame"),
    "blanks": (" \n", "empty_frame"),
    "binary": (b'{"type": "session_start"}', "binary_frame"),
    "empty binary": (b"", "binary_frame"),
    "no content": ('{"type": "user_message"}', "missing_content"),
    "null content": ('{"type": "user_message", "content": null}', "not_text"),
    "number": ('{"type": "user_message", "content": 5}', "not_text"),
    "list": ('{"type": "user_message", "content": ["hello"]}', "not_text"),
    "NUL": ('{"type": "user_message", "content": "a\\u0000b"}', "not_text"),
    "half a character": ('{"type": "user_message", "content": "\\ud800 is one"}', "malformed_json"),
    "blank": ('{"type": "user_message", "content": " \\n\\u200b\\u00a0"}', "blank"),
    "too long": (json.dumps({"type": "user_message", "content": "é" * 2001}), "too_long"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_frame_is_named_once_and_the_conversation_goes_on(
    school: School, session: int, seat: Seat, kind: str
) -> None:
    frame, code = BAD[kind]
    seat.sends(frame)
    error = seat.hears("error")[0]
    assert error["metadata"]["code"] == code
    assert error["session_id"] == session
    for internal in ("Traceback", "msgspec", "Error", "byte "):
        assert internal not in error["content"]
    seat.hears_nothing()
    seat.talks(GOOD[0])
    assert len(school.messages(session)) == 2


def test_two_thousand_characters_are_not_too_long(seat: Seat) -> None:
    seat.talks("é" * 2000)


def test_an_error_repeats_nothing_that_could_be_a_secret(seat: Seat) -> None:
    seat.sends('{"type": "4111 1111 1111 1111"}')
    assert "4111" not in seat.hears("error")[0]["content"]


def test_what_is_sent_without_waiting_is_taken_in_order(school: School, session: int, seat: Seat) -> None:
    sent = [f"Message number {n} about the order." for n in range(12)]
    for words in sent:
        seat.writes(words)
        seat.sends("{")
    for _ in sent:
        seat.hears("message_received", "assistant_message", "evaluation_feedback", "error")
    said = school.messages(session)
    assert [content for role, content in said if role == "user"] == sent
    assert [role for role, _ in said] == ["user", "assistant"] * len(sent)


def test_a_flood_of_bad_frames_is_answered_one_by_one(seat: Seat) -> None:
    for _ in range(500):
        seat.sends("")
    seat.hears(*["error"] * 500)
    seat.talks(GOOD[0])


def test_sessions_hear_only_of_themselves(school: School) -> None:
    first, second = school.opens(), school.opens()
    with school.attends(first) as one, school.attends(second) as other:
        one.talks("A message about the first parcel.")
        other.hears_nothing()
        other.talks("A message about the second parcel.")
        one.hears_nothing()
    assert school.messages(first)[0][1] == "A message about the first parcel."
    assert len(school.messages(second)) == 2
    assert "first parcel" not in json.dumps(school.asked(second))


def test_two_sockets_of_a_session_never_interleave_exchanges(school: School, session: int) -> None:
    with school.attends(session) as one, school.attends(session) as other:
        for n in range(6):
            one.writes(f"One says {n} about the order.")
            other.writes(f"Other says {n} about the order.")
        for seat in (one, other):
            seat.hears(*["message_received", "assistant_message", "evaluation_feedback"] * 6)
            seat.hears_nothing()
    said = school.messages(session)
    assert [role for role, _ in said] == ["user", "assistant"] * 12
    for name in ("One", "Other"):
        assert [words for _, words in said if words.startswith(name)] == [
            f"{name} says {n} about the order." for n in range(6)
        ]


def test_what_was_sent_before_hanging_up_is_kept_and_answered(school: School, session: int) -> None:
    with school.attends(session) as seat:
        seat.writes(GOOD[0])
    with school.attends(session) as again:
        # Whoever comes back while the answer is still being given waits for it.
        assert [role for role, _ in again.remembers()] in (["user", "assistant"], [])
        again.talks(GOOD[1])
    roles = [role for role, _ in school.messages(session)]
    assert roles == ["user", "assistant"] * 2


def test_a_frame_of_more_than_16_mib_closes_the_socket(school: School, session: int) -> None:
    with school.attends(session) as seat:
        seat.talks(GOOD[0])
        with pytest.raises(ConnectionClosed) as closed:
            seat.is_refused("x" * (16 * 2**20))
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1009
    with school.attends(session) as again:
        again.talks(GOOD[1])


def test_a_large_frame_that_is_small_enough_is_only_too_long(seat: Seat) -> None:
    assert seat.is_refused("x" * (15 * 2**20))["metadata"]["code"] == "too_long"


def test_a_ping_is_answered_while_the_customer_thinks(school: School, session: int, seat: Seat) -> None:
    school.model.hold[f"session:{session}"] = held = threading.Event()
    seat.writes(GOOD[0])
    seat.hears("message_received")
    assert seat.socket.ping().wait(2)
    held.set()
    seat.hears("assistant_message", "evaluation_feedback")


def test_a_server_that_stops_says_so_and_what_was_said_is_there_afterwards(database_url: str) -> None:
    with school_of(database_url) as school:
        session = school.opens()
        with school.connected(session) as seat:
            seat.is_greeted()
            seat.talks(GOOD[0])
            said = school.messages(session)
            stopped = time.monotonic()
            school.stops()
            with pytest.raises(ConnectionClosed) as closed:
                seat.hears("error")
        assert time.monotonic() - stopped < 3
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1012
    with school_of(database_url) as school, school.attends(session) as again:
        assert again.remembers() == said
        again.talks(GOOD[1])


def test_nobody_waits_for_a_slow_reader(school: School, session: int) -> None:
    with school.attends(session) as slow:
        for _ in range(5):
            slow.talks("A long message about the order. " * 60)
        # Its answers, which nobody reads, are more than all buffers on the way can hold.
        for _ in range(600):
            slow.sends('{"type": "session_start"}')
        with school.attends(school.opens()) as quick, school.attends(session) as same:
            began = time.monotonic()
            quick.talks(GOOD[0])
            same.talks(GOOD[1])
            assert time.monotonic() - began < 3
        slow.socket.close_socket()
