"""Whether the line can do its work, found out anew for each probe."""

import asyncio
import logging
import secrets
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import SQLAlchemyError

from countersign.sandbox.booking.models import Call

_SECONDS_TO_ANSWER = 2.0

_log = logging.getLogger(__name__)


async def database_answers(engine: Engine) -> bool:
    """Whether the database does what each turn needs, within a short time."""
    try:
        async with asyncio.timeout(_SECONDS_TO_ANSWER):
            await asyncio.to_thread(_work, engine)
    except (SQLAlchemyError, TimeoutError) as error:
        _log.warning("The database does not answer: %r", error)
        return False
    return True


def _work(engine: Engine) -> None:
    """A connection, writing more than once, and a commit that holds."""
    probe = f"probe-{secrets.token_hex(16)}"
    with engine.begin() as connection:
        connection.execute(insert(Call).values(sid=probe, talk="", updated_at=datetime.now(UTC)))
        connection.execute(delete(Call).where(Call.sid == probe))
