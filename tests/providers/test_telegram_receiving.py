"""How a bot gets its updates: by polling and by webhook."""

import asyncio
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from starlette.responses import JSONResponse, Response

from countersign.providers.telegram.mailbox import Letter, Mailbox
from countersign.providers.telegram.state import Account, Bot, Chat, User

from .telegram_scene import Receiver, Scene

OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


def _write(scene: Scene, user: int, *texts: str) -> list[int]:
    return [scene.act(user, "messages", text=text)["update_id"] for text in texts]


def _ids(updates: list[dict[str, Any]]) -> list[int]:
    return [update["update_id"] for update in updates]


def _poll_in_background(scene: Scene, pool: ThreadPoolExecutor, seconds: int) -> "Future[httpx.Response]":
    """A poll that certainly waits when this returns: its effect on the allowed updates shows that it came."""
    kinds = ["message", f"probe{time.monotonic_ns()}"]
    poll = pool.submit(scene.ask, "getUpdates", timeout=seconds, allowed_updates=kinds)
    deadline = time.monotonic() + 5
    while kinds[1] not in scene.call("getWebhookInfo").get("allowed_updates", []):
        assert time.monotonic() < deadline, "the poll did not come"
    return poll


def test_offsets_confirm(scene: Scene) -> None:
    first, second, third = _write(scene, scene.user(), "a", "b", "c")
    assert _ids(scene.call("getUpdates")) == [first, second, third]
    assert _ids(scene.call("getUpdates", limit=2)) == [first, second]
    assert _ids(scene.call("getUpdates", offset=second)) == [second, third]
    assert _ids(scene.call("getUpdates", offset=0)) == [second, third]
    assert scene.call("getWebhookInfo")["pending_update_count"] == 2
    assert scene.call("getUpdates", offset=third + 1) == []


def test_a_negative_offset_keeps_the_newest(scene: Scene) -> None:
    ids = _write(scene, scene.user(), "a", "b", "c")
    assert _ids(scene.call("getUpdates", offset=-1)) == ids[2:]
    assert _ids(scene.call("getUpdates")) == ids[2:]


def test_an_update_looks_as_telegram_makes_it(scene: Scene) -> None:
    user = scene.user(last_name="Haddad", username="amira", language_code="en")
    scene.act(user, "messages", text="/start ref_ABC")
    [update] = scene.call("getUpdates")
    message = update["message"]
    assert message["from"] == {
        "id": user,
        "is_bot": False,
        "first_name": "Amira",
        "last_name": "Haddad",
        "username": "amira",
        "language_code": "en",
    }
    assert (message["chat"]["id"], message["chat"]["type"]) == (user, "private")
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


def test_a_bot_never_gets_its_own_messages(scene: Scene) -> None:
    scene.call("sendMessage", chat_id=scene.guest(), text="hello")
    assert [update["message"]["text"] for update in scene.call("getUpdates")] == ["/start"]


def test_allowed_updates_stick(scene: Scene) -> None:
    user = scene.guest()
    scene.call("getUpdates", offset=-1, allowed_updates=["callback_query"])
    sent = scene.call(
        "sendMessage",
        chat_id=user,
        text="x",
        reply_markup={"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]},
    )
    _write(scene, user, "not wanted")
    tap = scene.act(user, "taps", message_id=sent["message_id"], label="Go")
    assert _ids(scene.call("getUpdates"))[1:] == [tap["update_id"]]
    scene.call("getUpdates", offset=tap["update_id"] + 1, allowed_updates=[])
    assert _ids(scene.call("getUpdates")) == []
    wanted = _write(scene, user, "wanted again")
    assert _ids(scene.call("getUpdates")) == wanted


def test_a_poll_waits_for_news(scene: Scene) -> None:
    user = scene.user()
    with ThreadPoolExecutor() as pool:
        poll = _poll_in_background(scene, pool, 20)
        written = _write(scene, user, "hello")
        assert _ids(poll.result(5).json()["result"]) == written
    delivered = scene.events(user, "update_delivered")
    assert [event["update_id"] for event in delivered] == written


def test_a_second_poll_ends_the_older_one(scene: Scene) -> None:
    user = scene.user()
    with ThreadPoolExecutor() as pool:
        older = _poll_in_background(scene, pool, 20)
        newer = _poll_in_background(scene, pool, 20)
        refused = older.result(5)
        assert (refused.status_code, refused.json()["description"]) == (409, OTHER_POLL)
        written = _write(scene, user, "hello")
        assert _ids(newer.result(5).json()["result"]) == written


def test_a_webhook_ends_polling(scene: Scene, receiver: Receiver) -> None:
    with ThreadPoolExecutor() as pool:
        poll = _poll_in_background(scene, pool, 20)
        scene.call("setWebhook", url=receiver.url)
        refused = poll.result(5)
        assert (refused.status_code, refused.json()["description"]) == (
            409,
            "Conflict: terminated by setWebhook request",
        )
    assert scene.refusal("getUpdates") == (409, WEBHOOK_SET)
    scene.call("deleteWebhook")
    assert scene.call("getUpdates") == []


def test_a_poller_that_hung_up_gets_nothing(scene: Scene) -> None:
    user = scene.user()
    with pytest.raises(httpx.ReadTimeout):
        scene.client.get(scene.path("getUpdates"), params={"timeout": 20}, timeout=0.2)
    # The stand-in must notice that the caller is gone; what it does then is all that can be seen of it.
    deadline = time.monotonic() + 5
    while not (
        calls := scene.stage.get("/requests", params={"bot": scene.bot, "wait": 1}).json()["requests"]
    ):
        assert time.monotonic() < deadline, "the poll did not end"
    assert calls[0]["method"] == "getUpdates"
    _write(scene, user, "hello")
    assert scene.events(user, "update_delivered") == []


def test_a_webhook_gets_what_was_pending_and_what_comes_in_order(scene: Scene, receiver: Receiver) -> None:
    user = scene.user()
    pending = _write(scene, user, "1", "2", "3")
    assert scene.call("setWebhook", url=receiver.url, secret_token="S3cret_-") is True
    coming = _write(scene, user, "4", "5")
    got = [receiver.came.get(timeout=30) for _ in range(5)]
    assert [update["update_id"] for update, _ in got] == pending + coming
    assert {headers["x-telegram-bot-api-secret-token"] for _, headers in got} == {"S3cret_-"}
    assert {headers["content-type"] for _, headers in got} == {"application/json"}
    event = scene.await_event(user, "update_delivered")
    assert (event["update_id"], event["status"]) == (pending[0], 200)
    assert 0 <= event["seconds"] < 5
    assert event["delivered_at"] <= event["at"]


def test_a_refused_update_comes_again_and_holds_up_its_own_chat_only(
    scene: Scene, receiver: Receiver
) -> None:
    scene.call("setWebhook", url=receiver.url)
    first, second = scene.user(), scene.user()
    for _ in range(2):
        receiver.answers.put(Response(status_code=500))
    failing, after = _write(scene, first, "fails twice", "waits")
    [other] = _write(scene, second, "not held up")
    arrived = [receiver.next()["update_id"] for _ in range(5)]
    assert arrived.count(other) >= 1
    assert [each for each in arrived if each in (failing, after)][-1] == after
    assert scene.await_event(first, "update_failed") == {
        **scene.await_event(first, "update_failed"),
        "update_id": failing,
        "status": 500,
        "reason": "Wrong response from the webhook: 500 Internal Server Error",
    }
    info = scene.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 500 Internal Server Error"
    assert info["last_error_date"] <= time.time()
    shown = scene.stage.get(f"/bots/{scene.bot}").json()
    assert (shown["id"], shown["webhook"]["url"]) == (scene.bot_id, receiver.url)


def test_retry_after_is_honoured(scene: Scene, receiver: Receiver) -> None:
    scene.call("setWebhook", url=receiver.url)
    receiver.answers.put(Response(status_code=429, headers={"Retry-After": "1"}))
    user = scene.user()
    _write(scene, user, "hello")
    receiver.next()
    failed = scene.await_event(user, "update_failed")
    delivered = scene.await_event(user, "update_delivered")
    assert delivered["delivered_at"] - failed["at"] >= 0.95


def test_an_unreachable_webhook_keeps_its_updates(scene: Scene) -> None:
    scene.call("setWebhook", url="http://127.0.0.1:1/webhook")
    user = scene.user()
    written = _write(scene, user, "hello")
    failed = scene.await_event(user, "update_failed")
    assert (failed["status"], failed["reason"]) == (None, "Connection refused")
    assert scene.call("getWebhookInfo")["pending_update_count"] == 1
    scene.call("deleteWebhook")
    assert _ids(scene.call("getUpdates")) == written


def test_a_bot_may_call_in_its_answer(scene: Scene, receiver: Receiver) -> None:
    scene.call("setWebhook", url=receiver.url)
    user = scene.user()
    receiver.answers.put(JSONResponse({"method": "sendMessage", "chat_id": user, "text": "by answer"}))
    receiver.answers.put(JSONResponse({"method": "sendMessage", "chat_id": user, "text": ""}))
    receiver.answers.put(JSONResponse({"method": "deleteWebhook"}))
    _write(scene, user, "1", "2", "3")
    assert scene.await_event(user, "sent")["message"]["text"] == "by answer"
    assert scene.await_event(user, "refused")["description"] == "Bad Request: message text is empty"
    assert len([receiver.next() for _ in range(3)]) == 3
    assert scene.call("getWebhookInfo")["url"] == receiver.url


def test_pending_updates_can_be_dropped(scene: Scene, receiver: Receiver) -> None:
    user = scene.user()
    _write(scene, user, "old")
    scene.call("setWebhook", url=receiver.url, drop_pending_updates=True)
    new = _write(scene, user, "new")
    assert receiver.next()["update_id"] == new[0]
    scene.call("deleteWebhook")
    _write(scene, user, "older")
    scene.call("deleteWebhook", drop_pending_updates=True)
    assert scene.call("getUpdates") == []


def test_setting_the_same_webhook_again_disturbs_nothing(scene: Scene, receiver: Receiver) -> None:
    assert scene.ask("setWebhook", url=receiver.url).json()["description"] == "Webhook was set"
    assert scene.ask("setWebhook", url=receiver.url).json()["description"] == "Webhook is already set"
    assert scene.ask("setWebhook", url="").json()["description"] == "Webhook was deleted"
    assert scene.ask("deleteWebhook").json()["description"] == "Webhook is already deleted"


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"url": "http://bot.example.com/hook"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://bot.example.com:9000/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ({"url": "ftp://bot.example.com/hook"}, "invalid webhook URL specified"),
        ({"url": "https://"}, "invalid webhook URL specified"),
        ({"url": "https://example.com:port/"}, "invalid webhook URL specified"),
        (
            {"url": "https://example.com", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://example.com", "secret_token": "x" * 257}, "secret token is too long"),
    ],
)
def test_webhooks_that_are_refused(scene: Scene, parameters: dict[str, Any], description: str) -> None:
    assert scene.refusal("setWebhook", **parameters) == (400, f"Bad Request: {description}")


def test_many_chats_are_served_side_by_side(scene: Scene, receiver: Receiver) -> None:
    """Every update is answered only when all chats have one under way."""
    together = asyncio.Event()

    async def wait_for_the_others() -> None:
        if receiver.came.qsize() == 10:
            together.set()
        await asyncio.wait_for(together.wait(), 5)

    receiver.before_answering = wait_for_the_others
    scene.call("setWebhook", url=receiver.url)
    users = [scene.user() for _ in range(10)]
    for user in users:
        _write(scene, user, "hello")
    assert {scene.await_event(user, "update_delivered")["status"] for user in users} == {200}
    assert [scene.events(user, "update_failed") for user in users] == [[]] * 10


def test_a_webhook_that_changes_while_updates_are_under_way(scene: Scene, receiver: Receiver) -> None:
    """What was interrupted is delivered again, and nothing that was interrupted is in the way."""
    released = threading.Event()

    async def wait() -> None:
        await asyncio.to_thread(released.wait, 5)

    receiver.before_answering = wait
    users = [scene.user() for _ in range(5)]
    scene.call("setWebhook", url=receiver.url)
    written = {_write(scene, user, "hello")[0] for user in users}
    assert {receiver.next()["update_id"] for _ in users} == written
    receiver.before_answering = None
    scene.call("setWebhook", url=receiver.url, secret_token="another")
    assert {scene.await_event(user, "update_delivered")["update_id"] for user in users} == written
    assert {receiver.next()["update_id"] for _ in users} == written
    released.set()


def test_updates_grow_too_old() -> None:
    """With a clock of its own: a tap lives for 150 seconds, everything else for a day."""
    now = [time.time()]
    mailbox = Mailbox(lambda: now[0])
    chat = Chat(Account(Bot("1:x", "bot"), flood_limits=False), User(7, "Amira"))
    tap, text = chat.mint("callback_query", {}), chat.mint("message", {})
    for letter in (tap, text):
        mailbox.put(letter)
    now[0] += 149
    assert mailbox.waiting() == [tap, text]
    now[0] += 2
    assert mailbox.waiting() == [text]
    assert not mailbox.is_alive(tap)
    now[0] += 24 * 60 * 60
    assert mailbox.hand_out(100) == []


def test_a_second_copy_is_handed_out_once_whatever_was_confirmed() -> None:
    mailbox = Mailbox()
    chat = Chat(Account(Bot("1:x", "bot"), flood_limits=False), User(7, "Amira"))
    letter: Letter = chat.mint("message", {})
    mailbox.put(letter)
    mailbox.confirm_before(letter.update_id + 1)
    mailbox.put(letter.copy())
    mailbox.confirm_before(letter.update_id + 1)
    assert [each.update for each in mailbox.hand_out(100)] == [letter.update]
    assert mailbox.hand_out(100) == []
