"""Telling an answer: in one piece or as a stream, as it was scripted, to whoever still waits for it."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from countersign.providers.hanging_up import hang_up
from countersign.providers.openrouter.account import Account
from countersign.providers.openrouter.calls import Call, Calls, End
from countersign.providers.openrouter.generation import Generation
from countersign.providers.openrouter.scripts import Answer, Error
from countersign.providers.openrouter.visitor import Visitor

LONGEST_HOLD = 60.0
"""Seconds after which a held answer is given up, and its connection cut."""
PROCESSING = b": OPENROUTER PROCESSING\n\n"


class Gone(Exception):  # noqa: N818 - what happens to an answer, not an error of ours
    """Nobody waits for the answer any more."""


class Lost(Exception):  # noqa: N818 - as above
    """The connection shall be cut."""


class Telling:
    """What is known while a call is answered."""

    def __init__(self, calls: Calls, call: Call, visitor: Visitor) -> None:
        self._calls = calls
        self._call = call
        self._visitor = visitor

    async def pauses(self, seconds: float) -> None:
        """Let so much time go by."""
        if seconds and not await self._visitor.waits(seconds):
            raise Gone
        if self._visitor.gone:
            raise Gone

    async def is_free_to_tell(self, piece: int) -> None:
        """Wait, where the answer is held, until that piece of it may go out."""
        hold = self._call.hold
        if not hold.stops(piece):
            return
        await self._calls.change(self._call, "held")
        while hold.stops(piece):
            if not await self._visitor.waits_for(hold.moved, LONGEST_HOLD):
                raise Gone if self._visitor.gone else Lost
        await self._calls.change(self._call, "running")


class EventStream(Response):
    """A stream of chunks, each of them one token, which goes out as soon as it may."""

    media_type = "text/event-stream"

    def __init__(self, account: Account, call: Call, said: Generation, answer: Answer) -> None:
        super().__init__(headers={"Cache-Control": "no-cache", "X-Generation-Id": call.id})
        del self.headers["content-length"]
        self._account = account
        self._call = call
        self._said = said
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call = self._call
        call.status = self.status_code
        await send(
            {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers},
        )
        try:
            async with Visitor(receive) as visitor:
                await self._tell(Telling(self._account.calls, call, visitor), send)
        except Gone:
            await self._end("left")
        except Lost:
            await self._end("cut")
            await hang_up(Request(scope, receive))

    async def _tell(self, telling: Telling, send: Send) -> None:
        call, said, answer = self._call, self._said, self._answer
        await _out(send, PROCESSING)
        for number, piece in enumerate(said.pieces):
            await telling.is_free_to_tell(number)
            await telling.pauses(answer.pace if number else 0)
            await _out(send, said.as_frame(piece))
            call.delivered.chunks += 1
            call.delivered.text += piece
            await asyncio.sleep(0)  # so that a visitor who has left meanwhile is noticed
        await telling.is_free_to_tell(len(said.pieces))
        await telling.pauses(0)
        if answer.cut or answer.cut_after is not None:
            raise Lost
        if answer.error:
            await self._fail(send, answer.error)
            return
        await _out(send, said.as_frame("", said.finish_reason))
        await _out(send, said.usage_frame())
        call.delivered.finished = True
        await self._end("answered")
        await _done(send)

    async def _fail(self, send: Send, error: Error) -> None:
        """The model breaks off: told in a chunk, as the status has gone out already."""
        self._call.error = error.as_refusal().as_error()
        await _out(send, self._said.error_frame(self._call.error))
        await self._end("failed")
        await _done(send)

    async def _end(self, end: End) -> None:
        self._account.charge(self._call, self._said, self._call.delivered.chunks)
        await self._account.calls.end(self._call, end)


async def _out(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _done(send: Send) -> None:
    await _out(send, b"data: [DONE]\n\n", more=False)
