"""How calls come in, and what is answered before any method sees them."""

import json
from collections.abc import Iterator

import httpx
import pytest

from .telegram_scene import Scene

KEYBOARD = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


def test_json_with_nested_values(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="é 👍", reply_markup=KEYBOARD)
    assert (sent["text"], sent["reply_markup"]) == ("é 👍", KEYBOARD)


def test_urlencoded_with_nested_json_text(scene: Scene) -> None:
    form = {"chat_id": str(scene.guest()), "text": "a + b & é", "reply_markup": json.dumps(KEYBOARD)}
    sent = scene.client.post(scene.path("sendMessage"), data=form).json()["result"]
    assert (sent["text"], sent["reply_markup"]) == ("a + b & é", KEYBOARD)


def test_chunked_multipart_with_an_attached_value(scene: Scene) -> None:
    values = {
        "chat_id": str(scene.guest()),
        "text": "é 👍",
        "reply_markup": "attach://markup",
        "markup": json.dumps(KEYBOARD),
    }
    parts = {name: (None, value) for name, value in values.items()}
    request = scene.client.build_request("POST", scene.path("sendMessage"), files=parts)
    body = request.read()

    def chunks() -> Iterator[bytes]:
        yield body[:50]
        yield body[50:]

    answer = scene.client.post(
        scene.path("sendMessage"),
        content=chunks(),
        headers={"Content-Type": request.headers["Content-Type"]},
    )
    assert (answer.json()["result"]["text"], answer.json()["result"]["reply_markup"]) == ("é 👍", KEYBOARD)


def test_a_file_part_is_accepted(scene: Scene) -> None:
    form = {"chat_id": str(scene.guest()), "text": "hello"}
    answer = scene.client.post(
        scene.path("sendMessage"), data=form, files={"photo": ("a.jpg", b"\xff\xd8", "image/jpeg")}
    )
    assert answer.json()["result"]["text"] == "hello"


@pytest.mark.parametrize("verb", ["GET", "POST"])
def test_query_string(scene: Scene, verb: str) -> None:
    query: dict[str, str | int] = {
        "chat_id": scene.guest(),
        "text": "a+b é",
        "reply_markup": json.dumps(KEYBOARD),
    }
    sent = scene.client.request(verb, scene.path("sendMessage"), params=query).json()["result"]
    assert (sent["text"], sent["reply_markup"]) == ("a+b é", KEYBOARD)


def test_the_query_string_comes_before_the_body(scene: Scene) -> None:
    query: dict[str, str | int] = {"chat_id": scene.guest(), "text": "from the address"}
    sent = scene.client.post(scene.path("sendMessage"), params=query, json={"text": "from the body"})
    assert sent.json()["result"]["text"] == "from the address"


@pytest.mark.parametrize("method", ["getMe", "getme", "GETME"])
def test_methods_in_any_case(scene: Scene, method: str) -> None:
    me = scene.call(method)
    assert (me["id"], me["is_bot"], me["username"]) == (scene.bot_id, True, scene.bot)


def test_unknown_method(scene: Scene) -> None:
    assert scene.refusal("makeCoffee") == (404, "Not Found: method not found")


@pytest.mark.parametrize("token", ["{id}:wrong", "nonsense"])
def test_unknown_token(scene: Scene, token: str) -> None:
    token = token.format(id=scene.bot_id)
    answer = scene.client.get(f"/bot{token}/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_no_method_at_all(scene: Scene) -> None:
    assert scene.client.get(f"/bot{scene.token}").json() == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }


def test_a_body_that_is_no_json(scene: Scene) -> None:
    answer = scene.client.post(
        scene.path("getMe"), content=b"{", headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["ok"] is False


def test_a_multipart_body_without_a_boundary(scene: Scene) -> None:
    answer = scene.client.post(
        scene.path("getMe"), content=b"x", headers={"Content-Type": "multipart/form-data"}
    )
    assert answer.status_code == 400


def test_numbers_are_clamped_not_refused(scene: Scene) -> None:
    user = scene.guest()
    scene.act(user, "messages", text="again")
    assert len(scene.call("getUpdates", limit=100000)) == 2
    assert len(scene.call("getUpdates", limit=-5)) == 1
    assert len(scene.call("getUpdates", offset="none", limit="1.9")) == 1


def test_every_call_is_remembered_without_its_token(scene: Scene) -> None:
    user = scene.guest()
    scene.call("sendMessage", chat_id=user, text="hello")
    scene.refusal("sendMessage", chat_id=user, text="")
    scene.call("setWebhook", url="https://bot.example.com/hook", secret_token="s3cret")
    answer = scene.stage.get("/requests", params={"bot": scene.bot})
    calls = answer.json()["requests"]
    assert [(each["method"], each.get("chat_id"), each["status"]) for each in calls] == [
        ("sendMessage", user, 200),
        ("sendMessage", user, 400),
        ("setWebhook", None, 200),
    ]
    assert calls[0]["parameters"] == {"chat_id": str(user), "text": "hello"}
    assert scene.token not in answer.text
    assert "s3cret" not in answer.text
    later = scene.stage.get("/requests", params={"bot": scene.bot, "after": calls[1]["seq"]})
    assert [each["method"] for each in later.json()["requests"]] == ["setWebhook"]


def test_backstage_needs_its_token(scene: Scene) -> None:
    assert httpx.get(f"{scene.url}/backstage/bots/{scene.bot}", trust_env=False).status_code == 401
