"""Faults: answers that fail, come late, or never come, before or after the call was performed."""

import time
from typing import Any

import httpx
import pytest

from ..telegram_scene import Scene
from .gathering import Gathering


def _fault(scene: Scene, **fault: Any) -> None:
    answer = scene.stage.put("/faults", json={"bot": scene.bot, **fault})
    assert answer.status_code == 200, answer.text


def _sent(scene: Scene, user: int) -> list[str]:
    return [event["message"]["text"] for event in scene.events(user, "sent")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 200},
        {"status": 399},
        {"status": 600},
        {"status": -1},
        {"times": 0},
        {"delay": -0.1},
        {"delay": 60.5},
        {"retry_after": -1},
        {"status": 500, "befor": True},
    ],
)
def test_faults_that_make_no_sense_are_refused(scene: Scene, wrong: dict[str, Any]) -> None:
    assert scene.stage.put("/faults", json={"bot": scene.bot, **wrong}).status_code == 422
    assert scene.call("getMe")["username"] == scene.bot


@pytest.mark.parametrize("after", [False, True])
def test_the_connection_is_cut_without_an_answer(scene: Scene, after: bool) -> None:
    user = scene.guest()
    _fault(scene, status=0, method="sendMessage", after=after)
    with pytest.raises(httpx.TransportError):
        scene.ask("sendMessage", chat_id=user, text="lost?")
    assert _sent(scene, user) == (["lost?"] if after else [])
    kinds = [event["kind"] for event in scene.events(user, "refused", "answer_lost")]
    assert kinds == (["answer_lost"] if after else ["refused"])
    asked = scene.stage.get("/requests", params={"bot": scene.bot}).json()["requests"]
    assert [(each["method"], each["status"]) for each in asked] == [("sendMessage", 0)]
    assert scene.call("sendMessage", chat_id=user, text="again")["text"] == "again"


@pytest.mark.parametrize(("status", "retry_after"), [(500, None), (502, None), (429, 3)])
def test_a_call_is_performed_and_its_answer_says_otherwise(
    scene: Scene, status: int, retry_after: int | None
) -> None:
    user = scene.guest()
    _fault(scene, status=status, after=True, retry_after=3)
    answer = scene.ask("sendMessage", chat_id=user, text="sent all the same")
    assert (answer.status_code, answer.json()["ok"]) == (status, False)
    assert answer.json().get("parameters") == ({"retry_after": 3} if retry_after else None)
    assert _sent(scene, user) == ["sent all the same"]


def test_an_answer_comes_late_when_the_work_is_done(scene: Scene) -> None:
    user = scene.guest()
    _fault(scene, after=True, delay=0.4, method="sendMessage")
    began = time.time()
    assert scene.call("sendMessage", chat_id=user, text="x")["text"] == "x"
    assert time.time() - began >= 0.4
    [event] = scene.events(user, "sent")
    assert event["at"] - began < 0.3


def test_a_call_that_would_be_refused_is_refused_before_its_answer_is_lost(scene: Scene) -> None:
    user = scene.guest()
    _fault(scene, status=0, after=True)
    with pytest.raises(httpx.TransportError):
        scene.ask("sendMessage", chat_id=user, text="")
    assert [event["kind"] for event in scene.events(user)][-2:] == ["refused", "answer_lost"]
    assert _sent(scene, user) == []


def test_updates_whose_answer_was_lost_come_again(scene: Scene) -> None:
    user = scene.user()
    scene.act(user, "messages", text="hello")
    _fault(scene, status=0, after=True, method="getUpdates")
    with pytest.raises(httpx.TransportError):
        scene.ask("getUpdates")
    assert [update["message"]["text"] for update in scene.call("getUpdates")] == ["hello"]


def test_a_fault_of_one_group_counts_down_and_leaves_others_alone(scene: Scene) -> None:
    group, user = Gathering(scene), scene.guest()
    _fault(scene, status=503, method="sendMessage", chat_id=group.id, times=2)
    assert scene.call("sendMessage", chat_id=user, text="x")
    order = {"chat_id": group.id, "text": "x"}
    assert [scene.ask("sendMessage", **order).status_code for _ in range(3)] == [503, 503, 200]
