"""A call of a bot: who calls, with what, and about which chat."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from countersign.providers.telegram.delivery import Clients
from countersign.providers.telegram.parameters import Parameters
from countersign.providers.telegram.refusal import bad_request, forbidden
from countersign.providers.telegram.state import Account, Chat, Message, Network


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
            return query.chat.user.id
        return self.parameters.integer("chat_id") or None if "chat_id" in self.parameters else None

    @property
    def known_chat(self) -> Chat | None:
        """That chat, where there is such a user."""
        user = self.network.users.get(self.chat_id or 0)
        return self.account.chat_with(user) if user else None

    def chat_to_read(self) -> Chat:
        """The chat, which the user must have begun."""
        chat = self._chat()
        if not chat.started:
            raise bad_request("chat not found")
        return chat

    def chat_to_write(self) -> Chat:
        """The chat, which must be open to the bot."""
        chat = self._chat()
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def message_to(self, verb: str) -> tuple[Chat, Message]:
        """The message to edit or delete."""
        chat = self.chat_to_read()
        message = chat.message(self.parameters.integer("message_id"))
        if not message:
            raise bad_request(f"message to {verb} not found")
        return chat, message

    def _chat(self) -> Chat:
        if not self.parameters.text("chat_id"):
            raise bad_request("chat_id is empty")
        chat = self.known_chat
        if not chat:
            raise bad_request("chat not found")
        return chat


Handler = Callable[[Call], Awaitable[Any]]
"""Performs a method: the result, or an `ApiError`."""
