"""Real servers for the tests of the stand-ins."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
import uvicorn
from starlette.types import ASGIApp

from countersign.providers.telegram import telegram_app

from .telegram_scene import BACKSTAGE, Receiver, Receivers, Scene

Serve = Callable[[ASGIApp], str]


class Running:
    """An app on a loopback port of its own, served by uvicorn in a thread."""

    def __init__(self, app: ASGIApp) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            app, lifespan="on", log_level="warning", ws="none", timeout_graceful_shutdown=2
        )
        self._server = uvicorn.Server(config)
        # The socket listens already, so whoever connects before the app is up simply waits for it.
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()
        assert not self._thread.is_alive(), "the server did not stop"


def _serving() -> Iterator[Serve]:
    running: list[Running] = []

    def start(app: ASGIApp) -> str:
        running.append(Running(app))
        return running[-1].url

    yield start
    for server in reversed(running):
        server.stop()


@pytest.fixture
def serve() -> Iterator[Serve]:
    """serve(app) → its base URL; every server is stopped after the test."""
    yield from _serving()


@pytest.fixture(scope="session")
def serve_all() -> Iterator[Serve]:
    """As `serve`, for servers that several tests share."""
    yield from _serving()


@pytest.fixture(scope="session")
def telegram_url(serve_all: Serve) -> str:
    """A Telegram stand-in for all tests; each registers a bot of its own."""
    return serve_all(telegram_app(backstage_token=BACKSTAGE, bots=[]))


@pytest.fixture(scope="session")
def receivers(serve_all: Serve) -> Receivers:
    """A server for all webhooks."""
    return Receivers(serve_all)


@pytest.fixture
def scene(telegram_url: str) -> Iterator[Scene]:
    """A bot of its own on the Telegram stand-in."""
    scene = Scene(telegram_url)
    yield scene
    scene.close()


@pytest.fixture
def receiver(receivers: Receivers) -> Receiver:
    """A webhook that accepts everything."""
    return receivers.another()
