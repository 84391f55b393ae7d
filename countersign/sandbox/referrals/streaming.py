"""Answers that come in pieces: each is passed on as it comes, and what was delivered is billed.

A customer who hangs up pays for the pieces that were delivered, and the model stops working for nobody. An
answer that the model breaks off is told as failed in a last frame, and costs nothing, as any failed answer.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from typing import Any

import msgspec
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.books import answer_kept
from countersign.sandbox.referrals.cashier import Cashier
from countersign.sandbox.referrals.jobs import Job
from countersign.sandbox.referrals.pricing import Usage
from countersign.sandbox.referrals.provider import Delta, Piece, Provider

_EVENTS = "text/event-stream"
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
_END = b"data: [DONE]\n\n"
_SECONDS_OF_A_STREAM = 600.0
"""How long a stream may last, however slowly the customer takes it: less than its reservation."""
_SECONDS_TO_BILL = 2.0
"""How long the end of a stream waits for its bill; after that the bill is written later."""


class Stream(Response):
    """One answer in pieces."""

    def __init__(self, job: Job, provider: Provider, cashier: Cashier) -> None:
        super().__init__(headers={**job.headers, **_HEADERS}, media_type=_EVENTS)
        del self.headers["content-length"]
        self._job = job
        self._provider = provider
        self._cashier = cashier
        self._provided = AsyncExitStack()
        self._first = Piece()
        self._others: AsyncIterator[Piece] | None = None
        self._text: list[str] = []
        self._calls: list[Any] = []
        """Pieces of what the model wants to have called."""
        self._delivered = 0
        self._generation = ""
        self._used: Usage | None = None
        self._finish_reason: str | None = None
        self._over = False
        """Whether it has been seen to that it is billed or released."""

    async def open(self, asked: Mapping[str, Any]) -> None:
        """Ask the model, and wait for the first piece: until then it can still be refused."""
        try:
            self._first, self._others = await self._provided.enter_async_context(self._provider.stream(asked))
        except BaseException:
            self._cashier.release(self._job.claim)
            raise

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Tell it, and see it through the books, whoever hangs up."""
        serving = self._cashier.see_to(self._serve(receive, send))
        try:
            await asyncio.shield(serving)
        except asyncio.CancelledError:
            serving.cancel()
            raise

    async def _serve(self, receive: Receive, send: Send) -> None:
        gone = asyncio.create_task(_gone(receive))
        # Whoever has hung up before the model said anything is told nothing, and pays nothing.
        await asyncio.sleep(0)
        telling = asyncio.create_task(_nothing() if gone.done() else self._tell(send))
        try:
            await asyncio.wait(
                {telling, gone}, timeout=_SECONDS_OF_A_STREAM, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in (telling, gone):
                task.cancel()
            await asyncio.wait({telling, gone})
            await self._provided.aclose()
            if not self._over:
                self._cashier.see_to(self._break_off())
        if not telling.cancelled():
            telling.result()

    async def _tell(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        try:
            await self._pass_on(self._first, send)
            assert self._others is not None, "the stream has been opened"
            async for piece in self._others:
                await self._pass_on(piece, send)
        except RefusedError as error:
            self._over = True
            self._cashier.release(self._job.claim)
            await _out(send, self._frame({}, "error", error={"error": error.body()}))
        else:
            if self._finish_reason is None:
                await self._finish("stop", send)
            usage = self._used or Usage(self._job.order.words, self._delivered)
            await self._bill(usage)
            await _out(send, self._frame(None, None, usage=usage))
            await _out(send, _END)
        await _out(send, b"", more=False)

    async def _pass_on(self, piece: Piece, send: Send) -> None:
        self._generation = piece.id or self._generation
        self._used = piece.used or self._used
        for choice in piece.choices[:1]:
            if choice.delta and choice.delta.says_something and self._finish_reason is None:
                await _out(send, self._frame(self._said(choice.delta), None))
                self._delivered += 1
                self._text.append(choice.delta.content or "")
                self._calls += choice.delta.tool_calls or []
            if choice.finish_reason and self._finish_reason is None:
                await self._finish(choice.finish_reason, send)

    async def _finish(self, reason: str, send: Send) -> None:
        self._finish_reason = reason
        await _out(send, self._frame({}, reason))

    def _said(self, delta: Delta) -> dict[str, Any]:
        """What a piece says; the first one says also who does."""
        said = {name: value for name, value in msgspec.to_builtins(delta).items() if value is not None}
        said.pop("role", None)
        return said if self._delivered else {"role": "assistant", **said}

    def _frame(
        self,
        delta: Mapping[str, Any] | None,
        finish_reason: str | None,
        *,
        usage: Usage | None = None,
        error: Mapping[str, Any] | None = None,
    ) -> bytes:
        return frame(self._job.id, self._job.created, self._job.model.id, delta, finish_reason, usage, error)

    async def _bill(self, usage: Usage) -> None:
        """Bill a whole answer."""
        said = Delta(tool_calls=self._calls)
        whole = self._job.told("".join(self._text), said, self._finish_reason or "stop", usage)
        self._over = True
        billing = self._cashier.settle_later(self._job.bill(usage, answer_kept(whole)))
        await asyncio.wait({billing}, timeout=_SECONDS_TO_BILL)

    async def _break_off(self) -> None:
        """Bill what was delivered of an answer that nobody waits for any more."""
        if not self._delivered:
            await self._cashier.release(self._job.claim)
            return
        prompt = await self._provider.prompt_tokens_of(self._generation)
        usage = Usage(self._job.order.words if prompt is None else prompt, self._delivered)
        await self._cashier.settle_later(self._job.bill(usage, None, aborted=True))


def retold(body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """An answer that was given before, as a stream again."""
    choice = body["choices"][0]
    used = body["usage"]
    usage = Usage(used["prompt_tokens"], used["completion_tokens"])
    named = (body["id"], body["created"], body["model"])
    frames: Sequence[bytes] = [
        frame(*named, choice["message"], None),
        frame(*named, {}, choice["finish_reason"]),
        frame(*named, None, None, usage),
        _END,
    ]
    return StreamingResponse(iter(frames), headers={**headers, **_HEADERS}, media_type=_EVENTS)


def frame(
    id: str,
    created: int,
    model: str,
    delta: Mapping[str, Any] | None,
    finish_reason: str | None,
    usage: Usage | None = None,
    error: Mapping[str, Any] | None = None,
) -> bytes:
    """One event of a stream."""
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
    chunk = {
        "id": id,
        "object": "chat.completion.chunk",
        "created": created,
        "model": model,
        "choices": choices,
        **({"usage": usage.as_told()} if usage else {}),
        **(error or {}),
    }
    return b"data: " + msgspec.json.encode(chunk) + b"\n\n"


async def _out(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def _nothing() -> None:
    """In place of an answer that nobody waits for."""


async def _gone(receive: Receive) -> None:
    """Until the customer has hung up."""
    with suppress(OSError):
        while (await receive())["type"] != "http.disconnect":
            pass
