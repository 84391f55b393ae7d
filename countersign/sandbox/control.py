"""The control port: moves a product's clock for one subject, gives users a standing, spoils the database."""

import asyncio
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from countersign.sandbox.clock import Clock
from countersign.sandbox.faults import Fault, Faults
from countersign.sandbox.operator import Operator, Standing

_LONGEST_LEAP = 10 * 366 * 24 * 3600

Subject = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Order = TypeVar("Order")


class Leap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much time shall go by, and for whom."""

    subject: Subject
    forward_seconds: Annotated[float, msgspec.Meta(ge=0, le=_LONGEST_LEAP)]


@dataclass(frozen=True)
class Controlled:
    """What can be directed of one product."""

    clock: Clock
    """Of connections of its own, which no fault hits."""
    faults: Faults
    operator: Operator | None = None
    """Where users of the product can be given a standing."""


class Control:
    """Who may direct the products, and which there are."""

    def __init__(self, products: Mapping[str, Controlled], token: str) -> None:
        self._products = products
        self._expected = f"Bearer {token}".encode()

    @asynccontextmanager
    async def live(self, _: Starlette) -> AsyncIterator[None]:
        """Let go of everything at the end."""
        try:
            yield
        finally:
            for product in self._products.values():
                product.faults.mend()
                product.clock.close()
                if product.operator:
                    product.operator.close()

    async def forward(self, request: Request) -> Response:
        """Move the clock of one subject and tell its time."""
        clock = self._product(request).clock
        leap = await _order(request, Leap)
        await asyncio.to_thread(clock.forward, leap.subject, leap.forward_seconds)
        return await self._time_of(clock, leap.subject)

    async def look(self, request: Request) -> Response:
        """Tell the time of one subject."""
        clock = self._product(request).clock
        return await self._time_of(clock, self._subject(request))

    async def back(self, request: Request) -> Response:
        """Let one subject live in everybody's time again."""
        clock = self._product(request).clock
        await asyncio.to_thread(clock.forget, self._subject(request))
        return Response(status_code=204)

    async def spoil(self, request: Request) -> Response:
        """Let the database of a product go wrong."""
        faults = self._product(request).faults
        fault = await _order(request, Fault)
        return _told(faults.inject(fault))

    async def what_is_wrong(self, request: Request) -> Response:
        """Tell what is wrong with the database of a product, and how often that has struck."""
        return _told(self._product(request).faults.state())

    async def mend(self, request: Request) -> Response:
        """Let the database of a product go right again."""
        self._product(request).faults.mend()
        return Response(status_code=204)

    async def give_standing(self, request: Request) -> Response:
        """Suspend a user, block one, or take that back."""
        operator = self._product(request).operator
        standing = await _order(request, Standing)
        if operator is None or not await asyncio.to_thread(operator.give, standing):
            raise HTTPException(404, f"nobody has the id {standing.whose} here")
        return _told(standing)

    def _product(self, request: Request) -> Controlled:
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, self._expected):
            raise HTTPException(401, "the control token is missing or wrong")
        name = request.path_params["product"]
        if name not in self._products:
            raise HTTPException(404, f"there is no product {name!r}; there is: {', '.join(self._products)}")
        return self._products[name]

    @staticmethod
    def _subject(request: Request) -> str:
        subject = request.query_params.get("subject", "")
        if not subject:
            raise HTTPException(422, "say whose time you want: ?subject=…")
        return subject

    @staticmethod
    async def _time_of(clock: Clock, subject: str) -> Response:
        offset = await asyncio.to_thread(clock.offset, subject)
        now = await asyncio.to_thread(clock.now, subject)
        return JSONResponse({"subject": subject, "offset_seconds": offset, "now": now.isoformat()})


def control_app(products: Mapping[str, Controlled], token: str) -> Starlette:
    """The control port of these products, guarded by the token."""
    control = Control(products, token)
    return Starlette(
        routes=[
            Route("/clock/{product}", control.forward, methods=["POST"]),
            Route("/clock/{product}", control.look, methods=["GET"]),
            Route("/clock/{product}", control.back, methods=["DELETE"]),
            Route("/faults/{product}", control.spoil, methods=["PUT"]),
            Route("/faults/{product}", control.what_is_wrong, methods=["GET"]),
            Route("/faults/{product}", control.mend, methods=["DELETE"]),
            Route("/operator/{product}", control.give_standing, methods=["PUT"]),
        ],
        lifespan=control.live,
        exception_handlers={HTTPException: _explain},
    )


async def _order(request: Request, kind: type[Order]) -> Order:
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        raise HTTPException(422, str(error)) from error


def _told(state: msgspec.Struct) -> Response:
    return JSONResponse(msgspec.to_builtins(state))


async def _explain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, status_code=error.status_code)
