"""Threads that work on a product's database, so that nobody else waits for it; each work in bounded time."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Engine

_log = logging.getLogger(__name__)

T = TypeVar("T")


class AbandonedError(Exception):
    """Nobody waits for the work any more, so it must change nothing."""


class Wanted:
    """Whether somebody still waits for a work; once it is being committed, it can't be taken back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._committing = self._abandoned = False

    def abandon(self) -> bool:
        """Give it up; False where it is too late for that."""
        with self._lock:
            self._abandoned = not self._committing
            return self._abandoned

    def must_be_wanted(self) -> None:
        """Go on only while somebody waits."""
        with self._lock:
            if self._abandoned:
                raise AbandonedError

    def will_commit(self) -> None:
        """From here on it can't be given up."""
        with self._lock:
            if self._abandoned:
                raise AbandonedError
            self._committing = True


@dataclass
class Hours:
    """How long a work may take, and then its commit; and how many work at the same time."""

    to_work: float
    to_commit: float
    writers: int
    readers: int


class Clerks:
    """Those who write, and those who only look: on SQLite one writer, since queueing beats its lock."""

    def __init__(self, engine: Engine, hours: Hours) -> None:
        self._hours = hours
        self._writers = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else hours.writers)
        self._readers = ThreadPoolExecutor(hours.readers)

    async def write(self, work: Callable[[Wanted], T]) -> T:
        """Have it done; what takes too long is given up, unless it is already being committed."""
        return await self._bounded(self._writers, work)

    async def read(self, work: Callable[[Wanted], T]) -> T:
        """Have it looked up, without waiting for those who write."""
        return await self._bounded(self._readers, work)

    def write_later(self, work: Callable[[], object]) -> None:
        """Have it done some time; nobody waits for it."""
        asyncio.get_running_loop().run_in_executor(self._writers, work).add_done_callback(_let_go)

    def close(self) -> None:
        """Wait for work that is under way, and forget the rest."""
        for pool in (self._writers, self._readers):
            pool.shutdown(cancel_futures=True)

    async def _bounded(self, pool: ThreadPoolExecutor, work: Callable[[Wanted], T]) -> T:
        wanted = Wanted()
        future = asyncio.get_running_loop().run_in_executor(pool, work, wanted)
        try:
            await asyncio.wait([future], timeout=self._hours.to_work)
            if not future.done() and not wanted.abandon():
                await asyncio.wait([future], timeout=self._hours.to_commit)
        except asyncio.CancelledError:
            # Whoever asked has gone: it is done wholly, or not at all.
            wanted.abandon()
            future.add_done_callback(_let_go)
            raise
        if future.done():
            return future.result()
        future.add_done_callback(_let_go)
        raise TimeoutError("the database is too slow")


def _let_go(future: "asyncio.Future[Any]") -> None:
    """Nobody waits for it any more; what went wrong is still worth a line."""
    error = None if future.cancelled() else future.exception()
    if isinstance(error, AbandonedError):
        _log.warning("A piece of work that nobody waited for any more was given up.")
    elif error is not None:
        _log.warning("A piece of work that nobody waited for came to grief: %r", error)
