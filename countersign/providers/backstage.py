"""The door for those who direct a stand-in: what was asked of it, what it shall answer, as whom to act.

It is plain HTTP, so that any process on any machine can use it, and opens only to the token of the run.
"""

import hmac
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from countersign.providers.journal import Entry

LONGEST_WAIT = 30.0

T = TypeVar("T")


class TokenGuard:
    """Answers 401 to whoever does not carry the backstage token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                refusal = answer({"error": "the backstage token is missing or wrong"}, 401)
                await refusal(scope, receive, send)
                return
        await self._app(scope, receive, send)


def backstage(routes: list[BaseRoute], token: str) -> Mount:
    """The routes under `/backstage`, guarded by the token."""
    app = Starlette(
        routes=routes,
        middleware=[Middleware(TokenGuard, token=token)],
        exception_handlers={HTTPException: _explain},
    )
    return Mount("/backstage", app=app)


def answer(content: Any, status: int = 200) -> Response:
    """A JSON answer of anything msgspec can encode."""
    return Response(msgspec.json.encode(content), status_code=status, media_type="application/json")


async def order(request: Request, kind: type[T]) -> T:
    """The request's body as the given type; 422 with the reason where it doesn't fit."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=kind)
    except msgspec.MsgspecError as error:
        raise HTTPException(422, str(error)) from error


def waiting(request: Request) -> tuple[int, float]:
    """`after` and `wait` (seconds, bounded) of a long poll."""
    try:
        after = int(request.query_params.get("after", "0"))
        wait = float(request.query_params.get("wait", "0"))
    except ValueError as error:
        raise HTTPException(422, f"after and wait must be numbers: {error}") from error
    return after, min(max(wait, 0.0), LONGEST_WAIT)


def plain(entry: Entry) -> dict[str, Any]:
    """An entry as those who wait for it are shown it."""
    return {"seq": entry.seq, "at": entry.at, **entry.data}


def told(
    name: str,
    entries: Sequence[Entry],
    after: int,
    *,
    shown: Callable[[Entry], dict[str, Any]] = plain,
    **more: Any,
) -> Response:
    """What a long poll has found, and where the next one goes on."""
    # Not the journal's own last: something may have come in just when the waiting was over.
    last = entries[-1].seq if entries else max(after, 0)
    return answer({name: [shown(entry) for entry in entries], "last": last, **more})


async def _explain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, status_code=error.status_code)
