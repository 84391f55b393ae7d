"""What a stand-in remembers, in order, so that anyone may wait for what comes next."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import msgspec

KEPT = 20_000
"""How many of its newest entries a journal keeps at least; a stand-in may run for weeks."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; `seq` grows by one over the whole journal."""

    seq: int
    at: float
    """Seconds since the epoch."""
    kind: str
    data: dict[str, Any]


class Journal:
    """Remembers the newest entries and wakes those who wait for newer ones."""

    def __init__(self, kept: int = KEPT) -> None:
        self._entries: list[Entry] = []
        self._forgotten = 0
        self._kept = kept
        self._grown = asyncio.Condition()

    @property
    def last(self) -> int:
        """The number of the newest entry; 0 while there is none."""
        return self._forgotten + len(self._entries)

    def missed(self, seq: int) -> int:
        """How many entries newer than `seq` are forgotten already."""
        return max(self._forgotten - max(seq, 0), 0)

    async def note(self, kind: str, **data: Any) -> Entry:
        """Write an entry down and wake whoever waits."""
        entry = Entry(seq=self.last + 1, at=time.time(), kind=kind, data=data)
        self._entries.append(entry)
        self._forget()
        await self.stir()
        return entry

    async def stir(self) -> None:
        """Wake whoever waits: something has come in, or what came in before has changed."""
        async with self._grown:
            self._grown.notify_all()

    def after(self, seq: int, wanted: Callable[[Entry], bool]) -> list[Entry]:
        """The wanted entries that are newer than `seq`."""
        return [entry for entry in self._entries[max(seq - self._forgotten, 0) :] if wanted(entry)]

    async def wait_after(self, seq: int, wanted: Callable[[Entry], bool], seconds: float) -> list[Entry]:
        """As `after`, but waits up to `seconds` until there is at least one."""
        try:
            async with asyncio.timeout(seconds):
                async with self._grown:
                    while not (found := self.after(seq, wanted)):
                        await self._grown.wait()
                    return found
        except TimeoutError:
            return []

    def _forget(self) -> None:
        # Half of the list at a time: taking the first of a list away moves all others.
        if len(self._entries) >= 2 * self._kept:
            surplus = len(self._entries) - self._kept
            del self._entries[:surplus]
            self._forgotten += surplus
