"""Groups: what bots and users can do in them, and who is there."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from countersign.errors import UserError
from countersign.providers.telegram import Bot, Group, telegram_app
from countersign.providers.telegram.flood import Flood
from countersign.providers.telegram.refusal import ApiError

from ..telegram_scene import BACKSTAGE, Scene
from .conftest import MakeBot
from .gathering import Gathering, answering, news

MENU = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
NOT_FOUND = (400, "Bad Request: chat not found")


@pytest.fixture
def group(scene: Scene) -> Gathering:
    """A group with one bot and two users."""
    return Gathering(scene, users=2)


@pytest.mark.parametrize(
    ("kind", "below", "above"), [("group", 0, -(10**12)), ("supergroup", -(10**12), None)]
)
def test_a_group_has_the_id_of_its_kind(scene: Scene, kind: str, below: int, above: int | None) -> None:
    group = Gathering(scene, kind=kind)
    assert group.id < below
    assert above is None or group.id > above
    sent = scene.call("sendMessage", chat_id=group.id, text="hello")
    assert sent["chat"] == {"id": group.id, "title": "Staging", "type": kind}
    assert (sent["from"]["id"], sent["from"]["is_bot"]) == (scene.bot_id, True)
    assert scene.call("getChat", chat_id=group.id)["type"] == kind


def test_each_group_counts_its_own_messages(scene: Scene, group: Gathering) -> None:
    other = Gathering(scene)
    assert [group.send(scene, "a"), group.write("b"), other.send(scene, "c")] == [1, 2, 1]
    scene.call("editMessageText", chat_id=other.id, message_id=1, text="d")
    assert [event["message"]["text"] for event in group.events("sent", "edited")] == ["a"]
    assert [event["message"]["text"] for event in other.events("sent", "edited")] == ["c", "d"]


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"id": 5}, "must be from -999999999999 to -1"),
        ({"id": -5, "kind": "supergroup"}, "must be below -1000000000000"),
        ({"bots": ["nobody_bot"]}, "the bot nobody_bot, whom nobody made"),
        ({"users": [1]}, "the user 1, whom nobody made"),
        ({"title": ""}, "length >= 1"),
        ({"kind": "channel"}, "Invalid enum value"),
        ({"members": []}, "unknown field"),
    ],
)
def test_groups_that_cannot_be(scene: Scene, wish: dict[str, Any], reason: str) -> None:
    answer = scene.stage.post("/groups", json={"title": "Staging", **wish})
    assert (answer.status_code, reason in answer.json()["error"]) == (422, True), answer.text


def test_admins_must_be_members_and_ids_free(scene: Scene, group: Gathering) -> None:
    order = {"title": "x", "admins": [scene.bot]}
    assert scene.stage.post("/groups", json=order).status_code == 422
    assert scene.stage.post("/groups", json={"title": "x", "id": group.id}).status_code == 409


def test_groups_can_be_there_from_the_start(serve: Callable[[Starlette], str]) -> None:
    bots = [Bot("1:a", "a_bot", privacy=False, bot_to_bot=True), Bot("2:b", "b_bot")]
    group = Group("Staging", bots=["a_bot", "b_bot"], id=-1001234567890, kind="supergroup")
    url = serve(telegram_app(backstage_token=BACKSTAGE, bots=bots, groups=[group]))
    order = {"chat_id": group.id, "text": "hello"}
    assert httpx.post(f"{url}/bot2:b/sendMessage", json=order, trust_env=False).status_code == 200
    [update] = httpx.get(f"{url}/bot1:a/getUpdates", trust_env=False).json()["result"]
    assert (update["message"]["text"], update["message"]["from"]["username"]) == ("hello", "b_bot")


def test_a_group_of_nobody_can_not_be_there_from_the_start() -> None:
    bot = Bot("1:a", "a_bot")
    with pytest.raises(UserError, match="whom nobody made"):
        telegram_app(backstage_token=BACKSTAGE, bots=[bot], groups=[Group("x", bots=["b_bot"])])


def test_a_misspelt_mode_is_refused(scene: Scene) -> None:
    order = {"token": "5:x", "username": "misspelt_bot", "bot2bot": True}
    assert scene.stage.post("/bots", json=order).status_code == 422


def test_a_bot_learns_that_it_came_and_went(scene: Scene) -> None:
    user = scene.user()
    made = scene.stage.post("/groups", json={"title": "x", "bots": [scene.bot], "users": [user]}).json()
    [update] = news(scene)
    change = update["my_chat_member"]
    assert (change["chat"]["id"], change["from"]["id"]) == (made["id"], user)
    statuses = [change[name]["status"] for name in ("old_chat_member", "new_chat_member")]
    assert statuses == ["left", "member"]
    kicked = {"bot": scene.bot, "status": "kicked"}
    for _ in range(2):
        scene.stage.put(f"/groups/{made['id']}/members", json=kicked)
    [update] = news(scene)
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


def test_only_a_member_may_write(scene: Scene, make_bot: MakeBot) -> None:
    stranger = make_bot()
    for kind in ("group", "supergroup"):
        group = Gathering(scene, kind=kind)
        assert stranger.refusal("sendMessage", chat_id=group.id, text="x") == NOT_FOUND
        for status, reason in (("left", "is not a member of"), ("kicked", "was kicked from")):
            group.put(stranger, "member")
            assert group.send(stranger, "I am in")
            group.put(stranger, status)
            refused = (403, f"Forbidden: bot {reason} the {kind} chat")
            assert stranger.refusal("sendMessage", chat_id=group.id, text="x") == refused
            assert stranger.refusal("sendChatAction", chat_id=group.id, action="typing") == refused
            assert stranger.refusal("editMessageText", chat_id=group.id, message_id=1, text="x") == refused
            assert stranger.refusal("deleteMessage", chat_id=group.id, message_id=1) == refused
        assert {event["description"] for event in group.events("refused")} >= {refused[1]}


def test_who_left_a_group_may_still_look_at_it_but_not_at_a_supergroup(scene: Scene) -> None:
    basic, big = Gathering(scene), Gathering(scene, kind="supergroup")
    for group in (basic, big):
        assert scene.call("leaveChat", chat_id=group.id) is True
        assert scene.ask("leaveChat", chat_id=group.id).status_code == 403
    assert scene.call("getChat", chat_id=basic.id)["title"] == "Staging"
    reason = "Forbidden: bot is not a member of the supergroup chat"
    assert scene.refusal("getChat", chat_id=big.id) == (403, reason)


def test_who_is_in_a_group(scene: Scene, make_bot: MakeBot) -> None:
    admin = make_bot()
    group = Gathering(scene, admin, users=2, admins=[admin.bot])
    status = {
        who: scene.call("getChatMember", chat_id=group.id, user_id=who)["status"]
        for who in (group.users[0], group.users[1], scene.bot_id, admin.bot_id, scene.user())
    }
    assert list(status.values()) == ["creator", "member", "member", "administrator", "left"]
    assert scene.call("getChatMemberCount", chat_id=group.id) == 4
    reason = "Bad Request: user not found"
    assert scene.refusal("getChatMember", chat_id=group.id, user_id=5) == (400, reason)
    admin.call("leaveChat", chat_id=group.id)
    assert scene.call("getChatMemberCount", chat_id=group.id) == 3
    assert news(scene)[-1]["message"]["left_chat_member"]["username"] == admin.bot


def test_members_of_a_private_chat(scene: Scene) -> None:
    user = scene.guest()
    assert scene.call("getChatMemberCount", chat_id=user) == 2
    assert scene.call("getChatMember", chat_id=user, user_id=user)["status"] == "member"
    reason = "Bad Request: chat member status can't be changed in private chats"
    assert scene.refusal("leaveChat", chat_id=user) == (400, reason)


def test_an_answer_shows_what_it_answers_one_level_deep(scene: Scene, group: Gathering) -> None:
    first = group.write("/start")
    second = scene.call("sendMessage", chat_id=group.id, text="yes?", **answering(first))
    assert second["reply_to_message"]["text"] == "/start"
    third = group.write("I am here", reply_to=second["message_id"])
    answered = news(scene)[-1]["message"]["reply_to_message"]
    assert (answered["text"], "reply_to_message" in answered) == ("yes?", False)
    scene.call("deleteMessage", chat_id=group.id, message_id=second["message_id"])
    reason = "Bad Request: message to be replied not found"
    refused = scene.refusal("sendMessage", chat_id=group.id, text="x", **answering(second["message_id"]))
    assert refused == (400, reason)
    assert group.order("messages", user=group.user, text="x", reply_to=99)[0] == 404
    assert third == 3


def test_a_bot_changes_and_deletes_its_own_messages_only(scene: Scene, make_bot: MakeBot) -> None:
    other = make_bot()
    group = Gathering(scene, other)
    sent = group.send(scene, "x", reply_markup=MENU)
    about = {"chat_id": group.id, "message_id": sent}
    assert other.refusal("editMessageText", **about, text="y")[1] == "Bad Request: message can't be edited"
    assert other.refusal("deleteMessage", **about)[1] == "Bad Request: message can't be deleted"
    assert scene.call("editMessageReplyMarkup", **about)["text"] == "x"
    group.put(other, "administrator")
    assert other.call("deleteMessage", **about) is True
    assert other.refusal("editMessageText", **about, text="y")[1] == "Bad Request: message to edit not found"


def test_a_phone_number_can_be_asked_for_in_private_only(scene: Scene, group: Gathering) -> None:
    keyboard = {"keyboard": [[{"text": "My number", "request_contact": True}]]}
    order = {"chat_id": group.id, "text": "x", "reply_markup": keyboard}
    reason = "Bad Request: phone number can be requested in private chats only"
    assert scene.refusal("sendMessage", **order) == (400, reason)
    assert scene.call("sendMessage", **{**order, "chat_id": scene.guest()})


def test_any_user_of_the_group_taps_a_button_and_its_bot_alone_learns_of_it(
    scene: Scene, make_bot: MakeBot
) -> None:
    other = make_bot(privacy=False, bot_to_bot=True)
    group = Gathering(scene, other, users=2)
    sent = group.send(scene, "x", reply_markup=MENU)
    assert heard_once(news(other))["reply_markup"] == MENU
    tap = group.act("taps", user=group.users[1], message_id=sent, label="Go")
    [update] = news(scene)
    query = update["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (group.users[1], group.id)
    assert (query["id"], query["data"]) == (tap["callback_query_id"], "go")
    assert news(other) == []
    assert scene.call("answerCallbackQuery", callback_query_id=query["id"], text="Done") is True
    assert group.events("callback_answered")[0]["text"] == "Done"
    assert [event["user"] for event in group.events("tapped")] == [group.users[1]]


def heard_once(updates: list[dict[str, Any]]) -> dict[str, Any]:
    """The one message that came."""
    [update] = updates
    message: dict[str, Any] = update["message"]
    return message


def test_a_bot_cannot_tap(scene: Scene, group: Gathering) -> None:
    sent = group.send(scene, "x", reply_markup=MENU)
    status, answer = group.order("taps", user=scene.bot_id, message_id=sent, label="Go")
    assert (status, answer["error"]) == (404, f"there is no user with the id {scene.bot_id}")


def test_who_is_not_in_the_group_can_do_nothing_there(scene: Scene, group: Gathering) -> None:
    sent = group.send(scene, "x", reply_markup=MENU)
    stranger = scene.user()
    assert group.order("messages", user=stranger, text="x")[0] == 409
    assert group.order("taps", user=stranger, message_id=sent, label="Go")[0] == 409
    group.put(scene, "left")
    assert group.order("taps", user=group.user, message_id=sent, label="Go")[0] == 409


def test_a_reply_keyboard_answers_its_message(scene: Scene, group: Gathering) -> None:
    sent = group.send(scene, "Sure?", reply_markup={"keyboard": [["Yes"]]})
    group.act("taps", message_id=sent, label="Yes")
    message = heard_once(news(scene))
    assert (message["text"], message["reply_to_message"]["message_id"]) == ("Yes", sent)


def test_a_group_becomes_a_supergroup(scene: Scene, group: Gathering) -> None:
    status, answer = group.order("upgrade")
    assert status == 201
    new = answer["id"]
    assert new < -(10**12)
    moves = [update["message"] for update in news(scene)]
    assert [move.get("migrate_to_chat_id") or move.get("migrate_from_chat_id") for move in moves] == [
        new,
        group.id,
    ]
    refused = scene.ask("sendMessage", chat_id=group.id, text="x")
    assert refused.json() == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    assert scene.call("sendMessage", chat_id=new, text="x")["chat"]["type"] == "supergroup"
    assert group.order("messages", user=group.user, text="x")[0] == 409
    assert group.order("upgrade")[0] == 409


def test_a_group_is_forgotten(scene: Scene, group: Gathering) -> None:
    group.write("/start")
    assert group.stage.delete(f"/groups/{group.id}").status_code == 204
    assert group.stage.delete(f"/groups/{group.id}").status_code == 404
    assert news(scene) == []
    assert scene.refusal("sendMessage", chat_id=group.id, text="x") == NOT_FOUND


def test_a_forgotten_user_is_in_no_group(scene: Scene, group: Gathering) -> None:
    scene.stage.delete(f"/users/{group.users[1]}")
    assert scene.call("getChatMemberCount", chat_id=group.id) == 2


def test_events_of_a_group_are_waited_for(scene: Scene, group: Gathering) -> None:
    scene.call("sendChatAction", chat_id=group.id, action="typing")
    [event] = group.events("chat_action", wait=5.0)
    assert (event["bot"], event["action"]) == (scene.bot, "typing")
    assert group.events(after=event["seq"], wait=0.05) == []


def test_a_bot_may_write_twenty_messages_a_minute_in_a_group() -> None:
    now = [0.0]
    flood = Flood(on=True, now=lambda: now[0])
    for second in range(29):
        now[0] = float(second)
        flood.admit(-1)
        flood.admit(1)
    now[0] = 29.0
    flood.admit(1)
    with pytest.raises(ApiError, match="retry after 1"):
        flood.admit(-1)
    flood.admit(-2)
    now[0] = 31.0
    flood.admit(-1)
