"""Whether a product's database can do the product's work, found out anew for each probe."""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

SECONDS_TO_ANSWER = 2.0

_log = logging.getLogger(__name__)


async def database_answers(engine: Engine, work: Callable[[Engine], None]) -> bool:
    """Whether the database does that work within a short time."""
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            await asyncio.to_thread(work, engine)
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("The database does not answer: %r", error)
        return False
    return True
