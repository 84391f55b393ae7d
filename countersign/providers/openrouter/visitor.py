"""Whoever asked and waits for the answer: still there, or gone."""

import asyncio
from types import TracebackType

from starlette.types import Receive


class Visitor:
    """Notices when the connection of a request, whose body was read, is given up."""

    def __init__(self, receive: Receive) -> None:
        self._leaving = asyncio.create_task(_departure(receive))

    async def __aenter__(self) -> "Visitor":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.cancel()
        await asyncio.gather(self._leaving, return_exceptions=True)

    @property
    def gone(self) -> bool:
        """Whether nobody waits any more."""
        return self._leaving.done()

    async def waits(self, seconds: float) -> bool:
        """Let so much time go by; whether the visitor is still there then."""
        await asyncio.wait([self._leaving], timeout=seconds)
        return not self.gone

    async def waits_for(self, event: asyncio.Event, seconds: float) -> bool:
        """Let time go by until that happens; whether it has, before the visitor left or the time was over."""
        happening = asyncio.create_task(event.wait())
        try:
            await asyncio.wait(
                [self._leaving, happening], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
            )
            return happening.done() and not self.gone
        finally:
            happening.cancel()


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
