"""Sees each request through the books: reserved before it is asked, settled or released when it is over.

What is under way is finished even where the customer has hung up or the server is ending.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from countersign.sandbox.referrals import books
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.books import Bill, Claim
from countersign.sandbox.referrals.clerks import Clerks

_TRIES = 3
_TRIES_AFTER_DELIVERY = 40
_SECONDS_BETWEEN_TRIES = 0.1
_SECONDS_TO_FINISH = 1.0
_UNAVAILABLE = 503

_log = logging.getLogger(__name__)


class Cashier:
    """Takes the money."""

    def __init__(self, clerks: Clerks) -> None:
        self._clerks = clerks
        self._under_way: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Let what is under way come to its end, for a bounded time."""
        loop = asyncio.get_running_loop()
        give_up = loop.time() + _SECONDS_TO_FINISH
        while self._under_way and loop.time() < give_up:
            # What comes to its end may leave something else to be done.
            await asyncio.wait(set(self._under_way), timeout=give_up - loop.time())
        for task in self._under_way:
            task.cancel()

    async def reserve(self, claim: Claim) -> str | None:
        """Put the most aside that it can cost; or the answer that a repeated request had."""
        return await self._clerks.write(lambda db: books.reserve(db, claim))

    async def settle(self, bill: Bill) -> None:
        """Bill an answer that is given only if this can be done."""
        await asyncio.shield(self.see_to(_tried(lambda: self._settled(bill), _TRIES)))

    def settle_later(self, bill: Bill) -> "asyncio.Task[None]":
        """Bill what has been delivered already: that is tried for longer, and nobody needs to wait for it."""
        return self.see_to(_tried(lambda: self._settled(bill), _TRIES_AFTER_DELIVERY))

    def release(self, claim: Claim) -> "asyncio.Task[None]":
        """Give the reservation back."""
        return self.see_to(_tried(lambda: self._clerks.write(lambda db: books.release(db, claim)), _TRIES))

    def see_to(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        """Do something that must come to its end, whoever waits for it."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._finished)
        return task

    async def _settled(self, bill: Bill) -> None:
        await self._clerks.write(lambda db: books.settle(db, bill))

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.warning("A request could not be brought to its end in the books: %r", error)


async def _tried(work: Callable[[], Awaitable[None]], tries: int) -> None:
    """Done at last, unless the books stay out of reach."""
    for left in reversed(range(tries)):
        try:
            await work()
        except RefusedError as error:
            if error.status != _UNAVAILABLE or not left:
                raise
        else:
            return
        await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
