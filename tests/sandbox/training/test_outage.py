"""The chat while its database is away, slow, or breaks off: the trainee is told, and nothing is half done."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from countersign.sandbox.faults import Fault, Faults, Kind
from countersign.sandbox.training import clerks

from ..conftest import DATABASES, fresh_database
from .school import GOOD, School, school_of


@pytest.fixture(scope="module", params=DATABASES)
def fragile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[School, Faults]]:
    """A school of its own, whose database may be broken."""
    folder: Path = tmp_path_factory.mktemp("fragile")
    with fresh_database(request.param, folder) as url, school_of(url) as school:
        yield school, Faults(school.engines[0])


@pytest.fixture
def broken(fragile: tuple[School, Faults]) -> Iterator[tuple[School, Faults]]:
    """The same, whole again afterwards."""
    yield fragile
    fragile[1].mend()


BREAKS = [
    Kind.REFUSES_CONNECTIONS,
    Kind.OUT_OF_CONNECTIONS,
    Kind.FAILS_AT_COMMIT,
    Kind.FAILS_MIDWAY,
    Kind.DISK_FULL,
]


@pytest.mark.parametrize("kind", BREAKS)
def test_a_message_that_cannot_be_kept_is_refused_and_the_conversation_goes_on(
    broken: tuple[School, Faults], kind: Kind
) -> None:
    school, faults = broken
    session = school.opens()
    with school.attends(session) as seat:
        seat.talks(GOOD[0])
        faults.inject(Fault(kind))
        refusal = seat.is_refused(GOOD[1])
        assert refusal["metadata"]["code"] == "unavailable"
        faults.mend()
        assert len(school.messages(session)) == 2
        seat.talks(GOOD[1])
        assert len(school.asked(session)) == 2


def test_programs_hear_of_an_outage(broken: tuple[School, Faults]) -> None:
    school, faults = broken
    session = school.opens()
    faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
    health = school.web.get("/api/health")
    assert (health.status_code, health.json()["status"]) == (503, "unhealthy")
    asked = {"scenario_id": school.scenarios["customer_service_v1"], "user_id": "nobody"}
    for answer in (school.web.post("/api/sessions", json=asked), school.web.get(f"/api/sessions/{session}")):
        assert answer.status_code == 503
        assert list(answer.json()) == ["detail"]
    with pytest.raises(InvalidStatus) as refusal, school.connected(session):
        pass
    assert refusal.value.response.status_code == 503
    faults.mend()
    assert school.web.get("/api/health").status_code == 200
    assert school.rows("SELECT id FROM sessions WHERE user_id = 'nobody'") == []


def test_a_message_that_takes_too_long_to_keep_is_given_up_and_changes_nothing(
    broken: tuple[School, Faults], monkeypatch: pytest.MonkeyPatch
) -> None:
    school, faults = broken
    monkeypatch.setattr(clerks._HOURS, "to_work", 0.3)
    session = school.opens()
    with school.attends(session) as seat:
        seat.talks(GOOD[0])
        faults.inject(Fault(Kind.SLOW, seconds=5.0))
        assert seat.is_refused(GOOD[1])["metadata"]["code"] == "unavailable"
        faults.mend()
        seat.talks(GOOD[2])
    assert [words for role, words in school.messages(session) if role == "user"] == [GOOD[0], GOOD[2]]


def test_an_answer_that_cannot_be_kept_is_admitted(broken: tuple[School, Faults]) -> None:
    school, faults = broken
    session = school.opens()
    school.model.hold[f"session:{session}"] = held = threading.Event()
    with school.attends(session) as seat:
        seat.writes(GOOD[0])
        seat.hears("message_received")
        faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
        held.set()
        assert seat.hears("error")[0]["metadata"]["code"] == "unanswered"
        faults.mend()
        seat.talks(GOOD[1])
    assert [role for role, _ in school.messages(session)] == ["user", "user", "assistant"]
    asked = [message["content"] for message in school.asked(session)[-1]["messages"][2:]]
    assert asked == [GOOD[0], GOOD[1]]


def test_a_session_that_is_removed_meanwhile_is_said_to_be_gone(
    broken: tuple[School, Faults],
) -> None:
    school, _ = broken
    session = school.opens()
    with school.attends(session) as seat:
        school.forgets(session)
        assert seat.is_refused(GOOD[0])["metadata"]["code"] == "session_gone"
        seat.sends('{"type": "session_start"}')
        assert seat.hears("error")[0]["metadata"]["code"] == "session_gone"
