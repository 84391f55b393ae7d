"""Chats and the messages in them: what is the same in private and in groups, and the private ones."""

import secrets
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from countersign.providers.journal import Journal
from countersign.providers.telegram.authors import Author, User
from countersign.providers.telegram.entities import Entity
from countersign.providers.telegram.keyboards import Button, Keyboard
from countersign.providers.telegram.mailbox import Letter
from countersign.providers.telegram.refusal import bad_request, forbidden

if TYPE_CHECKING:
    from countersign.providers.telegram.state import Account

CALLBACK_LIFE = 150.0


@dataclass(eq=False)
class Message:
    """A message of a chat, as it stands now."""

    id: int
    author: Author
    date: int
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: Keyboard | None = None
    edit_date: int | None = None
    reply_to: "Message | None" = None
    contact: dict[str, Any] | None = None
    service: dict[str, Any] | None = None
    """What Telegram itself says in the chat, such as who joined."""
    deleted: bool = False
    meant_for: int | None = None
    """The bot of a group that the message speaks to."""
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
            "reply_to": self.reply_to.id if self.reply_to else None,
        }


@dataclass(eq=False)
class Query:
    """A tap that waits to be answered."""

    chat: "Conversation"
    expires_at: float


@dataclass(eq=False, kw_only=True)
class Conversation(ABC):
    """A chat of whichever kind: its messages, and what happened in it."""

    private: ClassVar[bool]
    """Whether it is between a bot and one user."""
    journal: Journal = field(default_factory=Journal)
    messages: dict[int, Message] = field(default_factory=dict)
    letters: dict[tuple[int, int], Letter] = field(default_factory=dict)
    """Every update that came of this chat, by bot and id: they can be delivered again."""
    instance: str = field(default_factory=lambda: str(secrets.randbits(62)))

    @property
    @abstractmethod
    def id(self) -> int:
        """The chat's id."""

    @abstractmethod
    def as_chat(self) -> dict[str, Any]:
        """The `Chat` object."""

    @abstractmethod
    def hearers(self, message: Message) -> "list[Account]":
        """The bots that get a message of the chat."""

    @abstractmethod
    def let_read(self, account: "Account") -> None:
        """Refuse a bot that may not know what is in the chat."""

    @abstractmethod
    def let_write(self, account: "Account") -> None:
        """Refuse a bot that may not write there."""

    @abstractmethod
    def next_message_id(self) -> int:
        """The id of the next message."""

    def let_change(self, account: "Account") -> None:
        """Refuse a bot that may not touch messages that are there."""
        self.let_read(account)

    def lets_delete(self, account: "Account", message: Message) -> bool:  # noqa: ARG002
        """Whether a bot may delete a message: in private any."""
        return True

    def message(self, message_id: int) -> Message | None:
        """The message, unless it was deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message

    def add(self, author: Author, **content: Any) -> Message:
        """A new message at the end of the chat."""
        message = Message(self.next_message_id(), author, int(time.time()), **content)
        self.messages[message.id] = message
        return message

    def reword(self, message: Message, text: str, entities: list[Entity]) -> None:
        """Give a message another text."""
        message.text, message.entities, message.edit_date = text, entities, int(time.time())

    def as_message(self, message: Message) -> dict[str, Any]:
        """The `Message` object, as a bot gets it."""
        shown = self._alone(message)
        replied = message.reply_to
        if replied and not (message.deleted or replied.deleted):
            shown["reply_to_message"] = self._alone(replied)
        return shown

    def mint_for(self, account: "Account", kind: str, content: dict[str, Any]) -> Letter:
        """A new update of this chat for a bot; it is kept, and not yet on its way."""
        update_id = account.next_update_id()
        life = CALLBACK_LIFE if kind == "callback_query" else None
        letter = Letter.of(account, self, update_id, kind, {"update_id": update_id, kind: content}, life)
        self.letters[account.id, update_id] = letter
        return letter

    def mint_for_hearers(self, kind: str, message: Message) -> list[Letter]:
        """The updates by which the bots of the chat learn of a message."""
        return [self.mint_for(bot, kind, self.as_message(message)) for bot in self.hearers(message)]

    def _alone(self, message: Message) -> dict[str, Any]:
        """The `Message` object without the one it answers, which Telegram shows one level deep only."""
        shown: dict[str, Any] = {
            "message_id": message.id,
            "from": message.author.as_user(),
            "chat": self.as_chat(),
            "date": 0 if message.deleted else message.date,
        }
        if message.deleted:
            return shown
        if message.service:
            return shown | message.service
        if message.edit_date:
            shown["edit_date"] = message.edit_date
        if message.contact:
            return shown | {"contact": message.contact}
        shown["text"] = message.text
        if message.entities:
            shown["entities"] = message.entities
        if message.keyboard and message.keyboard.markup:
            shown["reply_markup"] = message.keyboard.markup
        return shown


@dataclass(eq=False)
class Chat(Conversation):
    """The private chat of one user with one bot."""

    private = True
    account: "Account"
    user: User
    started: bool = False
    blocked: bool = False

    @property
    def id(self) -> int:
        """The user's own id."""
        return self.user.id

    def as_chat(self) -> dict[str, Any]:
        """The `Chat` object."""
        return self.user.as_chat()

    def hearers(self, message: Message) -> "list[Account]":
        """The bot, unless it wrote the message itself."""
        return [] if message.author.is_bot else [self.account]

    def let_read(self, account: "Account") -> None:  # noqa: ARG002
        """The user must have begun."""
        if not self.started:
            raise bad_request("chat not found")

    def let_write(self, account: "Account") -> None:  # noqa: ARG002
        """The user must have begun, and not have blocked the bot."""
        if not self.started:
            raise forbidden("bot can't initiate conversation with a user")
        if self.blocked:
            raise forbidden("bot was blocked by the user")

    def next_message_id(self) -> int:
        """Message ids grow by one over all private chats of a bot."""
        return self.account.next_message_id()

    def mint(self, kind: str, content: dict[str, Any]) -> Letter:
        """A new update for the bot of this chat."""
        return self.mint_for(self.account, kind, content)
