"""What a user can do in the chat with a bot, and the update that comes of it."""

import secrets
import time
from typing import Any

from countersign.providers.telegram.entities import with_found
from countersign.providers.telegram.keyboards import Button
from countersign.providers.telegram.mailbox import Letter
from countersign.providers.telegram.state import CALLBACK_LIFE, Chat, Message, Query


class ActError(Exception):
    """The user can't do that, with the reason."""

    def __init__(self, status: int, reason: str, **detail: Any) -> None:
        super().__init__(reason)
        self.status = status
        self.detail = detail


class Acts:
    """One user acting towards one bot."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def write(self, text: str, *, deliver: bool) -> dict[str, Any]:
        """Write a text; the first one starts the chat."""
        return await self._say(deliver=deliver, text=text, entities=with_found(text, []))

    async def tap(
        self, message_id: int, data: str | None, label: str | None, *, stale: bool, deliver: bool
    ) -> dict[str, Any]:
        """Tap a button under a message."""
        message = self._chat.messages.get(message_id)
        if not message or (message.deleted and not stale):
            raise ActError(404, f"there is no message {message_id} in the chat")
        button = _find(message, data, label, stale=stale)
        if message.keyboard and message.keyboard.kind == "reply":
            return await self._tap_reply(button, deliver=deliver)
        if button.data is None:
            raise ActError(409, f"the button {button.label!r} opens a link: the bot doesn't notice")
        return await self._tap_inline(message, button, deliver=deliver)

    async def edit(self, message_id: int, text: str) -> dict[str, Any]:
        """Change a message that the user wrote."""
        message = self._chat.message(message_id)
        if not message:
            raise ActError(404, f"there is no message {message_id} in the chat")
        if message.by_bot or message.contact:
            raise ActError(409, f"message {message_id} is not a text of the user")
        message.text, message.entities = text, with_found(text, [])
        message.edit_date = int(time.time())
        letter = self._chat.mint("edited_message", self._chat.as_message(message))
        return await self._act(letter, "wrote", message_id=message.id, text=text, edited=True)

    async def block(self, *, blocked: bool) -> dict[str, Any]:
        """Block the bot, or let it write again."""
        chat = self._chat
        if chat.blocked == blocked:
            raise ActError(409, "the bot is already blocked" if blocked else "the bot is not blocked")
        chat.blocked = blocked
        bot = chat.account.as_user()
        member = {"user": bot, "status": "member"}
        banned = {"user": bot, "status": "kicked", "until_date": 0}
        change = {
            "chat": chat.user.as_chat(),
            "from": chat.user.as_user(),
            "date": int(time.time()),
            "old_chat_member": member if blocked else banned,
            "new_chat_member": banned if blocked else member,
        }
        return await self._act(chat.mint("my_chat_member", change), "blocked", blocked=blocked)

    async def _tap_inline(self, message: Message, button: Button, *, deliver: bool) -> dict[str, Any]:
        chat = self._chat
        query_id = str(secrets.randbits(62))
        chat.account.queries[query_id] = Query(chat, time.time() + CALLBACK_LIFE)
        tapped = {
            "id": query_id,
            "from": chat.user.as_user(),
            "message": chat.as_message(message),
            "chat_instance": chat.instance,
            "data": button.data,
        }
        return await self._act(
            chat.mint("callback_query", tapped),
            "tapped",
            deliver=deliver,
            message_id=message.id,
            label=button.label,
            data=button.data,
            callback_query_id=query_id,
        )

    async def _tap_reply(self, button: Button, *, deliver: bool) -> dict[str, Any]:
        """A button of a reply keyboard writes for the user."""
        if not button.request_contact:
            return await self.write(button.label, deliver=deliver)
        user = self._chat.user
        if not user.phone:
            raise ActError(409, f"the user {user.id} has no phone number to share")
        contact = {"phone_number": user.phone, "first_name": user.first_name, "user_id": user.id}
        if user.last_name:
            contact["last_name"] = user.last_name
        return await self._say(deliver=deliver, contact=contact)

    async def _say(self, *, deliver: bool, **content: Any) -> dict[str, Any]:
        if self._chat.blocked:
            raise ActError(409, "the user has blocked the bot, and must let it write again first")
        self._chat.started = True
        message = self._chat.add(by_bot=False, **content)
        letter = self._chat.mint("message", self._chat.as_message(message))
        said = {"contact": message.contact} if message.contact else {"text": message.text}
        return await self._act(letter, "wrote", deliver=deliver, message_id=message.id, **said)

    async def _act(self, letter: Letter, kind: str, *, deliver: bool = True, **what: Any) -> dict[str, Any]:
        """Write the act down, and send its update on the way."""
        entry = await self._chat.journal.note(kind, update_id=letter.update_id, **what)
        done = {"seq": entry.seq, "update_id": letter.update_id}
        done |= {name: what[name] for name in ("message_id", "callback_query_id") if name in what}
        if not deliver:
            return done | {"update": letter.update}
        self._chat.account.mailbox.put(letter)
        return done


def _find(message: Message, data: str | None, label: str | None, *, stale: bool) -> Button:
    """The button that is meant: one that is there now, or on an old screen one that was there once."""
    now = message.keyboard.buttons if message.keyboard and not message.deleted else []
    for button in [*now, *(reversed(message.once) if stale else [])]:
        if (data is None or button.data == data) and (label is None or button.label == label):
            return button
    if stale and data is not None:
        return Button(label or data, data=data)
    wanted = f"a button {label!r}" if data is None else f"a button with the data {data!r}"
    labels = [button.label for button in now]
    raise ActError(409, f"message {message.id} has no {wanted.removeprefix('a ')} now", buttons=labels)
