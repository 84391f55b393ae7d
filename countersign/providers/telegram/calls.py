"""A call of a bot: who calls, with what, and about which chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from countersign.providers.telegram.chats import Conversation, Message
from countersign.providers.telegram.delivery import Clients
from countersign.providers.telegram.parameters import Parameters
from countersign.providers.telegram.refusal import bad_request
from countersign.providers.telegram.state import Account, Network


async def _never_hangs_up() -> None:
    raise AssertionError("a call that nobody waits for asked whether its caller hung up")


@dataclass(frozen=True)
class Told:
    """A result that Telegram adds a remark to."""

    result: Any
    description: str


@dataclass(frozen=True)
class Call:
    """One call of a method."""

    network: Network
    account: Account
    clients: Clients
    parameters: Parameters
    perform: Callable[[Account, str, dict[str, Any]], Awaitable[None]]
    """Performs what a bot asks for in its answer to an update."""
    hung_up: Callable[[], Awaitable[None]] = _never_hangs_up
    """Ends when the caller is gone."""

    @property
    def chat_id(self) -> int | None:
        """The chat that the call is about, as far as it names one."""
        query = self.account.queries.get(self.parameters.text("callback_query_id"))
        if query:
            return query.chat.id
        return self.parameters.integer("chat_id") or None if "chat_id" in self.parameters else None

    @property
    def known_chat(self) -> Conversation | None:
        """That chat, where the bot can know of it."""
        chat_id = self.chat_id or 0
        if group := self.network.groups.get(chat_id):
            return group if self.account.id in group.members else None
        user = self.network.users.get(chat_id)
        return self.account.chat_with(user) if user else None

    def chat_to_read(self) -> Conversation:
        """The chat, which must be known to the bot."""
        chat = self._chat()
        chat.let_read(self.account)
        return chat

    def chat_to_write(self) -> Conversation:
        """The chat, which must be open to the bot."""
        chat = self._chat()
        chat.let_write(self.account)
        return chat

    def message_to(self, verb: str) -> tuple[Conversation, Message]:
        """The message to edit or delete."""
        chat = self._chat()
        chat.let_change(self.account)
        message = chat.message(self.parameters.integer("message_id"))
        if not message:
            raise bad_request(f"message to {verb} not found")
        return chat, message

    async def note(self, chat: Conversation, kind: str, **what: Any) -> None:
        """Write down what the bot did in a chat."""
        await chat.journal.note(kind, bot=self.account.bot.username, **what)

    def _chat(self) -> Conversation:
        if not self.parameters.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.known_chat
        if not chat:
            raise bad_request("chat not found")
        return chat


Handler = Callable[[Call], Awaitable[Any]]
"""Performs a method: the result, or an `ApiError`."""
