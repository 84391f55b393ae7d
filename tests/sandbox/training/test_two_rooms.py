"""Two processes of the chat behind one database: whichever a trainee reaches, nobody notices."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from countersign.sandbox.database import open_database
from countersign.sandbox.training.models import TurnRow

from ..conftest import DATABASES, fresh_database
from ..together import together
from .school import GOOD, School, school_of


@pytest.fixture(scope="module", params=DATABASES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school whose chat runs twice."""
    folder: Path = tmp_path_factory.mktemp("both")
    with fresh_database(request.param, folder) as url, school_of(url, processes=2) as school:
        yield school


def test_a_session_goes_on_in_the_other_process(both: School) -> None:
    session = both.opens()
    with both.attends(session, process=0) as seat:
        _, answer, _ = seat.talks(GOOD[0])
    with both.attends(session, process=1) as seat:
        assert seat.remembers() == [("user", GOOD[0]), ("assistant", answer["content"])]
        for words in GOOD[1:]:
            seat.talks(words)
        assert seat.hears("session_complete")[0]["summary"]["exchanges"] == len(GOOD)


def test_exchanges_of_two_processes_never_interleave(both: School) -> None:
    session = both.opens()

    def talks(process: int) -> None:
        with both.attends(session, process) as seat:
            for n in range(5):
                seat.talks(f"Process {process} says {n} about the order.")
            seat.hears_nothing()

    together([lambda process=process: talks(process) for process in (0, 1)])  # type: ignore[misc]
    said = both.messages(session)
    assert [role for role, _ in said] == ["user", "assistant"] * 10
    for process in (0, 1):
        own = [words for _, words in said if words.startswith(f"Process {process}")]
        assert own == [f"Process {process} says {n} about the order." for n in range(5)]


def test_both_count_the_same_messages_of_a_minute(both: School) -> None:
    session = both.opens()
    with both.attends(session, 0) as one, both.attends(session, 1) as other:
        for _ in range(10):
            one.talks("A message about the order.")
            other.talks("A message about the parcel.")
        for seat in (one, other):
            assert seat.is_refused("One more.")["metadata"]["code"] == "too_many_messages"


def test_whoever_comes_back_to_the_other_process_hears_the_answer_that_was_on_its_way(both: School) -> None:
    session = both.opens()
    both.model.hold[f"session:{session}"] = held = threading.Event()
    with both.attends(session, 0) as seat, both.attends(session, 1) as again:
        seat.writes(GOOD[0])
        seat.hears("message_received")
        again.sends('{"type": "session_start"}')
        held.set()
        told = again.hears("session_info")[0]["metadata"]
        assert [message["role"] for message in told["messages"]] == ["user", "assistant"]
        seat.hears("assistant_message", "evaluation_feedback")


def test_a_slow_customer_keeps_the_turn(both: School) -> None:
    session = both.opens()
    both.model.hold[f"session:{session}"] = held = threading.Event()
    with both.attends(session, 0) as seat, both.attends(session, 1) as other:
        seat.writes(GOOD[0])
        seat.hears("message_received")
        other.writes(GOOD[1])
        # The customer is waited for longer than a turn lasts that is not renewed.
        seat.hears("assistant_message")
        held.set()
        other.hears("message_received", "assistant_message", "evaluation_feedback")
    assert [role for role, _ in both.messages(session)] == ["user", "assistant"] * 2


def test_a_process_that_died_in_its_turn_holds_nobody_up_for_long(both: School) -> None:
    session = both.opens()
    engine = open_database(both.engines[0].url.render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.execute(insert(TurnRow).values(session_id=session, holder="dead", until=time.time() + 1.5))
    engine.dispose()
    with both.attends(session) as seat:
        began = time.monotonic()
        seat.talks(GOOD[0])
        assert 1 < time.monotonic() - began < 3
