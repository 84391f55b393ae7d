"""Cutting a connection without an answer, as a network or a dying server does."""

from types import MethodType
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response

CUT = 0
"""The status of an answer that never came."""


async def hang_up(request: Request) -> Response:
    """Cut the connection of a request whose body was read; what is returned goes nowhere."""
    # ASGI has no word for it, so the server's own connection is taken from behind `receive`.
    connection: Any = cast(MethodType, request.receive).__self__
    connection.transport.abort()
    await request.receive()
    return Response()
