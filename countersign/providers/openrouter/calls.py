"""Everything that was asked, by whose it was, and how each call went and ended."""

import asyncio
import secrets
import time
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

from countersign.providers.journal import Entry, Journal

State = Literal["running", "held", "ended"]
End = Literal["answered", "refused", "failed", "cut", "left"]
"""Answered in full; refused with a status; failed after it had begun; cut by us; left by whoever asked."""

KEPT = 5_000
"""How many of the newest calls are kept at least; a stand-in may run for weeks."""
KEPT_OF_ONE = 500
MOST_OWNERS = 5_000
_SECRET = {"authorization", "cookie", "proxy-authorization"}


class Delivered(msgspec.Struct):
    """What of an answer has gone out."""

    chunks: int = 0
    text: str = ""
    finished: bool = False
    """Whether the end was told (finish_reason), and in a stream the usage and [DONE] with it."""


class Hold:
    """How far a held answer may go."""

    def __init__(self, after: int | None) -> None:
        self._until = after
        self._moved = asyncio.Event()

    @property
    def moved(self) -> asyncio.Event:
        """Set when it may go further than before."""
        return self._moved

    def stops(self, piece: int) -> bool:
        """Whether that piece may not go out yet; the first is 0."""
        stopped = self._until is not None and piece >= self._until
        if stopped:
            self._moved.clear()
        return stopped

    def release(self, chunks: int | None) -> None:
        """Let so many more go out, or all the rest."""
        self._until = None if chunks is None or self._until is None else self._until + chunks
        self._moved.set()


class Call:
    """One call, which goes on while it is looked at."""

    def __init__(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        self.id = f"gen-{int(time.time())}-{secrets.token_hex(10)}"
        self.method = method
        self.path = path
        self.headers = {name: value for name, value in headers.items() if name not in _SECRET}
        self.whose = ""
        self.body: Any = None
        self.model = ""
        self.provider = ""
        self.stream = False
        self.status: int | None = None
        self.error: dict[str, Any] | None = None
        self.content = ""
        self.finish_reason: str | None = None
        self.usage: dict[str, Any] | None = None
        self.delivered = Delivered()
        self.state: State = "running"
        self.end: End | None = None
        self.ended_at: float | None = None
        self.hold = Hold(None)

    def as_seen(self) -> dict[str, Any]:
        """The call as it stands now."""
        return {
            "id": self.id,
            "whose": self.whose,
            "method": self.method,
            "path": self.path,
            "headers": self.headers,
            "body": self.body,
            "model": self.model,
            "stream": self.stream,
            "state": self.state,
            "end": self.end,
            "ended_at": self.ended_at,
            "status": self.status,
            "error": self.error,
            "content": self.content,
            "finish_reason": self.finish_reason,
            "usage": self.usage,
            "delivered": self.delivered,
        }


class Calls:
    """All calls, in order."""

    def __init__(self) -> None:
        self._all = Journal(KEPT)
        # A journal for each owner, so that whoever waits is woken by calls of their own only.
        self._by_owner: dict[str, Journal] = {}
        self._by_id: dict[str, Call] = {}

    async def begin(self, call: Call) -> None:
        """Write down that it was asked."""
        self._by_id[call.id] = call
        journal = self.of(call.whose)
        self._forget()
        await self._all.note("call", call=call)
        await journal.note("call", call=call)

    async def change(self, call: Call, state: State) -> None:
        """It is held, or goes on again."""
        call.state = state
        await self._stir(call)

    async def end(self, call: Call, end: End) -> None:
        """Nothing more will come of it."""
        call.state, call.end, call.ended_at = "ended", end, time.time()
        await self._stir(call)

    def find(self, id: str) -> Call | None:
        """The call of that id."""
        return self._by_id.get(id)

    def of(self, whose: str | None) -> Journal:
        """What somebody has asked, or what all have."""
        if whose is None:
            return self._all
        journal = self._by_owner.pop(whose, None) or Journal(KEPT_OF_ONE)
        self._by_owner[whose] = journal  # now the last to be forgotten
        return journal

    async def _stir(self, call: Call) -> None:
        await self._all.stir()
        await self.of(call.whose).stir()

    def _forget(self) -> None:
        while len(self._by_owner) > MOST_OWNERS:
            del self._by_owner[next(iter(self._by_owner))]
        while len(self._by_id) > 2 * KEPT:
            del self._by_id[next(iter(self._by_id))]


def shown(entry: Entry) -> dict[str, Any]:
    """An entry as those who direct the stand-in are shown it."""
    call: Call = entry.data["call"]
    return {"seq": entry.seq, "at": entry.at, **call.as_seen()}


def is_in(entry: Entry, state: State | None) -> bool:
    """Whether a call has come to that state, or whatever its state where none is asked for."""
    call: Call = entry.data["call"]
    return state is None or call.state == state
