"""Requests that reach a server together."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from whole_suite import wait_until

from countersign.adversity.race import Post, chance_of_meeting, let_go_together, volleys_needed


class Doorman(ThreadingHTTPServer):
    """Answers each request with its own body, and knows how many are inside at the same time."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Lock()
        self.waiting_for_the_rest = 0
        self.most_waiting = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class Handler(BaseHTTPRequestHandler):
    """Reads all but the last byte first."""

    def do_POST(self) -> None:
        """Note how many requests are complete but for one byte."""
        assert isinstance(self.server, Doorman)
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length - 1)
        with self.server.lock:
            self.server.waiting_for_the_rest += 1
            self.server.most_waiting = max(self.server.most_waiting, self.server.waiting_for_the_rest)
        body += self.rfile.read(1)
        with self.server.lock:
            self.server.waiting_for_the_rest -= 1
        self.send_response(200)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def doorman() -> Iterator[Doorman]:
    """A server in a thread."""
    with Doorman() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_all_are_complete_but_for_one_byte_before_any_is_let_go() -> None:
    with doorman() as server:
        volley = let_go_together([Post(server.url, f'{{"n": {n}}}'.encode(), {}) for n in range(10)])
        wait_until(lambda: server.waiting_for_the_rest == 0, "everybody was let go")
        assert server.most_waiting == 10
    assert [arrival.body for arrival in volley.arrivals] == [f'{{"n": {n}}}' for n in range(10)]
    assert {arrival.status for arrival in volley.arrivals} == {200}
    assert 0 <= volley.spread < 1


def test_one_that_cannot_connect_does_not_keep_the_others() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    with doorman() as server:
        volley = let_go_together([Post(server.url, b"{}", {}), Post(nobody, b"{}", {})])
    assert [arrival.status for arrival in volley.arrivals] == [200, None]
    assert "ConnectError" in volley.arrivals[1].body


def test_one_that_is_never_answered_ends_when_its_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        volley = let_go_together([Post(f"http://127.0.0.1:{deaf.getsockname()[1]}/", b"{}", {})], seconds=0.2)
    assert volley.arrivals[0].status is None
    assert "Timeout" in volley.arrivals[0].body


def test_a_race_needs_somebody() -> None:
    with pytest.raises(ValueError, match="somebody"):
        let_go_together([])


@pytest.mark.parametrize(
    ("count", "spread", "window", "chance"),
    [
        (1, 0.001, 0.0002, 0.0),  # nobody to race with
        (2, 0.0, 0.0002, 1.0),
        (2, 0.0001, 0.0002, 1.0),
        (2, 0.001, 0.0005, 0.5),
        (3, 0.001, 0.0005, 0.75),
    ],
)
def test_the_chance_of_meeting_a_race(count: int, spread: float, window: float, chance: float) -> None:
    assert chance_of_meeting(count, spread, window) == pytest.approx(chance)


@pytest.mark.parametrize(("chance", "needed"), [(1.0, 1), (0.999, 1), (0.5, 10), (0.0, None)])
def test_how_often_to_try(chance: float, needed: int | None) -> None:
    assert volleys_needed(chance) == needed
