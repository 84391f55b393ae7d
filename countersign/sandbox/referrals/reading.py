"""Reads what a request holds: bounded, strict, and refused in a sentence that names what is wrong."""

from typing import TypeVar

import msgspec
from starlette.requests import Request

from countersign.sandbox.referrals.answers import RefusedError

_LARGEST_BODY = 1_000_000
_LARGEST_PAGE = 100

Kind = TypeVar("Kind", bound=msgspec.Struct)


async def body_of(request: Request) -> bytes:
    """The whole body, if it is not too large."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise RefusedError(413, f"The body is larger than {_LARGEST_BODY} bytes.", "too_large")
    return body


async def wish(request: Request, kind: type[Kind], status: int = 422) -> Kind:
    """What the body asks for."""
    return wish_in(await body_of(request), kind, status)


def wish_in(body: bytes, kind: type[Kind], status: int) -> Kind:
    """The same, of a body that has been read."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        reason = str(error)
        _, found, path = reason.partition(" - at `$")
        param = path.rstrip("`").lstrip(".") if found else None
        raise RefusedError(
            status, f"The request can't be taken: {reason}.", "invalid", param=param
        ) from error


def page(request: Request, usual: int = 50) -> tuple[int, int]:
    """The limit and the offset that are asked for."""
    limit = _number(request, "limit", usual)
    if not 1 <= limit <= _LARGEST_PAGE:
        raise RefusedError(422, f"limit must be from 1 to {_LARGEST_PAGE}.", "invalid", param="limit")
    return limit, _number(request, "offset", 0)


def _number(request: Request, name: str, usual: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return usual
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise RefusedError(422, f"{name} must be a whole number, 0 or more.", "invalid", param=name)
    return int(given)


def path_number(request: Request, name: str) -> int:
    """A number in the path; one that can't be an id is nobody's."""
    given = str(request.path_params[name])
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 9 else 0
