"""Updates that the stand-in mints, and somebody else delivers."""

import time
from typing import Any

import pytest

from ..telegram_scene import Receiver, Scene
from .conftest import MakeBot
from .gathering import Gathering, news

MENU = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
CONTACT = {"keyboard": [[{"text": "My number", "request_contact": True}]]}


@pytest.fixture
def user(scene: Scene) -> int:
    """A user with a phone number, who has started the bot."""
    user = scene.user(phone="+12025550123")
    scene.act(user, "messages", text="/start")
    news(scene)
    return user


def _mark(scene: Scene, user: int, **order: Any) -> tuple[int, dict[str, Any]]:
    answer = scene.stage.post(f"/users/{user}/deliveries", json={"bot": scene.bot, **order})
    return answer.status_code, answer.json()


def test_everything_a_user_does_can_be_handed_over(scene: Scene, user: int) -> None:
    menu = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    contact = scene.call("sendMessage", chat_id=user, text="x", reply_markup=CONTACT)["message_id"]
    written = scene.act(user, "messages", text="hello", deliver=False)
    made = [
        written,
        scene.act(user, "edits", message_id=written["message_id"], text="hullo", deliver=False),
        scene.act(user, "taps", message_id=menu, label="Go", deliver=False),
        scene.act(user, "taps", message_id=contact, label="My number", deliver=False),
        scene.act(user, "blocks", blocked=True, deliver=False),
    ]
    kinds = ["message", "edited_message", "callback_query", "message", "my_chat_member"]
    assert [[kind for kind in each["update"] if kind != "update_id"] for each in made] == [
        [kind] for kind in kinds
    ]
    assert all(each["update"]["update_id"] == each["update_id"] for each in made)
    assert made[3]["update"]["message"]["contact"]["phone_number"] == "+12025550123"
    assert made[1]["update"]["edited_message"]["text"] == "hullo"
    assert news(scene) == []


def test_a_tap_that_was_handed_over_can_be_answered(scene: Scene, user: int) -> None:
    menu = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    tap = scene.act(user, "taps", message_id=menu, label="Go", deliver=False)
    assert scene.call("answerCallbackQuery", callback_query_id=tap["update"]["callback_query"]["id"])


def test_what_is_said_in_a_group_is_handed_over_for_each_bot_that_would_hear_it(
    scene: Scene, make_bot: MakeBot
) -> None:
    other, deaf = make_bot(privacy=False), make_bot()
    group = Gathering(scene, other, deaf)
    said = group.act("messages", text=f"/help@{scene.bot}", deliver=False)
    assert [each["bot"] for each in said["updates"]] == [scene.bot, other.bot]
    for each in said["updates"]:
        assert each["update"]["update_id"] == each["update_id"]
        assert each["update"]["message"]["chat"]["id"] == group.id
    edited = group.act("edits", message_id=said["message_id"], text="hello", deliver=False)
    assert [each["bot"] for each in edited["updates"]] == [other.bot]
    assert edited["update"]["edited_message"]["text"] == "hello"
    assert [news(bot) for bot in (scene, other, deaf)] == [[], [], []]
    order = {"bot": other.bot, "update_id": edited["update_id"], "at": time.time(), "status": 200}
    assert group.order("deliveries", **order)[0] == 201
    assert [event["bot"] for event in group.events("update_delivered") if event["status"]] == [other.bot]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, "update_delivered"), (204, "update_delivered"), (302, "update_failed"), (500, "update_failed")],
)
def test_a_delivery_by_hand_is_written_down(scene: Scene, user: int, status: int, kind: str) -> None:
    update_id = scene.act(user, "messages", text="hello", deliver=False)["update_id"]
    at = time.time()
    marked = _mark(scene, user, update_id=update_id, at=at, status=status, seconds=0.25)
    event = scene.events(user)[-1]
    assert marked == (201, {"seq": event["seq"], "kind": kind})
    assert (event["kind"], event["update_id"], event["status"]) == (kind, update_id, status)
    if kind == "update_delivered":
        assert (event["delivered_at"], event["seconds"]) == (at, 0.25)


def test_a_delivery_that_got_no_answer_has_failed(scene: Scene, user: int) -> None:
    update_id = scene.act(user, "messages", text="hello", deliver=False)["update_id"]
    assert _mark(scene, user, update_id=update_id, at=time.time(), status=None)[1]["kind"] == "update_failed"
    assert scene.events(user)[-1]["reason"] == "No answer"


def test_deliveries_that_cannot_have_been(scene: Scene, user: int) -> None:
    update_id = scene.act(user, "messages", text="hello", deliver=False)["update_id"]
    assert _mark(scene, user, update_id=1, at=time.time(), status=200)[0] == 404
    for wrong in ({"status": 99}, {"status": 600}, {"at": 0}, {"seconds": -1}, {"state": 200}):
        order = {"update_id": update_id, "at": time.time(), "status": 200, **wrong}
        assert _mark(scene, user, **order)[0] == 422, wrong
    assert _mark(scene, user, update_id=update_id, at=time.time())[0] == 422
    assert scene.events(user, "update_delivered")[-1]["update_id"] != update_id


def test_each_time_that_an_update_is_fetched_is_written_down(scene: Scene, user: int) -> None:
    update_id = scene.act(user, "messages", text="hello")["update_id"]
    scene.call("getUpdates")
    scene.act(user, "updates", copy_of=update_id, times=2)
    fetched = scene.call("getUpdates", timeout=5, offset=update_id + 1)
    assert [update["update_id"] for update in fetched] == [update_id] * 2
    delivered = [event["update_id"] for event in scene.events(user, "update_delivered")]
    assert delivered.count(update_id) == 3


def test_an_update_of_a_group_can_come_again(scene: Scene, receiver: Receiver) -> None:
    group = Gathering(scene)
    scene.call("setWebhook", url=receiver.url)
    update_id = group.act("messages", text="/start")["update_id"]
    assert group.order("updates", bot=scene.bot, copy_of=update_id)[0] == 201
    assert [receiver.next()["update_id"] for _ in range(2)] == [update_id] * 2
    assert group.order("updates", bot=scene.bot, copy_of=1)[0] == 404
