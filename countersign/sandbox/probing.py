"""Whether a product's database can do the product's work, found out anew for each probe."""

import asyncio
import logging
import secrets
from collections.abc import Callable

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

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


def reads_and_writes(users: type[DeclarativeBase], probes: type[DeclarativeBase]) -> Callable[[Engine], None]:
    """What most work needs: a connection, reading, writing more than once, and a commit that holds."""
    user, probe = users.__table__.c.id, probes.__table__.c.id

    def work(engine: Engine) -> None:
        mark = secrets.token_hex(16)
        with engine.begin() as connection:
            connection.execute(select(user).limit(1))
            connection.execute(insert(probes).values(id=mark))
            connection.execute(delete(probes).where(probe == mark))

    return work
