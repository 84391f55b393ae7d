"""What a bot may show its users, and what Telegram refuses."""

import asyncio
import json
from typing import Any

import pytest
import telegram

from .telegram_scene import Scene

MENU = {"inline_keyboard": [[{"text": "🚀 Get Started", "callback_data": "ob:start"}]]}


def test_python_telegram_bot_works_unchanged(scene: Scene) -> None:
    user = scene.guest()

    async def converse() -> None:
        async with telegram.Bot(scene.token, base_url=f"{scene.url}/bot") as bot:
            assert (await bot.get_me()).username == scene.bot
            keyboard = telegram.InlineKeyboardMarkup(
                [[telegram.InlineKeyboardButton("🚀 Get Started", callback_data="ob:start")]]
            )
            sent = await bot.send_message(user, "🔒 <b>Acme</b>", parse_mode="HTML", reply_markup=keyboard)
            assert (sent.text, sent.reply_markup) == ("🔒 Acme", keyboard)
            assert sent.parse_entities() == {sent.entities[0]: "Acme"}
            tapped = scene.act(user, "taps", message_id=sent.message_id, label="🚀 Get Started")
            updates = await bot.get_updates()
            query = updates[-1].callback_query
            assert query is not None
            assert (query.data, query.id) == ("ob:start", tapped["callback_query_id"])
            edited = await query.edit_message_text("📧 <i>Step 1/3</i>", parse_mode="HTML")
            assert isinstance(edited, telegram.Message)
            assert (edited.message_id, edited.text, edited.reply_markup) == (
                sent.message_id,
                "📧 Step 1/3",
                None,
            )
            assert await query.answer("Done", show_alert=True)
            assert (await bot.get_chat(user)).first_name == "Amira"
            assert await bot.set_my_commands([("start", "Begin")])
            assert [each.command for each in await bot.get_my_commands()] == ["start"]

    asyncio.run(converse())
    shown = scene.events(user, "sent", "edited", "callback_answered")
    assert [event["kind"] for event in shown] == ["sent", "edited", "callback_answered"]
    assert shown[0]["message"]["buttons"] == [[{"label": "🚀 Get Started", "data": "ob:start"}]]
    assert shown[0]["message"]["entities"] == [{"type": "bold", "offset": 3, "length": 4}]
    assert (shown[1]["message"]["text"], shown[1]["message"]["keyboard"]) == ("📧 Step 1/3", None)
    assert (shown[2]["text"], shown[2]["show_alert"]) == ("Done", True)


@pytest.mark.parametrize(
    ("parameters", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 12345}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"text": "é <foo>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "foo" at byte offset 3',
        ),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
        (
            {"text": "x", "entities": [{"type": "bold"}]},
            'can\'t parse MessageEntity: Field "offset" must be of type Number',
        ),
        (
            {"text": "x", "entities": [{"type": "sparkle", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": "x y"}]},
            "entity URL 'x y' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "entities": ["bold"]}, "can't parse MessageEntity: expected an Object"),
        ({"text": "x", "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        (
            {"text": "*x*", "parse_mode": "MarkdownV2"},
            "this stand-in parses no Markdown; use parse_mode HTML",
        ),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "object expected as reply markup"),
    ],
)
def test_messages_that_are_refused(scene: Scene, parameters: dict[str, Any], description: str) -> None:
    assert scene.refusal("sendMessage", **{"chat_id": scene.guest(), **parameters}) == (
        400,
        f"Bad Request: {description}",
    )


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ({"inline_keyboard": 1}, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'),
        (
            {"inline_keyboard": [1]},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"inline_keyboard": [["x"]]},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            {"inline_keyboard": [[{"callback_data": "x"}]]},
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            {"inline_keyboard": [[{"text": "x"}]]},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "é" * 32 + "x"}]]}, "BUTTON_DATA_INVALID"),
        (
            {"inline_keyboard": [[{"text": "x", "url": "ftp://example.com"}]]},
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "url": "http://nowhere"}]]},
            "inline keyboard button URL 'http://nowhere' is invalid: Wrong HTTP URL",
        ),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "y"}]] * 101}, "reply markup is too long"),
        ({"keyboard": {}}, 'field "keyboard" of the ReplyKeyboardMarkup must be an Array'),
        ({"keyboard": [[1]]}, "can't parse keyboard button: KeyboardButton must be an Object"),
        (
            {"remove_keyboard": "yes"},
            'field "remove_keyboard" of the ReplyKeyboardRemove must be of the type Boolean',
        ),
    ],
)
def test_keyboards_that_are_refused(scene: Scene, markup: dict[str, Any], description: str) -> None:
    refused = scene.refusal("sendMessage", chat_id=scene.guest(), text="x", reply_markup=markup)
    assert refused == (400, f"Bad Request: {description}")


def test_the_longest_text_and_data_pass(scene: Scene) -> None:
    data = "é" * 32
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": data, "hide": False}]]}
    sent = scene.call("sendMessage", chat_id=scene.guest(), text="x" * 4096, reply_markup=markup)
    assert sent["reply_markup"] == {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}


@pytest.mark.parametrize(
    ("markup", "keyboard", "buttons"),
    [
        (
            {"keyboard": [["Yes", {"text": "My number", "request_contact": True}]]},
            "reply",
            [[{"label": "Yes"}, {"label": "My number", "request_contact": True}]],
        ),
        ({"remove_keyboard": True}, "remove", []),
        ({"force_reply": True}, "force_reply", []),
        ({"inline_keyboard": []}, None, []),
    ],
)
def test_only_inline_keyboards_are_echoed(
    scene: Scene, markup: dict[str, Any], keyboard: str | None, buttons: list[Any]
) -> None:
    user = scene.guest()
    assert "reply_markup" not in scene.call("sendMessage", chat_id=user, text="x", reply_markup=markup)
    [event] = scene.events(user, "sent")
    assert (event["message"]["keyboard"], event["message"]["buttons"]) == (keyboard, buttons)


def test_a_chat_that_the_user_did_not_start(scene: Scene) -> None:
    user = scene.user()
    refused = (403, "Forbidden: bot can't initiate conversation with a user")
    assert scene.refusal("sendMessage", chat_id=user, text="x") == refused
    [event] = scene.events(user)
    assert (event["kind"], event["method"], event["error_code"]) == ("refused", "sendMessage", 403)
    assert event["description"] == refused[1]


def test_a_user_who_blocked_the_bot(scene: Scene) -> None:
    user = scene.guest()
    scene.act(user, "blocks", blocked=True)
    refused = (403, "Forbidden: bot was blocked by the user")
    assert scene.refusal("sendMessage", chat_id=user, text="x") == refused
    assert scene.refusal("sendChatAction", chat_id=user, action="typing") == refused
    update = scene.call("getUpdates")[-1]["my_chat_member"]
    assert (update["new_chat_member"]["status"], update["old_chat_member"]["status"]) == ("kicked", "member")
    scene.act(user, "blocks", blocked=False)
    assert scene.call("sendMessage", chat_id=user, text="x")


def test_text_is_trimmed_and_given_entities_are_kept(scene: Scene) -> None:
    bold = {"type": "bold", "offset": 3, "length": 9}
    sent = scene.call("sendMessage", chat_id=scene.guest(), text="\n 👍 so \n", entities=[bold])
    assert (sent["text"], sent["entities"]) == ("👍 so", [{"type": "bold", "offset": 1, "length": 4}])


def test_entities_that_telegram_finds_itself_need_not_be_given(scene: Scene) -> None:
    given = [
        {"type": "url", "offset": 0, "length": 1},
        {"type": "text_link", "offset": 4, "length": 2, "url": "example.com"},
    ]
    sent = scene.call("sendMessage", chat_id=scene.guest(), text="see it", entities=given)
    assert sent["entities"] == [{"type": "text_link", "offset": 4, "length": 2, "url": "http://example.com/"}]
    assert "entities" not in scene.call("sendMessage", chat_id=scene.guest(), text="x", entities="{")


def test_a_reply_shows_what_it_answers(scene: Scene) -> None:
    user = scene.user()
    asked = scene.act(user, "messages", text="hello")["message_id"]
    sent = scene.call("sendMessage", chat_id=user, text="hi", reply_parameters={"message_id": asked})
    assert sent["reply_to_message"]["text"] == "hello"
    lenient = {"message_id": 999, "allow_sending_without_reply": True}
    assert "reply_to_message" not in scene.call(
        "sendMessage", chat_id=user, text="hi", reply_parameters=lenient
    )


def test_edits_that_are_refused(scene: Scene) -> None:
    user = scene.user()
    own = scene.act(user, "messages", text="hello")["message_id"]
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    reply = scene.call("sendMessage", chat_id=user, text="x", reply_markup={"keyboard": [["Yes"]]})

    def refusal(**parameters: Any) -> str:
        return scene.refusal("editMessageText", **{"chat_id": user, "message_id": sent, **parameters})[1]

    assert refusal(text="") == "Bad Request: message text is empty"
    assert refusal(text="x" * 4097) == "Bad Request: MESSAGE_TOO_LONG"
    assert refusal(text="y", message_id=999) == "Bad Request: message to edit not found"
    assert refusal(text="y", message_id=own) == "Bad Request: message can't be edited"
    assert refusal(text="y", message_id=reply["message_id"]) == "Bad Request: message can't be edited"
    assert refusal(text="y", chat_id="", message_id="") == "Bad Request: message identifier is not specified"
    assert refusal(text="y", reply_markup={"force_reply": True}) == "Bad Request: inline keyboard expected"
    assert refusal(text="x", reply_markup=MENU) == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    assert scene.refusal("editMessageText", chat_id=scene.user(), message_id=sent, text="y") == (
        400,
        "Bad Request: chat not found",
    )
    refused = scene.events(user, "refused")
    assert {event["method"] for event in refused} == {"editMessageText"}
    assert len(refused) == 7


def test_another_keyboard_and_none(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    other = {"inline_keyboard": [[{"text": "Back", "callback_data": "back"}]]}
    edit = {"chat_id": user, "message_id": sent}
    assert scene.call("editMessageReplyMarkup", **edit, reply_markup=other)["reply_markup"] == other
    edited = scene.call("editMessageReplyMarkup", **edit)
    assert "reply_markup" not in edited
    assert edited["edit_date"] >= edited["date"]
    assert "message is not modified" in scene.refusal("editMessageReplyMarkup", **edit)[1]


def test_deleting(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="x")["message_id"]
    assert scene.call("deleteMessage", chat_id=user, message_id=sent) is True
    assert scene.events(user, "deleted")[0]["message_id"] == sent
    gone = (400, "Bad Request: message to delete not found")
    assert scene.refusal("deleteMessage", chat_id=user, message_id=sent) == gone
    assert (
        scene.refusal("deleteMessage", chat_id=user)[1] == "Bad Request: message identifier is not specified"
    )
    assert scene.refusal("deleteMessage", message_id=1)[1] == "Bad Request: chat identifier is not specified"


def test_a_tap_is_answered_once(scene: Scene) -> None:
    user = scene.guest()
    sent = scene.call("sendMessage", chat_id=user, text="x", reply_markup=MENU)["message_id"]
    query = scene.act(user, "taps", message_id=sent, data="ob:start")["callback_query_id"]
    late = (400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    assert scene.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        400,
        "Bad Request: MESSAGE_TOO_LONG",
    )
    assert scene.call("answerCallbackQuery", callback_query_id=query) is True
    assert scene.refusal("answerCallbackQuery", callback_query_id=query) == late
    assert scene.refusal("answerCallbackQuery", callback_query_id="1") == late
    assert scene.events(user, "callback_answered")[0]["callback_query_id"] == query


def test_chat_actions(scene: Scene) -> None:
    user = scene.guest()
    assert scene.call("sendChatAction", chat_id=user, action="typing") is True
    assert scene.events(user, "chat_action")[0]["action"] == "typing"
    wrong = (400, "Bad Request: wrong parameter action in request")
    assert scene.refusal("sendChatAction", chat_id=user, action="dancing") == wrong


@pytest.mark.parametrize(
    ("commands", "description"),
    [
        ("{", "can't parse commands JSON object"),
        ({"command": "a"}, "expected an Array of BotCommand"),
        ([{"command": "a"}], "can't parse BotCommand: Can't find field \"description\""),
        ([{"command": "A b", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "a", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
def test_commands_that_are_refused(scene: Scene, commands: object, description: str) -> None:
    assert scene.refusal("setMyCommands", commands=commands) == (400, f"Bad Request: {description}")


def test_commands_for_different_audiences(scene: Scene) -> None:
    begin = [{"command": "start", "description": "Begin"}]
    scene.call("setMyCommands", commands=json.dumps(begin), language_code="de")
    assert scene.call("getMyCommands") == []
    assert scene.call("getMyCommands", language_code="de") == begin
    assert scene.call("deleteMyCommands", language_code="de") is True
    assert scene.call("getMyCommands", language_code="de") == []


def test_mentions_name_users_that_exist(scene: Scene) -> None:
    user = scene.guest()
    text = f'<a href="tg://user?id={user}">A</a><a href="tg://user?id=5">B</a>'
    sent = scene.call("sendMessage", chat_id=user, text=text, parse_mode="HTML")
    assert [(e["type"], e["user"]["first_name"]) for e in sent["entities"]] == [("text_mention", "Amira")]
