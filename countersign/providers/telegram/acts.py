"""What a user can do in a chat, private or group, and the updates that come of it."""

import secrets
import time
from typing import Any

from countersign.providers.telegram.authors import User
from countersign.providers.telegram.chats import CALLBACK_LIFE, Chat, Conversation, Message, Query
from countersign.providers.telegram.entities import with_found
from countersign.providers.telegram.groups import GroupChat
from countersign.providers.telegram.keyboards import Button
from countersign.providers.telegram.mailbox import Letter
from countersign.providers.telegram.members import chat_member
from countersign.providers.telegram.state import Account


class ActError(Exception):
    """The user can't do that, with the reason."""

    def __init__(self, status: int, reason: str, **detail: Any) -> None:
        super().__init__(reason)
        self.status = status
        self.detail = detail


class Acts:
    """One user acting in one chat."""

    def __init__(self, chat: Conversation, user: User) -> None:
        self._chat = chat
        self._user = user

    async def write(self, text: str, *, reply_to: int | None = None, deliver: bool) -> dict[str, Any]:
        """Write a text; the first one starts a private chat."""
        answered = self._there(reply_to) if reply_to is not None else None
        return await self._say(deliver=deliver, text=text, entities=with_found(text, []), reply_to=answered)

    async def tap(
        self, message_id: int, data: str | None, label: str | None, *, stale: bool, deliver: bool
    ) -> dict[str, Any]:
        """Tap a button under a message."""
        message = self._chat.messages.get(message_id)
        if not message or (message.deleted and not stale):
            raise _no_such(message_id)
        button = _find(message, data, label, stale=stale)
        if message.keyboard and message.keyboard.kind == "reply":
            return await self._tap_reply(message, button, deliver=deliver)
        if button.data is None:
            raise ActError(409, f"the button {button.label!r} opens a link: the bot doesn't notice")
        return await self._tap_inline(message, button, deliver=deliver)

    async def edit(self, message_id: int, text: str, *, deliver: bool) -> dict[str, Any]:
        """Change a message that the user wrote."""
        message = self._there(message_id)
        if message.author is not self._user or message.contact or message.service:
            raise ActError(409, f"message {message_id} is not a text of the user")
        self._chat.reword(message, text, with_found(text, []))
        letters = self._chat.mint_for_hearers("edited_message", message)
        return await self._act(
            letters, "wrote", deliver=deliver, message_id=message.id, text=text, edited=True
        )

    async def _tap_inline(self, message: Message, button: Button, *, deliver: bool) -> dict[str, Any]:
        account = self._owner_of_buttons(message)
        query_id = str(secrets.randbits(62))
        account.queries[query_id] = Query(self._chat, time.time() + CALLBACK_LIFE)
        tapped = {
            "id": query_id,
            "from": self._user.as_user(),
            "message": self._chat.as_message(message),
            "chat_instance": self._chat.instance,
            "data": button.data,
        }
        return await self._act(
            [self._chat.mint_for(account, "callback_query", tapped)],
            "tapped",
            deliver=deliver,
            message_id=message.id,
            label=button.label,
            data=button.data,
            callback_query_id=query_id,
        )

    async def _tap_reply(self, message: Message, button: Button, *, deliver: bool) -> dict[str, Any]:
        """A button of a reply keyboard writes for the user; in a group that answers its message."""
        if not button.request_contact:
            reply_to = None if self._chat.private else message.id
            return await self.write(button.label, reply_to=reply_to, deliver=deliver)
        user = self._user
        if not user.phone:
            raise ActError(409, f"the user {user.id} has no phone number to share")
        contact = {"phone_number": user.phone, "first_name": user.first_name, "user_id": user.id}
        if user.last_name:
            contact["last_name"] = user.last_name
        return await self._say(deliver=deliver, contact=contact)

    async def _say(self, *, deliver: bool, **content: Any) -> dict[str, Any]:
        if isinstance(self._chat, Chat):
            if self._chat.blocked:
                raise ActError(409, "the user has blocked the bot, and must let it write again first")
            self._chat.started = True
        message = self._chat.add(self._user, **content)
        letters = self._chat.mint_for_hearers("message", message)
        said = {"contact": message.contact} if message.contact else {"text": message.text}
        return await self._act(letters, "wrote", deliver=deliver, message_id=message.id, **said)

    async def _act(
        self, letters: list[Letter], kind: str, *, deliver: bool = True, **what: Any
    ) -> dict[str, Any]:
        """Write the act down, and send its updates on the way."""
        updates = [{"bot": letter.account.bot.username, "update_id": letter.update_id} for letter in letters]
        only = {"update_id": letters[0].update_id} if len(letters) == 1 else {}
        entry = await self._chat.journal.note(kind, user=self._user.id, updates=updates, **only, **what)
        done: dict[str, Any] = {"seq": entry.seq, "updates": updates, **only}
        done |= {name: what[name] for name in ("message_id", "callback_query_id") if name in what}
        if deliver:
            for letter in letters:
                letter.send()
            return done
        done["updates"] = [
            each | {"update": letter.update} for each, letter in zip(updates, letters, strict=True)
        ]
        return done | ({"update": letters[0].update} if only else {})

    def _owner_of_buttons(self, message: Message) -> Account:
        author = message.author
        if not isinstance(author, Account):
            raise ActError(409, f"message {message.id} is not a bot's, and has no buttons")
        if isinstance(self._chat, GroupChat) and not self._chat.is_in(author):
            raise ActError(409, f"the bot {author.bot.username} is not in the group any more")
        return author

    def _there(self, message_id: int) -> Message:
        message = self._chat.message(message_id)
        if not message:
            raise _no_such(message_id)
        return message


class PrivateActs(Acts):
    """One user acting towards one bot."""

    def __init__(self, chat: Chat) -> None:
        super().__init__(chat, chat.user)
        self._private = chat

    async def block(self, *, blocked: bool, deliver: bool) -> dict[str, Any]:
        """Block the bot, or let it write again."""
        chat = self._private
        if chat.blocked == blocked:
            raise ActError(409, "the bot is already blocked" if blocked else "the bot is not blocked")
        chat.blocked = blocked
        member, banned = chat_member(chat.account, "member"), chat_member(chat.account, "kicked")
        change = {
            "chat": chat.as_chat(),
            "from": chat.user.as_user(),
            "date": int(time.time()),
            "old_chat_member": member if blocked else banned,
            "new_chat_member": banned if blocked else member,
        }
        letter = chat.mint("my_chat_member", change)
        return await self._act([letter], "blocked", deliver=deliver, blocked=blocked)


def _no_such(message_id: int) -> ActError:
    return ActError(404, f"there is no message {message_id} in the chat")


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
