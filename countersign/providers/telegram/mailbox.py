"""Updates on their way to one bot: kept until the bot confirms them, or until they are too old."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from countersign.providers.telegram.chats import Conversation
    from countersign.providers.telegram.delivery import Courier
    from countersign.providers.telegram.state import Account

LIFE = 24 * 60 * 60.0
UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that a bot gets only when it asks for them by name."""


@dataclass(eq=False)
class Letter:
    """One update to be delivered."""

    account: "Account"
    chat: "Conversation"
    update_id: int
    kind: str
    update: dict[str, Any]
    expires_at: float
    again: bool = False
    """A second copy: a confirmation of its id doesn't keep it from being handed out."""
    handed_out: bool = False

    @classmethod
    def of(
        cls,
        account: "Account",
        chat: "Conversation",
        update_id: int,
        kind: str,
        update: dict[str, Any],
        life: float | None,
    ) -> "Letter":
        """A letter that lives for `life` seconds, else for a day."""
        return cls(account, chat, update_id, kind, update, time.time() + (life or LIFE))

    def send(self) -> None:
        """Put it on its way."""
        self.account.mailbox.put(self)

    def copy(self) -> "Letter":
        """The same update once more, with a life of its own."""
        return replace(self, expires_at=time.time() + LIFE, again=True, handed_out=False)


class Mailbox:
    """The updates of one bot that wait for its poll, or for its webhook."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.courier: Courier | None = None
        """Brings updates to the webhook while one is set."""
        self.allowed: set[str] | None = None
        """The kinds of updates that the bot asked for; None while it never said."""
        self._now = now
        self._waiting: dict[Letter, None] = {}
        self._next_expiry = float("inf")
        self._poll: asyncio.Future[str] | None = None

    def put(self, letter: Letter) -> None:
        """Take a letter in and send it on its way, unless the bot doesn't want its kind."""
        wanted = letter.kind in self.allowed if self.allowed else letter.kind not in UNASKED
        if not wanted:
            return
        self._waiting[letter] = None
        self._next_expiry = min(self._next_expiry, letter.expires_at)
        if self.courier:
            self.courier.take(letter)
        else:
            self._wake("news")

    def waiting(self) -> list[Letter]:
        """What is under way, oldest first."""
        if self._now() >= self._next_expiry:
            self._forget(letter for letter in self._waiting if not self.is_alive(letter))
            self._next_expiry = min((each.expires_at for each in self._waiting), default=float("inf"))
        return list(self._waiting)

    def is_alive(self, letter: Letter) -> bool:
        """Whether the letter still is to be delivered."""
        return letter in self._waiting and self._now() < letter.expires_at

    def confirm(self, letter: Letter) -> None:
        """The bot has it."""
        self._waiting.pop(letter, None)

    def drop(self, chat: "Conversation | None" = None) -> None:
        """Forget what is under way from a chat, or everything."""
        self._forget(each for each in self._waiting if chat is None or each.chat is chat)

    def confirm_before(self, offset: int) -> None:
        """All below the offset are confirmed; a negative one keeps that many of the newest."""
        letters = self.waiting()
        if offset < 0:
            self._forget(letters[:offset])
        else:
            self._forget(each for each in letters if each.update_id < offset and not each.again)

    def hand_out(self, limit: int) -> list[Letter]:
        """The oldest letters; a second copy is handed out once only."""
        letters = self.waiting()[:limit]
        self._forget(each for each in letters if each.again)
        return letters

    async def wait_for_news(self, seconds: float, hung_up: "asyncio.Future[None]") -> str:
        """Wait as the newest poll: for "news", until the poll is ended by something else, or in vain."""
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait({poll, hung_up}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            return poll.result() if poll.done() else ""
        finally:
            if self._poll is poll:
                self._poll = None

    @property
    def is_polled(self) -> bool:
        """Whether a call waits for news."""
        return self._poll is not None

    def end_poll(self, reason: str) -> None:
        """Let the poll that waits end for the reason given."""
        self._wake(reason)

    def _wake(self, reason: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_result(reason)

    def _forget(self, letters: Iterable[Letter]) -> None:
        for letter in list(letters):
            self._waiting.pop(letter, None)
