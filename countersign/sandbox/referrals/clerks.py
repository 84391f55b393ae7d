"""Does the work at the books in threads, each piece in one transaction, and for a bounded time."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from countersign.sandbox import clerks
from countersign.sandbox.clerks import Wanted
from countersign.sandbox.database import for_reading
from countersign.sandbox.referrals.answers import out_of_reach

SECONDS_TO_WORK = 8.0
_HOURS = clerks.Hours(to_work=SECONDS_TO_WORK, to_commit=4.0, writers=12, readers=4)

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Clerks:
    """Whoever may open the books."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._clerks = clerks.Clerks(engine, _HOURS)

    def close(self) -> None:
        """Let everybody finish what is begun; what is not yet begun is left."""
        self._clerks.close()

    async def write(self, work: Callable[[Session], T]) -> T:
        """Do that in one transaction; what takes too long is given up and changes nothing."""
        return await _within_reach(self._clerks.write(lambda wanted: _done(self._engine, work, wanted)))

    async def look(self, work: Callable[[Session], T]) -> T:
        """Do that without waiting for those who write."""
        return await _within_reach(self._clerks.read(lambda wanted: _done(self._reading, work, wanted)))


def _done(engine: Engine, work: Callable[[Session], T], wanted: Wanted) -> T:
    wanted.must_be_wanted()
    with Session(engine, expire_on_commit=False) as db, db.begin():
        done = work(db)
        db.flush()
        wanted.will_commit()
        return done


async def _within_reach(doing: Awaitable[T]) -> T:
    try:
        return await doing
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("The books could not be worked on: %r", error)
        raise out_of_reach() from error
