"""The one place where HTTP clients are made: one client a person, one SSL context for all."""

import ssl
from collections.abc import Collection
from functools import cache

import httpx

from countersign.errors import RefusedError, UserError
from countersign.evidence.tally import TALLY
from countersign.unanswered import why

_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=1.0)
"""A connection is let go before any common server does: a request that meets the end fails for no reason."""


@cache
def shared_ssl() -> ssl.SSLContext:
    """The SSL context of every client."""
    # Building a context takes 30 ms and most of a megabyte; sharing it makes a client cost next to nothing.
    return httpx.create_ssl_context()


def http_client(
    base_url: str, *, timeout: float = 10.0, token: str | None = None, source: str | None = None
) -> httpx.Client:
    """A client for one person or one door; bounded in time, and deaf to proxies in the environment.

    `source` is the address of this machine that its connections come from.
    """
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    transport = httpx.HTTPTransport(
        verify=shared_ssl(), trust_env=False, limits=_LIMITS, local_address=source
    )
    return httpx.Client(
        base_url=base_url,
        timeout=timeout,
        headers=headers,
        transport=transport,
        trust_env=False,
        event_hooks={"response": [_counted]},
    )


def _counted(answer: httpx.Response) -> None:
    TALLY.note(str(answer.request.url), answer.status_code)


def reached(client: httpx.Client, method: str, path: str, whose: str, **options: object) -> httpx.Response:
    """The answer, whatever its status; a `UserError` where nobody answers."""
    try:
        return client.request(method, path, **options)  # type: ignore[arg-type]
    except httpx.TransportError as error:
        raise UserError(
            f"{whose} does not answer at {client.base_url}: {why(error)}; "
            f"is it running, and is the address right?"
        ) from error


class Door:
    """A named address that directs something of ours, a stand-in or a clock, and must do what it is asked."""

    def __init__(self, client: httpx.Client, whose: str) -> None:
        self._client = client
        self._whose = whose

    def ask(self, method: str, path: str, *, fine: Collection[int] = (), **options: object) -> httpx.Response:
        """The answer; a sentence names the door where there is none, or a refusal that is not fine."""
        answer = reached(self._client, method, path, self._whose, **options)
        if not answer.is_success and answer.status_code not in fine:
            raise RefusedError(
                f"{self._whose} at {self._client.base_url} answers {answer.status_code} "
                f"to {method} {path}: {answer.text[:300]}"
            )
        return answer
