"""Why no answer came: each reason is in words, whatever httpx says or leaves unsaid."""

import asyncio
import socket
from collections.abc import Iterator

import httpx
import pytest

from countersign.errors import UserError
from countersign.people.wire import http_client, reached
from countersign.unanswered import why


@pytest.fixture
def deaf() -> Iterator[str]:
    """A door behind which nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield f"http://127.0.0.1:{door.getsockname()[1]}/"


def test_silence_is_told_with_the_time_that_was_waited(deaf: str) -> None:
    async def ask() -> None:
        async with httpx.AsyncClient(timeout=0.05, trust_env=False) as client:
            await client.get(deaf)

    with pytest.raises(httpx.ReadTimeout) as found:
        asyncio.run(ask())
    assert str(found.value) == ""
    assert why(found.value) == "no answer within 0.05 s"


def test_a_person_who_is_not_answered_says_how_long_they_waited(deaf: str) -> None:
    with http_client(deaf, timeout=0.05) as client, pytest.raises(UserError) as found:
        reached(client, "GET", "/", "the shop")
    assert f"the shop does not answer at {deaf}: no answer within 0.05 s; is it running" in str(found.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx.ConnectTimeout(""), "no connection in time"),
        (httpx.WriteTimeout(""), "nobody took what was sent in time"),
        (httpx.PoolTimeout(""), "no connection was free in time"),
        (httpx.ReadError(""), "the connection broke off"),
        (httpx.ConnectError("[Errno 111] Connection refused"), "[Errno 111] Connection refused"),
        (httpx.ProxyError(""), "ProxyError"),
    ],
)
def test_what_says_nothing_itself_is_put_into_words(error: httpx.HTTPError, told: str) -> None:
    assert why(error) == told
