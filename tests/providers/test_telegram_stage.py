"""Backstage: acting as users, faults, flood limits."""

import time
from typing import Any

import pytest

from countersign.errors import UserError
from countersign.providers.telegram import Bot, telegram_app
from countersign.providers.telegram.flood import Flood
from countersign.providers.telegram.refusal import ApiError

from .telegram_scene import BACKSTAGE, Receiver, Scene

MENU = {
    "inline_keyboard": [
        [{"text": "Help", "callback_data": "ob:help"}, {"text": "Terms", "url": "https://example.com"}]
    ]
}


def _refused(scene: Scene, user: int, what: str, **order: Any) -> tuple[int, dict[str, Any]]:
    answer = scene.stage.post(f"/users/{user}/{what}", json={"bot": scene.bot, **order})
    return answer.status_code, answer.json()


def test_users_get_ids_that_mark_them_as_made_up(scene: Scene) -> None:
    made = scene.stage.post("/users", json={"first_name": "Amira", "phone": "+12025550123"}).json()
    assert 4_000_000_000_000_000 <= made["id"] < 4_500_000_000_000_000
    assert (made["first_name"], made["phone"]) == ("Amira", "+12025550123")
    assert scene.user(id=77) == 77
    assert scene.stage.post("/users", json={"first_name": "B", "id": 77}).status_code == 409
    assert scene.stage.post("/users", json={"frist_name": "B"}).status_code == 422


def test_a_user_and_all_that_is_under_way_is_forgotten(scene: Scene) -> None:
    user, other = scene.guest(), scene.guest()
    assert scene.stage.delete(f"/users/{user}").status_code == 204
    assert scene.stage.delete(f"/users/{user}").status_code == 404
    assert [update["message"]["chat"]["id"] for update in scene.call("getUpdates")] == [other]
    assert scene.refusal("sendMessage", chat_id=user, text="x")[1] == "Bad Request: chat not found"
    assert scene.user(id=user) == user
    assert scene.events(user) == []


def test_more_bots_can_be_registered(scene: Scene) -> None:
    new = {"token": f"{scene.bot_id}42:other", "username": f"other_{scene.bot}"}
    assert scene.stage.post("/bots", json=new).json() == {
        "id": int(f"{scene.bot_id}42"),
        "username": new["username"],
    }
    assert scene.stage.post("/bots", json=new).status_code == 409
    assert scene.stage.post("/bots", json={"token": "x", "username": "x_bot"}).status_code == 422
    assert scene.client.get(f"/bot{new['token']}/getMe").json()["result"]["username"] == new["username"]
    assert scene.stage.get("/bots/nobody_bot").status_code == 404
    user = scene.guest()
    assert scene.stage.get(f"/users/{user}/events", params={"bot": new["username"]}).json() == {
        "events": [],
        "last": 0,
    }


def test_bots_that_cannot_be() -> None:
    with pytest.raises(UserError, match="token of the bot a_bot must look like"):
        telegram_app(backstage_token=BACKSTAGE, bots=[Bot("secret", "a_bot")])
    with pytest.raises(UserError, match="share the username"):
        telegram_app(backstage_token=BACKSTAGE, bots=[Bot("1:a", "a_bot"), Bot("2:b", "A_bot")])


def test_buttons_that_are_there_can_be_tapped(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    by_label = scene.act(user, "taps", message_id=sent, label="Help")
    by_data = scene.act(user, "taps", message_id=sent, data="ob:help")
    assert by_data["update_id"] == by_label["update_id"] + 1
    queries = [update["callback_query"] for update in scene.call("getUpdates", offset=by_label["update_id"])]
    assert [query["data"] for query in queries] == ["ob:help", "ob:help"]
    assert queries[0]["message"]["reply_markup"]["inline_keyboard"][0][0]["text"] == "Help"
    assert queries[0]["from"]["id"] == user
    tapped = scene.events(user, "tapped")[0]
    assert (tapped["seq"], tapped["update_id"]) == (by_label["seq"], by_label["update_id"])


def test_buttons_that_are_not_there_cannot(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    status, reason = _refused(scene, user, "taps", message_id=sent, label="Halp")
    assert (status, reason["buttons"]) == (409, ["Help", "Terms"])
    assert "Halp" in reason["error"]
    assert _refused(scene, user, "taps", message_id=sent, label="Terms")[0] == 409
    assert _refused(scene, user, "taps", message_id=999, label="Help")[0] == 404
    assert _refused(scene, user, "taps", message_id=sent)[0] == 422
    scene.call("deleteMessage", chat_id=user, message_id=sent)
    assert _refused(scene, user, "taps", message_id=sent, label="Help")[0] == 404


def test_an_old_screen_still_has_its_buttons(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    scene.call("editMessageText", chat_id=user, message_id=sent, text="y")
    assert _refused(scene, user, "taps", message_id=sent, data="ob:help") == (
        409,
        {"error": f"message {sent} has no button with the data 'ob:help' now", "buttons": []},
    )
    scene.act(user, "taps", message_id=sent, data="ob:help", stale=True)
    scene.act(user, "taps", message_id=sent, label="Help", stale=True)
    scene.call("deleteMessage", chat_id=user, message_id=sent)
    scene.act(user, "taps", message_id=sent, data="ob:never", stale=True)
    queries = [update["callback_query"] for update in scene.call("getUpdates")[1:]]
    assert [query["data"] for query in queries] == ["ob:help", "ob:help", "ob:never"]
    assert [query["message"]["date"] == 0 for query in queries] == [False, False, True]


def test_a_reply_keyboard_writes_for_the_user(scene: Scene) -> None:
    user = scene.user(phone="+12025550123")
    scene.act(user, "messages", text="/start")
    keyboard = {"keyboard": [["Yes", {"text": "My number", "request_contact": True}]]}
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=keyboard)["message_id"]
    scene.act(user, "taps", message_id=sent, label="Yes")
    scene.act(user, "taps", message_id=sent, label="My number")
    said, shared = (update["message"] for update in scene.call("getUpdates")[1:])
    assert said["text"] == "Yes"
    assert shared["contact"] == {"phone_number": "+12025550123", "first_name": "Amira", "user_id": user}
    unlisted = scene.guest()
    sent = scene.call("sendMessage", chat_id=unlisted, text="x", reply_markup=keyboard)["message_id"]
    assert _refused(scene, unlisted, "taps", message_id=sent, label="My number")[0] == 409


def test_a_user_edits_a_message(scene: Scene) -> None:
    user = scene.user()
    written = scene.act(user, "messages", text="helo")["message_id"]
    scene.act(user, "edits", message_id=written, text="hello")
    edited = scene.call("getUpdates")[-1]["edited_message"]
    assert (edited["message_id"], edited["text"]) == (written, "hello")
    sent = scene.call("sendMessage", chat_id=user, text="x")["message_id"]
    assert _refused(scene, user, "edits", message_id=sent, text="y")[0] == 409
    assert _refused(scene, user, "edits", message_id=999, text="y")[0] == 404


def test_who_blocked_the_bot_cannot_write(scene: Scene) -> None:
    user = scene.guest()
    scene.act(user, "blocks", blocked=True)
    assert _refused(scene, user, "messages", text="hello")[0] == 409
    assert _refused(scene, user, "blocks", blocked=True)[0] == 409


def test_an_update_can_come_several_times(scene: Scene, receiver: Receiver) -> None:
    scene.call("setWebhook", url=receiver.url)
    user = scene.user()
    update_id = scene.act(user, "messages", text="hello")["update_id"]
    began = time.monotonic()
    scene.act(user, "updates", copy_of=update_id, times=2, delay=0.2)
    assert [receiver.next()["update_id"] for _ in range(3)] == [update_id] * 3
    assert time.monotonic() - began >= 0.2
    assert _refused(scene, user, "updates", copy_of=1)[0] == 404


def test_an_update_that_is_not_delivered_is_handed_over(scene: Scene) -> None:
    user = scene.guest()
    made = scene.act(user, "messages", text="by hand", deliver=False)
    assert made["update"]["update_id"] == made["update_id"]
    assert made["update"]["message"]["text"] == "by hand"
    assert [update["message"]["text"] for update in scene.call("getUpdates")] == ["/start"]


def test_events_are_waited_for_and_never_missed(scene: Scene) -> None:
    user = scene.user()
    answer = scene.stage.get(f"/users/{user}/events", params={"bot": scene.bot, "wait": 0.1}).json()
    assert answer == {"events": [], "last": 0}
    written = scene.act(user, "messages", text="hello")
    [event] = scene.events(user, wait=5.0)
    assert (event["seq"], event["kind"], event["text"]) == (written["seq"], "wrote", "hello")
    assert event["update_id"] == written["update_id"]
    assert abs(event["at"] - time.time()) < 5
    assert scene.events(user, after=event["seq"]) == []


@pytest.mark.parametrize(
    ("status", "description"),
    [(429, "Too Many Requests: retry after 7"), (500, "Internal Server Error"), (502, "Bad Gateway")],
)
def test_faults_strike_the_next_calls(scene: Scene, status: int, description: str) -> None:
    user = scene.guest()
    fault = {"bot": scene.bot, "status": status, "retry_after": 7, "times": 2}
    assert scene.stage.put("/faults", json=fault).status_code == 200
    answer = scene.ask("sendMessage", chat_id=user, text="x")
    assert (answer.status_code, answer.json()["description"]) == (status, description)
    assert (answer.headers.get("Retry-After") == "7") is (status == 429)
    assert answer.json().get("parameters") == ({"retry_after": 7} if status == 429 else None)
    assert scene.refusal("getMe") == (status, description)
    assert scene.call("sendMessage", chat_id=user, text="x")
    assert scene.events(user, "refused")[0]["error_code"] == status


def test_faults_of_one_chat_and_method_leave_others_alone(scene: Scene) -> None:
    user, other = scene.guest(), scene.guest()
    fault = {"bot": scene.bot, "status": 500, "method": "sendMessage", "chat_id": user, "times": 9}
    scene.stage.put("/faults", json=fault)
    assert scene.call("sendMessage", chat_id=other, text="x")
    assert scene.call("sendChatAction", chat_id=user, action="typing")
    assert scene.ask("sendMessage", chat_id=user, text="x").status_code == 500
    assert scene.stage.delete("/faults", params={"bot": scene.bot}).status_code == 204
    assert scene.call("sendMessage", chat_id=user, text="x")


def test_a_call_can_be_late(scene: Scene) -> None:
    scene.stage.put("/faults", json={"bot": scene.bot, "method": "getMe", "delay": 0.3})
    began = time.monotonic()
    assert scene.call("getMe")["username"] == scene.bot
    assert time.monotonic() - began >= 0.3


def test_flood_limits_can_be_switched_on(scene: Scene) -> None:
    user = scene.guest()
    scene.stage.put(f"/bots/{scene.bot}/flood", json={"on": True})
    answers = [scene.ask("sendMessage", chat_id=user, text=str(number)) for number in range(8)]
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert (refused.status_code, refused.json()["description"]) == (429, "Too Many Requests: retry after 1")
    assert (refused.json()["parameters"], refused.headers["Retry-After"]) == ({"retry_after": 1}, "1")
    assert scene.call("sendMessage", chat_id=scene.guest(), text="another chat")
    scene.stage.put(f"/bots/{scene.bot}/flood", json={"on": False})
    assert scene.call("sendMessage", chat_id=user, text="x")


def test_the_limits_of_a_chat_and_of_a_bot() -> None:
    now = [0.0]
    flood = Flood(on=True, now=lambda: now[0])
    for _ in range(4):
        flood.admit(1)
    with pytest.raises(ApiError, match="retry after 1"):
        flood.admit(1)
    now[0] = 1.0
    flood.admit(1)
    now[0] = 100.0
    for chat in range(100, 130):
        flood.admit(chat)
    with pytest.raises(ApiError, match="retry after 1"):
        flood.admit(200)


def test_a_poll_that_found_nothing_leaves_the_caller_where_it_was(scene: Scene) -> None:
    user = scene.user()
    order = {"bot": scene.bot, "text": "hi"}
    seq = scene.stage.post(f"/users/{user}/messages", json=order).json()["seq"]
    path = f"/users/{user}/events"
    for after in (seq, seq + 5):
        found = scene.stage.get(path, params={"bot": scene.bot, "after": after, "wait": 0}).json()
        assert found == {"events": [], "last": after}
