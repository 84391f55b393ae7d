"""Whether the gateway can do its work, found out anew for each probe."""

import asyncio
from typing import Any

from sqlalchemy import Engine

from countersign.sandbox.probing import database_answers, reads_and_writes
from countersign.sandbox.referrals.limits import Limits
from countersign.sandbox.referrals.models import Probe, User
from countersign.sandbox.referrals.settings import VERSION

_AWAY, _THERE = "unavailable", "connected"


async def examine(engine: Engine, limits: Limits) -> dict[str, Any]:
    """Ask the database and Redis, each within a short time."""
    database, redis = await asyncio.gather(
        database_answers(engine, reads_and_writes(User, Probe)), limits.redis_answers()
    )
    return {
        "status": "healthy" if database and redis is not False else _AWAY,
        "database": _THERE if database else _AWAY,
        "redis": "not configured" if redis is None else _THERE if redis else _AWAY,
        "version": VERSION,
    }
