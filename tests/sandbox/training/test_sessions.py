"""Sessions and scenarios over REST."""

from datetime import UTC, datetime

import pytest

from ..together import together
from .school import School


def test_the_chat_is_healthy(school: School) -> None:
    answer = school.web.get("/api/health")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "healthy")
    assert told["version"]
    assert abs((datetime.fromisoformat(told["timestamp"]) - datetime.now(UTC)).total_seconds()) < 10


def test_scenarios_say_what_they_are_about_but_not_who_the_customer_is(school: School) -> None:
    listed = school.web.get("/api/scenarios").json()
    by_id = {scenario["config"]["id"]: scenario for scenario in listed}
    assert set(by_id) == {"customer_service_v1", "complaint_handling_v1"}
    one = by_id["customer_service_v1"]
    assert one["title"] == one["config"]["title"] == "A delivery that is late"
    assert (one["config"]["difficulty"], one["config"]["duration_minutes"]) == ("beginner", 30)
    assert len(one["config"]["objectives"]) == 4
    assert "refund" in one["config"]["expected_keywords"]
    assert "persona" not in one["config"]
    assert datetime.fromisoformat(one["updated_at"]).tzinfo
    rows = school.rows("SELECT id, title FROM scenarios ORDER BY id")
    assert [(row["id"], row["title"]) for row in rows] == [(each["id"], each["title"]) for each in listed]


def test_a_session_begins_active_and_empty(school: School) -> None:
    asked = {"scenario_id": school.scenarios["customer_service_v1"], "user_id": "countersign-é"}
    answer = school.web.post("/api/sessions", json=asked)
    assert answer.status_code == 201
    told = answer.json()
    assert told | {"id": 0, "created_at": ""} == {
        **asked,
        "id": 0,
        "status": "active",
        "created_at": "",
        "completed_at": None,
        "data": {},
    }
    assert school.session(told["id"]) == {**told, "messages": [], "summary": None}


@pytest.mark.parametrize("user_id", ["a", "x" * 100, "amira@example.com", "名前 二"])
def test_a_user_id_has_up_to_a_hundred_characters(school: School, user_id: str) -> None:
    assert school.session(school.opens(user_id=user_id))["user_id"] == user_id


BAD = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"{}",
    b'{"scenario_id": 1}',
    b'{"user_id": "amira"}',
    b'{"scenario_id": "1", "user_id": "amira"}',
    b'{"scenario_id": 1.5, "user_id": "amira"}',
    b'{"scenario_id": true, "user_id": "amira"}',
    b'{"scenario_id": null, "user_id": "amira"}',
    b'{"scenario_id": 1, "user_id": ""}',
    b'{"scenario_id": 1, "user_id": "  "}',
    b'{"scenario_id": 1, "user_id": 5}',
    b'{"scenario_id": 1, "user_id": "a\\u0000b"}',
    b'{"scenario_id": 1, "user_id": "' + b"x" * 101 + b'"}',
    b"[" * 60_000,
    b"\xff\xfe",
]


@pytest.mark.parametrize("body", BAD, ids=lambda body: body[:50].decode("latin-1"))
def test_what_is_no_order_for_a_session_makes_none(school: School, body: bytes) -> None:
    before = school.rows("SELECT count(*) AS n FROM sessions")
    answer = school.web.post("/api/sessions", content=body)
    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert school.rows("SELECT count(*) AS n FROM sessions") == before


@pytest.mark.parametrize("scenario_id", [0, -1, 999_999, 10**30])
def test_a_session_of_an_unknown_scenario_is_not_found(school: School, scenario_id: int) -> None:
    answer = school.web.post("/api/sessions", json={"scenario_id": scenario_id, "user_id": "amira"})
    assert (answer.status_code, answer.json()) == (404, {"detail": "Scenario not found"})


@pytest.mark.parametrize("session_id", ["0", "999999", "abc", "99999999999999999999", "1.5", "%00"])
def test_an_unknown_session_is_not_found(school: School, session_id: str) -> None:
    answer = school.web.get(f"/api/sessions/{session_id}")
    assert (answer.status_code, answer.json()) == (404, {"detail": "Session not found"})


def test_a_request_that_is_too_large_is_refused(school: School) -> None:
    assert school.web.post("/api/sessions", content=b" " * 70_000).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/nothing", 404), ("PUT", "/api/sessions", 405)]
)
def test_other_doors_are_refused_in_the_same_words(
    school: School, method: str, path: str, status: int
) -> None:
    answer = school.web.request(method, path)
    assert (answer.status_code, list(answer.json())) == (status, ["detail"])


def test_a_hundred_sessions_at_once_are_a_hundred(school: School) -> None:
    ids = together([school.opens] * 100)
    assert len(set(ids)) == 100


def test_an_id_is_never_given_twice(school: School) -> None:
    with school.connected(school.opens()):
        pass
    last = school.opens()
    school.forgets(last)
    # Nor by another deployment that shares the language model: none of them counts from 1.
    ids = [school.opens() for _ in range(5)]
    assert last not in ids
    assert max(ids) - min(ids) > len(ids)
