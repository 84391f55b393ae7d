"""Whether the bot can do its work, found out anew for each probe."""

import asyncio
import logging

import msgspec
from sqlalchemy import Engine
from telegram import Bot
from telegram.error import TelegramError

from countersign.sandbox.onboarding.models import Probe, User
from countersign.sandbox.probing import SECONDS_TO_ANSWER, database_answers, reads_and_writes

_log = logging.getLogger(__name__)


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe is told."""

    status: str
    database: str
    bot: str
    version: str

    @property
    def good(self) -> bool:
        """Whether everything works."""
        return self.status == "healthy"


async def examine(engine: Engine, bot: Bot, version: str) -> Health:
    """Ask the database and Telegram, each within a short time."""
    database, telegram = await asyncio.gather(
        database_answers(engine, reads_and_writes(User, Probe)), _telegram_answers(bot)
    )
    return Health(
        status="healthy" if database and telegram else "unhealthy",
        database="up" if database else "down",
        bot="up" if telegram else "down",
        version=version,
    )


def starting(version: str) -> Health:
    """What a probe is told before the bot has started."""
    return Health(status="starting", database="unknown", bot="unknown", version=version)


async def _telegram_answers(bot: Bot) -> bool:
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            await bot.get_me()
    except (TelegramError, TimeoutError) as error:
        _log.warning("Telegram does not answer: %r", error)
        return False
    return True
