"""Threads that work on the chat's database, so that nobody who chats waits for it."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Engine

_WRITERS = 8
_READERS = 6
_SECONDS_TO_WORK = 9.0
"""With what waits before it: a crowd that writes at one moment is served one after the other."""
_SECONDS_TO_COMMIT = 2.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class AbandonedError(Exception):
    """Nobody waits for the work any more, so it must change nothing."""


class Wanted:
    """Whether somebody still waits for some work; once it is being committed, it can't be taken back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._committing = self._abandoned = False

    def abandon(self) -> bool:
        """Give it up; False where it is too late for that."""
        with self._lock:
            self._abandoned = not self._committing
            return self._abandoned

    def will_commit(self) -> None:
        """From here on it can't be given up."""
        with self._lock:
            if self._abandoned:
                raise AbandonedError
            self._committing = True


class Clerks:
    """Those who read, and those who write: on SQLite one, since queueing beats waiting for its lock."""

    def __init__(self, engine: Engine) -> None:
        self._writers = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else _WRITERS)
        self._readers = ThreadPoolExecutor(_READERS)

    async def write(self, work: Callable[[Wanted], T]) -> T:
        """Have it written; what takes too long is given up, unless it is already being committed."""
        wanted = Wanted()
        future = asyncio.get_running_loop().run_in_executor(self._writers, work, wanted)
        future.add_done_callback(_let_go)
        await asyncio.wait([future], timeout=_SECONDS_TO_WORK)
        if not future.done() and not wanted.abandon():
            await asyncio.wait([future], timeout=_SECONDS_TO_COMMIT)
        return _result(future)

    async def read(self, work: Callable[[], T]) -> T:
        """Have it looked up."""
        future = asyncio.get_running_loop().run_in_executor(self._readers, work)
        future.add_done_callback(_let_go)
        await asyncio.wait([future], timeout=_SECONDS_TO_WORK)
        return _result(future)

    def close(self) -> None:
        """Wait for work that is under way, and forget the rest."""
        self._writers.shutdown(cancel_futures=True)
        self._readers.shutdown(cancel_futures=True)


def _result(future: "asyncio.Future[T]") -> T:
    if not future.done():
        raise TimeoutError("the database is too slow")
    return future.result()


def _let_go(future: "asyncio.Future[Any]") -> None:
    """Whoever waited has heard of it; where nobody did, it is worth a line."""
    error = None if future.cancelled() else future.exception()
    if isinstance(error, AbandonedError):
        _log.warning("A piece of work that nobody waited for any more was given up.")
