"""The control port: moves the virtual clock of a product for one subject."""

import asyncio
import hmac
from collections.abc import Mapping
from typing import Annotated

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from countersign.sandbox.clock import Clock

_LONGEST_LEAP = 10 * 366 * 24 * 3600

Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Leap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much time shall go by, and for whom."""

    subject: Subject
    forward_seconds: Annotated[float, msgspec.Meta(ge=0, le=_LONGEST_LEAP)]


class Control:
    """Who may move the clocks, and which there are."""

    def __init__(self, clocks: Mapping[str, Clock], token: str) -> None:
        self._clocks = clocks
        self._expected = f"Bearer {token}".encode()

    async def forward(self, request: Request) -> Response:
        """Move the clock of one subject and tell its time."""
        clock = self._clock(request)
        try:
            leap = msgspec.json.decode(await request.body(), type=Leap)
        except msgspec.MsgspecError as error:
            raise HTTPException(422, str(error)) from error
        await asyncio.to_thread(clock.forward, leap.subject, leap.forward_seconds)
        return await self._time_of(clock, leap.subject)

    async def look(self, request: Request) -> Response:
        """Tell the time of one subject."""
        clock = self._clock(request)
        subject = request.query_params.get("subject", "")
        if not subject:
            raise HTTPException(422, "say whose time you want: ?subject=…")
        return await self._time_of(clock, subject)

    def _clock(self, request: Request) -> Clock:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            raise HTTPException(401, "the control token is missing or wrong")
        product = request.path_params["product"]
        if product not in self._clocks:
            raise HTTPException(404, f"there is no product {product!r}; there is: {', '.join(self._clocks)}")
        return self._clocks[product]

    @staticmethod
    async def _time_of(clock: Clock, subject: str) -> Response:
        offset = await asyncio.to_thread(clock.offset, subject)
        now = await asyncio.to_thread(clock.now, subject)
        return JSONResponse({"subject": subject, "offset_seconds": offset, "now": now.isoformat()})


def control_app(clocks: Mapping[str, Clock], token: str) -> Starlette:
    """The control port of these products, guarded by the token."""
    control = Control(clocks, token)
    return Starlette(
        routes=[
            Route("/clock/{product}", control.forward, methods=["POST"]),
            Route("/clock/{product}", control.look, methods=["GET"]),
        ],
        exception_handlers={HTTPException: _explain},
    )


async def _explain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, status_code=error.status_code)
