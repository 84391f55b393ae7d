"""The language models, behind an API as OpenRouter has it: what is asked, what comes, and what goes wrong."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import msgspec

from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.pricing import Usage
from countersign.sandbox.referrals.settings import GatewaySettings

_SECONDS_TO_CONNECT = 3.0
_SECONDS_OF_SILENCE = 30.0
"""Between two pieces of a stream."""
_SECONDS_TO_LIST = 5.0
_SECONDS_TO_COUNT = 0.7
_SECONDS_BETWEEN_LOOKS = 0.05
_MOST_CONNECTIONS = 500
_TOO_MANY, _AWAY, _TOO_LATE = 429, 503, (408, 504)
_DATA, _END = "data:", "[DONE]"

_log = logging.getLogger(__name__)


class Delta(msgspec.Struct):
    """What a choice says, in one piece or as one piece of it."""

    role: str | None = None
    content: str | None = None
    tool_calls: list[Any] | None = None
    refusal: str | None = None

    @property
    def says_something(self) -> bool:
        """Whether it is more than an opening."""
        return bool(self.content or self.tool_calls or self.refusal)


class Choice(msgspec.Struct):
    """One answer, or one piece of it."""

    message: Delta | None = None
    delta: Delta | None = None
    finish_reason: str | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int
    completion_tokens: int


class Piece(msgspec.Struct):
    """A whole completion, or one chunk of a stream."""

    id: str = ""
    choices: list[Choice] = []
    usage: _Usage | None = None
    error: dict[str, Any] | None = None

    @property
    def used(self) -> Usage | None:
        """How many tokens there were, where it says so."""
        used = self.usage
        if used is None or min(used.prompt_tokens, used.completion_tokens) < 0:
            return None
        return Usage(used.prompt_tokens, used.completion_tokens)


class _List(msgspec.Struct):
    data: list[Any]


class _Counted(msgspec.Struct):
    tokens_prompt: int | None = None


class _Generation(msgspec.Struct):
    data: _Counted


class Provider:
    """A client of the language models."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._patience = settings.seconds_to_answer
        headers = {"Authorization": f"Bearer {settings.model_key}"} if settings.model_key else {}
        self._client = httpx.AsyncClient(
            base_url=settings.model_api.rstrip("/"),
            headers=headers,
            timeout=httpx.Timeout(_SECONDS_OF_SILENCE, connect=_SECONDS_TO_CONNECT),
            limits=httpx.Limits(max_connections=_MOST_CONNECTIONS, max_keepalive_connections=50),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def complete(self, asked: Mapping[str, Any]) -> Piece:
        """A whole answer."""
        try:
            async with asyncio.timeout(self._patience):
                told = await self._client.post("/chat/completions", json=asked, timeout=None)
        except (httpx.HTTPError, TimeoutError) as error:
            raise _unreached(error) from error
        _must_be_good(told.status_code, told.content, told.headers)
        return _whole(told.content)

    @asynccontextmanager
    async def stream(self, asked: Mapping[str, Any]) -> AsyncIterator[tuple[Piece, AsyncIterator[Piece]]]:
        """The first piece of an answer, and those behind it; leaving the block ends the provider's work."""
        async with AsyncExitStack() as leave:
            try:
                async with asyncio.timeout(self._patience):
                    told = await leave.enter_async_context(
                        self._client.stream("POST", "/chat/completions", json=asked)
                    )
                    if not told.is_success:
                        _must_be_good(told.status_code, await told.aread(), told.headers)
                    pieces = _pieces(told)
                    leave.push_async_callback(pieces.aclose)
                    first = await anext(pieces)
            except (httpx.HTTPError, TimeoutError) as error:
                raise _unreached(error) from error
            except StopAsyncIteration as error:
                raise _failed("The language model has said nothing.") from error
            yield first, pieces

    async def listed(self, path: str) -> list[Any]:
        """What the provider lists there: its models, or those who run them."""
        try:
            async with asyncio.timeout(_SECONDS_TO_LIST):
                told = await self._client.get(path)
            told.raise_for_status()
            return msgspec.json.decode(told.content, type=_List).data
        except (httpx.HTTPError, TimeoutError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.warning("The language models could not be listed: %r", error)
            raise RefusedError(
                503,
                "It can't be said at the moment which language models there are; try again.",
                "no_catalog",
            ) from error

    async def prompt_tokens_of(self, generation: str) -> int | None:
        """How long the prompt of an answer was that was broken off; None where that can't be learned now."""
        if not generation:
            return None
        try:
            async with asyncio.timeout(_SECONDS_TO_COUNT):
                told = await self._generation(generation)
        except (httpx.HTTPError, TimeoutError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            _log.warning("The tokens of a broken off answer could not be learned: %r", error)
            return None
        return told.data.tokens_prompt

    async def _generation(self, name: str) -> "_Generation":
        """What is known of an answer: a moment after the provider has noticed that nobody listens."""
        while True:
            told = await self._client.get("/generation", params={"id": name})
            if told.is_success:
                return msgspec.json.decode(told.content, type=_Generation)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


async def _pieces(told: httpx.Response) -> AsyncGenerator[Piece, None]:
    """The chunks of a stream until its end; comments in it mean nothing."""
    try:
        async for line in told.aiter_lines():
            if not line.startswith(_DATA):
                continue
            data = line.removeprefix(_DATA).strip()
            if data == _END:
                return
            yield _piece(data.encode())
    except httpx.HTTPError as error:
        raise _unreached(error) from error
    raise _failed("The language model broke off in the middle of its answer.")


def _whole(content: bytes) -> Piece:
    piece = _piece(content)
    if not piece.choices or piece.choices[0].message is None or piece.used is None:
        raise _failed("The language model's answer could not be read.")
    return piece


def _piece(content: bytes) -> Piece:
    try:
        piece = msgspec.json.decode(content, type=Piece)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _failed("The language model's answer could not be read.") from error
    if piece.error is not None or any(choice.finish_reason == "error" for choice in piece.choices):
        _log.warning("A language model failed: %s", str(piece.error)[:200])
        raise _failed("The language model failed; try again, or ask another one.")
    return piece


def _must_be_good(status: int, content: bytes, headers: Mapping[str, str]) -> None:
    if 200 <= status < 300:
        return
    _log.warning("The language models answered %d: %s", status, content[:200].decode("utf-8", "replace"))
    if status in (_TOO_MANY, _AWAY):
        after = headers.get("retry-after", "")
        raise RefusedError(
            503,
            "The language model is busy; try again in a moment, or ask another one.",
            "provider_busy",
            headers={"Retry-After": after if after.isdigit() else "5"},
        )
    if status in _TOO_LATE:
        raise _late()
    raise _failed(f"The language model refused the request or failed (it answered {status}).")


def _unreached(error: Exception) -> RefusedError:
    _log.warning("The language models do not answer: %r", error)
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return _late()
    return _failed("The language model can't be reached.")


def _late() -> RefusedError:
    return RefusedError(504, "The language model took too long; nothing was billed.", "provider_timeout")


def _failed(reason: str) -> RefusedError:
    return RefusedError(502, f"{reason} Nothing was billed.", "provider_error")
