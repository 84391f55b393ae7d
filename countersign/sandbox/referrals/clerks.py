"""Does the work at the books in threads, each piece in one transaction, and for a bounded time."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from countersign.sandbox.database import for_reading
from countersign.sandbox.referrals.answers import out_of_reach
from countersign.sandbox.turns import AbandonedError, Turn

_CLERKS = 12
_READERS = 4
SECONDS_TO_WORK = 8.0
_SECONDS_TO_COMMIT = 4.0

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Clerks:
    """Whoever may open the books."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        # SQLite takes one writer at a time: queueing for one thread beats waiting for its lock.
        self._writers = ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else _CLERKS)
        self._readers = ThreadPoolExecutor(_READERS)

    def close(self) -> None:
        """Let everybody finish what is begun; what is not yet begun is left."""
        for pool in (self._writers, self._readers):
            pool.shutdown(cancel_futures=True)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do that in one transaction; what takes too long is given up and changes nothing."""
        return await self._bounded(self._writers, partial(self._in_transaction, self._engine, work))

    async def look(self, work: Callable[[Session], T]) -> T:
        """Do that without waiting for those who write."""
        return await self._bounded(self._readers, partial(self._in_transaction, self._reading, work))

    @staticmethod
    def _in_transaction(engine: Engine, work: Callable[[Session], T], turn: Turn) -> T:
        turn.must_be_wanted()
        with Session(engine, expire_on_commit=False) as db, db.begin():
            done = work(db)
            db.flush()
            turn.will_commit()
            return done

    @staticmethod
    async def _bounded(pool: ThreadPoolExecutor, work: Callable[[Turn], T]) -> T:
        turn = Turn()
        try:
            return await _waited_for(asyncio.get_running_loop().run_in_executor(pool, work, turn), turn)
        except (SQLAlchemyError, TimeoutError) as error:
            _log.warning("The books could not be worked on: %r", error)
            raise out_of_reach() from error


async def _waited_for(future: asyncio.Future[T], turn: Turn) -> T:
    try:
        await asyncio.wait([future], timeout=SECONDS_TO_WORK)
        if not future.done() and not turn.abandon():
            await asyncio.wait([future], timeout=_SECONDS_TO_COMMIT)
    except asyncio.CancelledError:
        # Whoever asked has gone: it is done wholly, or not at all.
        turn.abandon()
        future.add_done_callback(_let_go)
        raise
    if future.done():
        return future.result()
    future.add_done_callback(_let_go)
    raise TimeoutError("the database is too slow")


def _let_go(future: asyncio.Future[Any]) -> None:
    """Nobody waits for it any more; what went wrong is still worth a line."""
    error = None if future.cancelled() else future.exception()
    if error is not None and not isinstance(error, AbandonedError):
        _log.warning("Work at the books that nobody waited for came to grief: %r", error)
