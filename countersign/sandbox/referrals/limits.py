"""How often something may be done: so many times in any span of so many seconds, whoever counts.

Requests are counted in Redis where there is one. While Redis is away they are counted in the database, so
that the limit holds and nobody is turned away for it; the health says that it is away.
"""

import asyncio
import logging
import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.sandbox.database import insert_if_new
from countersign.sandbox.probing import SECONDS_TO_ANSWER
from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.clerks import Clerks
from countersign.sandbox.referrals.models import Hits

_SECONDS_TO_ANSWER = 0.5
_PREFIX = "countersign:gateway:"

_COUNT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[2])
local made = redis.call('ZCARD', KEYS[1])
local allowed = made < tonumber(ARGV[3]) and 1 or 0
if allowed == 1 then
  redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  made = made + 1
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {allowed, made, oldest[2]}
"""
"""Forgets what is long ago, and counts one more if that may be: in one step, so no two count the same."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rule:
    """So many times in so many seconds."""

    most: int
    seconds: int
    of_what: str
    """As in "completions for this key"."""


@dataclass(frozen=True)
class Count:
    """Something that is done once more, at the moment that whoever does it lives in."""

    whose: str
    rule: Rule
    now: datetime


@dataclass(frozen=True)
class Standing:
    """How somebody stands with a rule, this time included."""

    rule: Rule
    allowed: bool
    made: int
    reset: int
    """Seconds until the first of them is forgotten."""

    @property
    def headers(self) -> dict[str, str]:
        """What a client is told."""
        told = {
            "X-RateLimit-Limit": str(self.rule.most),
            "X-RateLimit-Remaining": str(max(self.rule.most - self.made, 0)),
            "X-RateLimit-Reset": str(self.reset),
        }
        return told if self.allowed else {**told, "Retry-After": str(self.reset)}

    def refusal(self) -> RefusedError:
        """The no to whoever has had enough."""
        return RefusedError(
            429,
            f"Too many {self.rule.of_what}: at most {self.rule.most} in {self.rule.seconds} seconds; "
            f"try again in {self.reset} seconds.",
            "rate_limit_exceeded",
            headers=self.headers,
        )


class Limits:
    """Counts, in Redis or in the database."""

    def __init__(self, clerks: Clerks, redis_url: str) -> None:
        self._clerks = clerks
        self._redis = _client(redis_url) if redis_url else None

    async def close(self) -> None:
        """Close all connections."""
        if self._redis is not None:
            await self._redis.aclose()

    async def count(self, *counts: Count) -> Standing:
        """One more of each, up to the first that is one too many; how one stands with the last of them."""
        if self._redis is not None:
            try:
                for count in counts:
                    standing = await self._in_redis(self._redis, count)
                    if not standing.allowed:
                        break
                return standing
            except (RedisError, OSError, TimeoutError) as error:
                _log.warning("Redis does not answer, so the database counts: %r", error)
        return await self._clerks.write(lambda db: _in_database(db, counts))

    async def redis_answers(self) -> bool | None:
        """Whether Redis is there at this moment; None where there is none."""
        if self._redis is None:
            return None
        try:
            async with asyncio.timeout(SECONDS_TO_ANSWER):
                await self._redis.ping()
        except (RedisError, OSError, TimeoutError) as error:
            _log.warning("Redis does not answer: %r", error)
            return False
        return True

    @staticmethod
    async def _in_redis(redis: "Redis", count: Count) -> Standing:
        now, rule = count.now.timestamp(), count.rule
        told = (repr(now), rule.seconds, rule.most, f"{now!r}:{secrets.token_hex(8)}")
        allowed, made, oldest = await redis.eval(_COUNT, 1, f"{_PREFIX}{count.whose}", *told)
        return Standing(rule, bool(allowed), int(made), _until_forgotten(float(oldest), now, rule))


def _in_database(db: Session, counts: Sequence[Count]) -> Standing:
    for count in counts:
        standing = _one_more(db, count)
        if not standing.allowed:
            break
    return standing


def _one_more(db: Session, count: Count) -> Standing:
    rule, moment = count.rule, count.now.timestamp()
    until = count.now + timedelta(seconds=rule.seconds)
    insert_if_new(db.connection(), Hits, whose=count.whose, times=[], until=until)
    hits = db.scalars(select(Hits).where(Hits.whose == count.whose).with_for_update()).one()
    times = [time for time in hits.times if time > moment - rule.seconds]
    allowed = len(times) < rule.most
    if allowed:
        times.append(moment)
    hits.times, hits.until = times, until
    return Standing(rule, allowed, len(times), _until_forgotten(min(times), moment, rule))


def _until_forgotten(oldest: float, now: float, rule: Rule) -> int:
    return max(math.ceil(oldest + rule.seconds - now), 1)


def _client(url: str) -> "Redis":
    # A connection that died while nobody used it is replaced at once; an outage is not waited for.
    return Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 1),
        socket_timeout=_SECONDS_TO_ANSWER,
        socket_connect_timeout=_SECONDS_TO_ANSWER,
    )
