"""How a session comes to its end, and what is kept of it."""

from typing import Any

import pytest

from .school import GOOD, School, Seat

COMPLAINT = (
    "I am very sorry that you were charged twice. I understand how frustrating that is.",
    "This should not have happened, and I take responsibility. I will look into the bill right away.",
    "We will refund the amount to your account within three business days.",
    "I will confirm that in writing. Is there anything else that I can help you with? Goodbye!",
)


def completes(seat: Seat, replies: tuple[str, ...] = GOOD) -> tuple[list[int], dict[str, Any]]:
    """All scores, and the last frame."""
    scores = [seat.talks(words)[2]["score"] for words in replies]
    return scores, seat.hears("session_complete")[0]


@pytest.mark.parametrize(
    ("yaml_id", "replies"), [("customer_service_v1", GOOD), ("complaint_handling_v1", COMPLAINT)]
)
def test_a_good_trainee_completes_the_session(school: School, yaml_id: str, replies: tuple[str, ...]) -> None:
    session = school.opens(yaml_id)
    with school.attends(session) as seat:
        scores, complete = completes(seat, replies)
        seat.hears_nothing()
    summary = complete["summary"]
    assert summary["exchanges"] == len(replies)
    assert summary["average_score"] == round(sum(scores) / len(scores), 1) >= 75
    assert summary["objectives_met"] == summary["objectives"] == 4
    assert 1 <= len(summary["strengths"]) <= 3
    assert 1 <= len(summary["improvements"]) <= 3
    told = school.session(session)
    assert told["status"] == "completed"
    assert told["summary"] == told["data"]["summary"] == summary
    [row] = school.rows("SELECT status, completed_at FROM sessions WHERE id = :id", id=session)
    assert row["status"] == "completed"
    assert row["completed_at"] is not None
    assert told["completed_at"] >= told["messages"][-1]["timestamp"]


def test_a_completed_session_takes_nothing_more(school: School, session: int, seat: Seat) -> None:
    completes(seat)
    before = school.messages(session)
    refusal = seat.is_refused("One thing more about the order.")
    assert refusal["metadata"]["code"] == "session_completed"
    with school.attends(session) as again:
        told = again.asks()
        assert told["session"]["status"] == "completed"
        assert told["session"]["data"]["summary"]["exchanges"] == len(GOOD)
        assert [(m["role"], m["content"]) for m in told["messages"]] == before
        assert again.is_refused("And one more.")["metadata"]["code"] == "session_completed"
    assert school.messages(session) == before


def test_a_farewell_before_the_objectives_are_met_ends_nothing(
    school: School, session: int, seat: Seat
) -> None:
    seat.talks(GOOD[-1])
    seat.hears_nothing()
    assert school.session(session)["status"] == "active"
    assert completes(seat)[1]["summary"]["exchanges"] == len(GOOD) + 1


def test_objectives_without_a_farewell_end_nothing(seat: Seat) -> None:
    for words in (*GOOD[:-1], *GOOD[:-1]):
        _, _, feedback = seat.talks(words)
    assert len(feedback["metadata"]["objectives_met"]) == 4
    seat.hears_nothing()


def test_what_is_not_acceptable_meets_no_objective(seat: Seat) -> None:
    for words in GOOD[:-1]:
        _, _, feedback = seat.talks(f"{words} Now shut up, you idiot!")
    assert feedback["metadata"]["objectives_met"] == []
    seat.talks(GOOD[-1])
    seat.hears_nothing()


def test_a_hostile_farewell_ends_nothing(seat: Seat) -> None:
    for words in GOOD[:-1]:
        seat.talks(words)
    seat.talks("Goodbye, you idiot!")
    seat.hears_nothing()
    seat.talks(GOOD[-1])
    seat.hears("session_complete")


def test_a_session_may_last_longer_than_planned_and_says_how_long(
    school: School, session: int, seat: Seat
) -> None:
    for words in GOOD[:-1]:
        seat.talks(words)
        school.clock.forward(f"session:{session}", 10 * 60)
    seat.talks(GOOD[-1])
    summary = seat.hears("session_complete")[0]["summary"]
    assert 40 <= summary["minutes"] < 41
    assert summary["planned_minutes"] == 30
