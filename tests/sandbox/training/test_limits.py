"""Twenty messages a minute, on the session's own clock, whoever counts."""

from datetime import datetime

from .school import School, Seat

LIMIT = 20
WORDS = "One more message about the order."


def fills_the_minute(seat: Seat) -> None:
    for _ in range(LIMIT):
        seat.talks(WORDS)


def test_more_than_twenty_messages_a_minute_have_to_wait(school: School, session: int, seat: Seat) -> None:
    fills_the_minute(seat)
    refusal = seat.is_refused(WORDS)
    assert refusal["metadata"]["code"] == "too_many_messages"
    seconds = refusal["metadata"]["retry_after_seconds"]
    assert 50 <= seconds <= 60
    assert f"{seconds} seconds" in refusal["content"]
    assert len(school.messages(session)) == 2 * LIMIT
    # A frame that is no message is no message too many either, and other sessions have minutes of their own.
    seat.asks()
    with school.attends(school.opens()) as other:
        other.talks(WORDS)


def test_whoever_has_waited_as_long_as_they_were_told_can_go_on(
    school: School, session: int, seat: Seat
) -> None:
    seat.talks(WORDS)
    school.clock.forward(f"session:{session}", 45)
    for _ in range(LIMIT - 1):
        seat.talks(WORDS)
    seconds = seat.is_refused(WORDS)["metadata"]["retry_after_seconds"]
    assert seconds <= 15
    school.clock.forward(f"session:{session}", seconds)
    # The first message is a minute ago by now; the others are not.
    seat.talks(WORDS)
    assert seat.is_refused(WORDS)["metadata"]["retry_after_seconds"] > 15


def test_a_new_socket_does_not_begin_a_new_minute(school: School, session: int, seat: Seat) -> None:
    fills_the_minute(seat)
    with school.attends(session) as again:
        assert again.is_refused(WORDS)["metadata"]["code"] == "too_many_messages"
    school.clock.forward(f"session:{session}", 60)
    seat.talks(WORDS)


def test_messages_bear_the_time_of_their_session(school: School, session: int, seat: Seat) -> None:
    seat.talks(WORDS)
    school.clock.forward(f"session:{session}", 25 * 60)
    received, _, _ = seat.talks(WORDS)
    first, *_, last = school.session(session)["messages"]
    moments = [datetime.fromisoformat(message["timestamp"]) for message in (first, last)]
    assert 1500 <= (moments[1] - moments[0]).total_seconds() < 1520
    assert abs((datetime.fromisoformat(received["timestamp"]) - moments[1]).total_seconds()) < 10
    seat.sends("")
    error = seat.hears("error")[0]
    assert abs((datetime.fromisoformat(error["timestamp"]) - moments[1]).total_seconds()) < 10
