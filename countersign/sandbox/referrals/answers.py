"""What the gateway answers, and how it says no, as clients of OpenAI's API expect it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {
    401: "authentication_error",
    402: "insufficient_credits",
    403: "permission_error",
    429: "rate_limit_error",
    500: "api_error",
    502: "provider_error",
    503: "unavailable",
    504: "provider_error",
}


class RefusedError(Exception):
    """The gateway says no; the message says why, and what to do."""

    def __init__(
        self,
        status: int,
        message: str,
        code: str,
        *,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param
        self.headers = dict(headers or {})
        self.more = dict(more or {})

    def body(self) -> dict[str, Any]:
        """What stands under `error`."""
        return {
            "message": str(self),
            "type": _TYPES.get(self.status, "invalid_request_error"),
            "param": self.param,
            "code": self.code,
            **self.more,
        }


def out_of_reach() -> RefusedError:
    """The database is away, or too slow."""
    return RefusedError(
        503, "The gateway's books can't be reached at the moment; try again.", "unavailable",
        headers={"Retry-After": "1"},
    )  # fmt: skip


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON; amounts of money in it are numbers with all their digits."""
    return Response(msgspec.json.encode(body), status, headers, media_type="application/json")


async def refusal(_: Request, error: Exception) -> Response:
    """The no as an answer."""
    assert isinstance(error, RefusedError)
    return answer({"error": error.body()}, error.status, error.headers)
