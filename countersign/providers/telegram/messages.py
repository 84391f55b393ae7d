"""Methods that show something to the user: sending, editing, deleting, answering taps."""

import time
from typing import Any

import msgspec

from countersign.providers.telegram.calls import Call, Handler
from countersign.providers.telegram.chats import Conversation, Message
from countersign.providers.telegram.entities import Entity
from countersign.providers.telegram.formatting import formatted_text
from countersign.providers.telegram.keyboards import read_inline_keyboard, read_keyboard
from countersign.providers.telegram.refusal import bad_request

_LONGEST_NOTICE = 200
_ACTIONS = {
    *(
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
    ),
    *("upload_audio", "upload_document", "choose_sticker", "pick_up_location", "find_location"),
    *("record_video_note", "upload_video_note", "cancel"),
}


async def send_message(call: Call) -> dict[str, Any]:
    """Sends a text."""
    text, entities = formatted_text(call.parameters, too_long="message is too long")
    keyboard = read_keyboard(call.parameters)
    chat = call.chat_to_write()
    if keyboard and keyboard.asks_for_contact and not chat.private:
        raise bad_request("phone number can be requested in private chats only")
    reply_to = _replied(call, chat)
    call.account.flood.admit(chat.id)
    message = chat.add(call.account, text=text, entities=_resolved(call, entities), reply_to=reply_to)
    message.show_keyboard(keyboard)
    await _show(call, "sent", "message", chat, message)
    return chat.as_message(message)


async def edit_message_text(call: Call) -> dict[str, Any]:
    """Gives a message of the bot another text and keyboard."""
    text, entities = formatted_text(call.parameters, too_long="MESSAGE_TOO_LONG")
    chat, message = _message_to_edit(call)
    return await _edit(call, chat, message, text, _resolved(call, entities))


async def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    """Gives a message of the bot another keyboard, or none."""
    chat, message = _message_to_edit(call)
    return await _edit(call, chat, message, message.text, message.entities)


async def delete_message(call: Call) -> bool:
    """Deletes a message for both sides."""
    if not call.parameters.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not call.parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat, message = call.message_to("delete")
    if not chat.lets_delete(call.account, message):
        raise bad_request("message can't be deleted")
    message.deleted = True
    await call.note(chat, "deleted", message_id=message.id)
    return True


async def answer_callback_query(call: Call) -> bool:
    """Ends the waiting of a button that was tapped, with or without a notice."""
    query_id = call.parameters.text("callback_query_id")
    query = call.account.queries.get(query_id)
    if not query or query.expires_at < time.time():
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = call.parameters.text("text")
    if len(text) > _LONGEST_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    del call.account.queries[query_id]
    await call.note(
        query.chat,
        "callback_answered",
        callback_query_id=query_id,
        text=text,
        show_alert=call.parameters.flag("show_alert"),
    )
    return True


async def send_chat_action(call: Call) -> bool:
    """Shows that the bot is about to answer."""
    action = call.parameters.text("action").lower()
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    await call.note(call.chat_to_write(), "chat_action", action=action)
    return True


def _message_to_edit(call: Call) -> tuple[Conversation, Message]:
    if not call.parameters.text("chat_id") and not call.parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat, message = call.message_to("edit")
    if (
        message.author is not call.account
        or message.service
        or (message.keyboard and message.keyboard.kind != "inline")
    ):
        raise bad_request("message can't be edited")
    return chat, message


async def _edit(
    call: Call, chat: Conversation, message: Message, text: str, entities: list[Entity]
) -> dict[str, Any]:
    keyboard = read_inline_keyboard(call.parameters)
    if (message.text, message.entities, message.keyboard) == (text, entities, keyboard):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    reworded = (message.text, message.entities) != (text, entities)
    chat.reword(message, text, entities)
    message.show_keyboard(keyboard)
    # A keyboard alone is no news to other bots.
    await _show(call, "edited", "edited_message" if reworded else None, chat, message)
    return chat.as_message(message)


async def _show(call: Call, what: str, update: str | None, chat: Conversation, message: Message) -> None:
    """Write down what the bot did to a message, and let other bots of the chat know."""
    letters = chat.mint_for_hearers(update, message) if update else []
    await call.note(chat, what, message=message.as_event())
    for letter in letters:
        letter.send()


def _replied(call: Call, chat: Conversation) -> Message | None:
    """The message that the new one answers."""
    try:
        given = call.parameters.nested("reply_parameters") or {}
    except msgspec.DecodeError as error:
        raise bad_request("can't parse reply parameters JSON object") from error
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    wanted = given.get("message_id") or call.parameters.integer("reply_to_message_id")
    if not wanted:
        return None
    message = chat.message(wanted) if isinstance(wanted, int) else None
    lenient = given.get("allow_sending_without_reply") or call.parameters.flag("allow_sending_without_reply")
    if not message and not lenient:
        raise bad_request("message to be replied not found")
    return message


def _resolved(call: Call, entities: list[Entity]) -> list[Entity]:
    """Entities with whole users in their mentions; a mention of somebody unknown is plain text."""
    resolved = []
    for entity in entities:
        if entity["type"] != "text_mention":
            resolved.append(entity)
        elif user := call.network.users.get(entity["user"]["id"]):
            resolved.append(entity | {"user": user.as_user()})
    return resolved


METHODS: dict[str, Handler] = {
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
}
