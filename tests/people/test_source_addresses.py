"""Whoever comes from an address of their own is seen to come from there."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from countersign.adversity.race import Post, let_go_together
from countersign.identity import loopback_address
from countersign.people.wire import http_client


@pytest.fixture
def doorman() -> Iterator[str]:
    """The URL of a server that answers whence it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.client_address[0].encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join(30)


def test_a_client_comes_from_the_address_that_it_was_given(doorman: str) -> None:
    own = loopback_address()
    with http_client(doorman, source=own) as client, http_client(doorman) as other:
        assert client.get("/").text == own
        assert other.get("/").text == "127.0.0.1"


def test_those_who_are_let_go_together_come_each_from_their_own(doorman: str) -> None:
    sources = [loopback_address() for _ in range(3)]
    volley = let_go_together([Post(doorman, b"hello", {}, source) for source in sources])
    assert [arrival.body for arrival in volley.arrivals] == sources


def test_an_address_of_one_s_own_is_on_this_machine_and_nobody_else_s() -> None:
    made = {loopback_address() for _ in range(200)}
    assert len(made) > 195
    assert all(address.startswith("127.") for address in made)
