"""Carrying messages from one status to the next, and telling of each."""

import asyncio

from countersign.providers.errands import Errands
from countersign.providers.twilio.callbacks import Callbacks
from countersign.providers.twilio.messages import Message


class Delivery:
    """Brings every message to its end, `seconds` after it was taken."""

    def __init__(self, seconds: float) -> None:
        self.callbacks = Callbacks()
        self._seconds = seconds
        self._errands = Errands()

    def start(self, message: Message) -> None:
        """Set a message on its way; it moves only after whoever asked for it has been answered."""
        self._errands.start(self._carry(message))

    async def aclose(self) -> None:
        """Leave every message where it is."""
        await self._errands.aclose()
        await self.callbacks.aclose()

    async def _carry(self, message: Message) -> None:
        steps = message.steps
        told: asyncio.Queue[dict[str, str] | None] = asyncio.Queue()
        async with asyncio.TaskGroup() as group:
            if message.draft.callback:
                group.create_task(self._tell(message, message.draft.callback, told))
            for status in steps:
                if self._seconds:
                    await asyncio.sleep(self._seconds / len(steps))
                message.become(status)
                told.put_nowait(message.as_callback())
            told.put_nowait(None)

    async def _tell(self, message: Message, url: str, told: asyncio.Queue[dict[str, str] | None]) -> None:
        # Beside the carrying: a product that is slow to listen does not slow the message down.
        while (news := await told.get()) is not None:
            await self.callbacks.post(url, message.account.auth_token, news)
