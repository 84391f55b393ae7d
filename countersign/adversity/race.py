"""Requests that reach a server together: all connections are open and all but the last byte is sent, then
all are let go at once.

Threads that are started together, even behind a barrier, arrive milliseconds apart; most races are narrower.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import httpx

from countersign.evidence.tally import TALLY
from countersign.people.wire import shared_ssl
from countersign.unanswered import why

NARROW = 0.0002
"""Seconds: a race that is open for no longer than two statements to a database take."""

SURE = 0.999


@dataclass(frozen=True)
class Post:
    """A request that waits for the others."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    source: str | None = None
    """The address of this machine that it comes from."""


@dataclass(frozen=True)
class Arrival:
    """What became of one request."""

    released_at: float
    """Seconds since the epoch, when its last byte was let go."""
    status: int | None
    """None where there was no answer."""
    body: str


@dataclass(frozen=True)
class Volley:
    """Requests that were let go together, in the order in which they were given."""

    arrivals: Sequence[Arrival]

    @property
    def spread(self) -> float:
        """Seconds between the first and the last that was let go."""
        moments = [arrival.released_at for arrival in self.arrivals]
        return max(moments) - min(moments)

    def chance(self, window: float = NARROW) -> float:
        """How likely one volley is to meet a race that is open for so long."""
        return chance_of_meeting(len(self.arrivals), self.spread, window)


def chance_of_meeting(count: int, spread: float, window: float) -> float:
    """That any of so many is let go within the window that the first of them opens.

    Whoever comes later finds the work of the first done: it takes a second one in its window to go wrong.
    The moments of the others are taken to be anywhere within the spread.
    """
    if count < 2:
        return 0.0
    missed = 1 - window / spread if spread > window else 0.0
    return 1 - missed ** (count - 1)


def volleys_needed(chance: float, sure: float = SURE) -> int | None:
    """How many volleys it takes to be that sure of meeting the race once; None where none would do."""
    if chance <= 0:
        return None
    return 1 if chance >= sure else math.ceil(math.log(1 - sure) / math.log(1 - chance))


def let_go_together(posts: Sequence[Post], *, seconds: float = 30.0) -> Volley:
    """Send all of them so that they arrive together; bounded in time."""
    if not posts:
        raise ValueError("a race needs somebody to run it")
    return asyncio.run(_volley(posts, seconds))


async def _volley(posts: Sequence[Post], seconds: float) -> Volley:
    line = _StartingLine(len(posts))
    async with asyncio.TaskGroup() as running:
        tasks = [running.create_task(_run(post, line, seconds)) for post in posts]
    return Volley([task.result() for task in tasks])


class _StartingLine:
    """Where requests wait with one byte left to send."""

    def __init__(self, expected: int) -> None:
        self._missing = expected
        self._go = asyncio.Event()

    def one_is_there(self) -> None:
        """The last one to come, or to give up, lets all go."""
        self._missing -= 1
        if self._missing <= 0:
            self._go.set()

    async def wait(self) -> None:
        """Until all are there."""
        await self._go.wait()


async def _run(post: Post, line: _StartingLine, seconds: float) -> Arrival:
    released_at = 0.0
    counted = False

    async def body() -> AsyncIterator[bytes]:
        nonlocal released_at, counted
        yield post.body[:-1]
        counted = True
        line.one_is_there()
        await line.wait()
        released_at = time.time()
        yield post.body[-1:]

    headers = {**post.headers, "Content-Length": str(len(post.body))}
    # A client, and so a connection, of its own for each: a pool would make them wait for each other.
    transport = httpx.AsyncHTTPTransport(verify=shared_ssl(), trust_env=False, local_address=post.source)
    async with httpx.AsyncClient(timeout=seconds, transport=transport, trust_env=False) as client:
        try:
            answer = await client.post(post.url, content=body(), headers=headers)
        except httpx.TransportError as error:
            return Arrival(released_at or time.time(), None, why(error))
        finally:
            if not counted:
                line.one_is_there()
    TALLY.note(post.url, answer.status_code)
    return Arrival(released_at, answer.status_code, answer.text[:300])
