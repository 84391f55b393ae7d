"""Why no answer came, in words: what httpx raises often says nothing itself."""

import httpx

_LATE: tuple[tuple[type[httpx.TimeoutException], str, str], ...] = (
    (httpx.ConnectTimeout, "connect", "no connection"),
    (httpx.WriteTimeout, "write", "nobody took what was sent"),
    (httpx.PoolTimeout, "pool", "no connection was free"),
    (httpx.TimeoutException, "read", "no answer"),
)
"""What did not happen in time, and how httpx calls the time that it had."""


def why(error: httpx.HTTPError | httpx.InvalidURL) -> str:
    """The reason without a full stop, as in "no answer within 30 s"; never empty."""
    if isinstance(error, httpx.TimeoutException):
        return _late(error)
    broken = isinstance(error, httpx.ReadError | httpx.WriteError | httpx.CloseError)
    return str(error) or ("the connection broke off" if broken else type(error).__name__)


def _late(error: httpx.TimeoutException) -> str:
    limit, told = next((limit, told) for kind, limit, told in _LATE if isinstance(error, kind))
    try:
        seconds = error.request.extensions.get("timeout", {}).get(limit)
    except RuntimeError:  # it was raised by hand, and belongs to no request
        seconds = None
    return f"{told} within {seconds:g} s" if seconds else f"{told} in time"
