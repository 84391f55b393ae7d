"""A way to a server that is cut, mended and slowed."""

import socket
import threading
import time
from collections.abc import Iterator
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest

from countersign.adversity.relay import Relay


class _Echo(StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


class _Server(ThreadingTCPServer):
    daemon_threads = True


@pytest.fixture
def port() -> Iterator[int]:
    """A server that says again whatever it is told."""
    with _Server(("127.0.0.1", 0), _Echo) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(30)


def _connected(relay: Relay) -> socket.socket:
    return socket.create_connection(("127.0.0.1", relay.port), timeout=30)


def _said(line: socket.socket, text: bytes) -> bytes:
    line.sendall(text)
    return line.recv(100)


def test_what_is_asked_is_truly_answered(port: int) -> None:
    with Relay("127.0.0.1", port) as relay, _connected(relay) as one, _connected(relay) as two:
        assert (_said(one, b"a\n"), _said(two, b"b\n")) == (b"a\n", b"b\n")


def test_a_cut_breaks_what_is_open_and_refuses_what_comes(port: int) -> None:
    with Relay("127.0.0.1", port) as relay, _connected(relay) as line:
        assert _said(line, b"a\n") == b"a\n"
        relay.cut()
        relay.cut()
        with pytest.raises(ConnectionError):
            _ = line.recv(1) or _reset()
        with pytest.raises(ConnectionRefusedError):
            _connected(relay)


def _reset() -> bytes:
    """An end without an error is an end as well."""
    raise ConnectionResetError


def test_what_was_cut_can_be_mended_at_the_same_port(port: int) -> None:
    with Relay("127.0.0.1", port) as relay:
        before = relay.port
        for _ in range(3):
            relay.cut()
            relay.mend()
            relay.mend()
            with _connected(relay) as line:
                assert _said(line, b"again\n") == b"again\n"
        assert relay.port == before


def test_a_slow_way_delays_and_mending_ends_it(port: int) -> None:
    with Relay("127.0.0.1", port) as relay, _connected(relay) as line:
        relay.slow(0.7)
        begun = time.monotonic()
        assert _said(line, b"a\n") == b"a\n"
        assert 1.4 <= time.monotonic() - begun < 10.0
        relay.mend()
        begun = time.monotonic()
        assert _said(line, b"a\n") == b"a\n"
        assert time.monotonic() - begun < 1.4


def test_a_server_that_is_not_there_ends_the_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with Relay("127.0.0.1", port) as relay, _connected(relay) as line, pytest.raises(ConnectionError):
        _ = line.recv(1) or _reset()


def test_nothing_is_lost_when_one_side_has_said_all(port: int) -> None:
    with Relay("127.0.0.1", port) as relay, _connected(relay) as line:
        line.sendall(b"x" * 500_000 + b"\n")
        line.shutdown(socket.SHUT_WR)
        with line.makefile("rb") as answer:
            assert len(answer.read()) == 500_001


def test_nothing_is_left_of_it(port: int) -> None:
    relay = Relay("127.0.0.1", port)
    at = relay.port
    with _connected(relay) as line:
        assert _said(line, b"a\n") == b"a\n"
        relay.close()
        relay.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "relay"]
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", at))
