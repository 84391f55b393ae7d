"""What the stand-in knows: users, bots, their chats, and the messages in them."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

from countersign.errors import UserError
from countersign.providers.journal import Journal
from countersign.providers.telegram.entities import Entity
from countersign.providers.telegram.faults import Faults
from countersign.providers.telegram.flood import Flood
from countersign.providers.telegram.keyboards import Button, Keyboard
from countersign.providers.telegram.mailbox import Letter, Mailbox

CALLBACK_LIFE = 150.0


class Bot(msgspec.Struct, frozen=True):
    """A bot as its owner registered it."""

    token: str
    username: str
    first_name: str = "Bot"

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        number, _, secret = self.token.partition(":")
        if not (number.isdecimal() and secret):
            raise UserError(
                f"The token of the bot {self.username} must look like 123456:secret, "
                f"with a number before the colon."
            )
        return int(number)


@dataclass(eq=False)
class User:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""

    def as_user(self) -> dict[str, Any]:
        """The `User` object."""
        shown = {"id": self.id, "is_bot": False, **self._names()}
        return shown | ({"language_code": self.language_code} if self.language_code else {})

    def as_chat(self) -> dict[str, Any]:
        """The `Chat` object of the private chat with this user."""
        return {"id": self.id, **self._names(), "type": "private"}

    def _names(self) -> dict[str, str]:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {name: value for name, value in names.items() if value}


@dataclass(eq=False)
class Message:
    """A message of a private chat, as it stands now."""

    id: int
    by_bot: bool
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: Keyboard | None = None
    edit_date: int | None = None
    reply_to: "Message | None" = None
    contact: dict[str, Any] | None = None
    deleted: bool = False
    once: list[Button] = field(default_factory=list)
    """Every inline button the message ever carried: an old screen may still show them."""

    def show_keyboard(self, keyboard: Keyboard | None) -> None:
        """Put a keyboard under the message, in place of the one before."""
        self.keyboard = keyboard
        if keyboard:
            self.once.extend(keyboard.buttons)

    def as_event(self) -> dict[str, Any]:
        """As the events of a chat show it."""
        return {
            "message_id": self.id,
            "text": self.text,
            "entities": self.entities,
            "buttons": self.keyboard.rows if self.keyboard else [],
            "keyboard": self.keyboard.kind if self.keyboard else None,
        }


@dataclass(eq=False)
class Query:
    """A tap that waits to be answered."""

    chat: "Chat"
    expires_at: float


@dataclass(eq=False)
class Chat:
    """The private chat of one user with one bot."""

    account: "Account"
    user: User
    journal: Journal = field(default_factory=Journal)
    messages: dict[int, Message] = field(default_factory=dict)
    updates: dict[int, Letter] = field(default_factory=dict)
    """Every update that came of this chat, by its id: they can be delivered again."""
    instance: str = field(default_factory=lambda: str(secrets.randbits(62)))
    started: bool = False
    blocked: bool = False

    def message(self, message_id: int) -> Message | None:
        """The message, unless it was deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message

    def add(self, *, by_bot: bool, **content: Any) -> Message:
        """A new message at the end of the chat."""
        message = Message(self.account.next_message_id(), by_bot, int(time.time()), **content)
        self.messages[message.id] = message
        return message

    def as_message(self, message: Message) -> dict[str, Any]:
        """The `Message` object, as a bot gets it."""
        shown: dict[str, Any] = {
            "message_id": message.id,
            "from": self.account.as_user() if message.by_bot else self.user.as_user(),
            "chat": self.user.as_chat(),
            "date": 0 if message.deleted else message.date,
        }
        if message.deleted:
            return shown
        if message.edit_date:
            shown["edit_date"] = message.edit_date
        if message.reply_to and not message.reply_to.deleted:
            shown["reply_to_message"] = self.as_message(message.reply_to)
        if message.contact:
            return shown | {"contact": message.contact}
        shown["text"] = message.text
        if message.entities:
            shown["entities"] = message.entities
        if message.keyboard and message.keyboard.markup:
            shown["reply_markup"] = message.keyboard.markup
        return shown

    def mint(self, kind: str, content: dict[str, Any]) -> Letter:
        """A new update of this chat; it is kept, and not yet on its way."""
        update_id = self.account.next_update_id()
        life = CALLBACK_LIFE if kind == "callback_query" else None
        letter = Letter.of(self, update_id, kind, {"update_id": update_id, kind: content}, life)
        self.updates[update_id] = letter
        return letter


class Account:
    """One bot: its chats, its updates, and what it asked for."""

    def __init__(self, bot: Bot, *, flood_limits: bool) -> None:
        self.bot = bot
        self.id = bot.id
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.commands: dict[tuple[str, str], list[dict[str, str]]] = {}
        self.requests = Journal()
        self.mailbox = Mailbox()
        self.faults = Faults()
        self.flood = Flood(on=flood_limits)
        self._last_message_id = 0
        # Ids begin at the time of day: a bot that remembers ids is not confused by a restart of the stand-in.
        self._last_update_id = int(time.time())

    def chat_with(self, user: User) -> Chat:
        """The chat with that user; made when it is first asked for."""
        if user.id not in self.chats:
            self.chats[user.id] = Chat(self, user)
        return self.chats[user.id]

    def forget(self, user: User) -> None:
        """Drop the chat with that user, and what is under way from it."""
        chat = self.chats.pop(user.id, None)
        if chat:
            self.mailbox.drop(chat)
            self.queries = {key: query for key, query in self.queries.items() if query.chat is not chat}

    def next_message_id(self) -> int:
        """Message ids grow by one over all private chats of a bot."""
        self._last_message_id += 1
        return self._last_message_id

    def next_update_id(self) -> int:
        """Update ids grow by one."""
        self._last_update_id += 1
        return self._last_update_id

    def as_user(self) -> dict[str, Any]:
        """The `User` object of the bot."""
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.bot.first_name,
            "username": self.bot.username,
        }


class Network:
    """Everybody the stand-in knows."""

    def __init__(self, *, flood_limits: bool) -> None:
        self._flood_limits = flood_limits
        self._by_token: dict[str, Account] = {}
        self._by_name: dict[str, Account] = {}
        self.users: dict[int, User] = {}

    @property
    def accounts(self) -> list[Account]:
        """All bots."""
        return list(self._by_token.values())

    def register(self, bot: Bot) -> Account | None:
        """Take a bot in; None where its name or token is taken."""
        if bot.token in self._by_token or bot.username.lower() in self._by_name:
            return None
        account = Account(bot, flood_limits=self._flood_limits)
        self._by_token[bot.token] = self._by_name[bot.username.lower()] = account
        return account

    def with_token(self, token: str) -> Account | None:
        """The bot of that token."""
        return self._by_token.get(token)

    def named(self, username: str) -> Account | None:
        """The bot of that name."""
        return self._by_name.get(username.removeprefix("@").lower())

    def forget(self, user: User) -> None:
        """Remove a user, with all chats and all that is under way."""
        del self.users[user.id]
        for account in self.accounts:
            account.forget(user)
