"""Whether the gateway can do its work, found out anew for each probe."""

import asyncio
import secrets
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from countersign.sandbox.probing import database_answers
from countersign.sandbox.referrals.limits import Limits
from countersign.sandbox.referrals.models import Probe, User
from countersign.sandbox.referrals.settings import VERSION

_AWAY, _THERE = "unavailable", "connected"


async def examine(engine: Engine, limits: Limits) -> dict[str, Any]:
    """Ask the database and Redis, each within a short time."""
    database, redis = await asyncio.gather(database_answers(engine, _work), limits.redis_answers())
    return {
        "status": "healthy" if database and redis is not False else _AWAY,
        "database": _THERE if database else _AWAY,
        "redis": "not configured" if redis is None else _THERE if redis else _AWAY,
        "version": VERSION,
    }


def _work(engine: Engine) -> None:
    """What a bill needs: a connection, reading, writing more than once, and a commit that holds."""
    probe = secrets.token_hex(16)
    with engine.begin() as connection:
        connection.execute(select(User.id).limit(1))
        connection.execute(insert(Probe).values(id=probe))
        connection.execute(delete(Probe).where(Probe.id == probe))
