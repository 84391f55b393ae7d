"""Real servers on loopback, for as long as a test needs them."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

PATIENCE = 20.0


@contextmanager
def listening() -> Iterator[socket.socket]:
    """A socket on a free loopback port."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as sock:
        yield sock


def address_of(sock: socket.socket) -> str:
    return f"http://127.0.0.1:{sock.getsockname()[1]}"


@contextmanager
def served(sites: Mapping[ASGIApp, socket.socket]) -> Iterator[None]:
    """The apps, each served by uvicorn in a thread until the block ends."""
    servers = [uvicorn.Server(_config(app)) for app in sites]
    threads = [
        threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        for server, sock in zip(servers, sites.values(), strict=True)
    ]
    for thread in threads:
        thread.start()
    try:
        wait_for(lambda: all(server.started for server in servers) or not all(t.is_alive() for t in threads))
        assert all(server.started for server in servers), "a server did not start"
        yield
    finally:
        for server in servers:
            server.should_exit = True
        for thread in threads:
            thread.join(10)
        assert not any(thread.is_alive() for thread in threads), "a server did not stop"


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=60,  # by default it is as long as httpx's: a request may meet the end
    )


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)
