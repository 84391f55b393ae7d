"""Requests that are held back until several callers are to be heard together."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.serving import wait_for

from countersign.carrier import Call, Number

from .raw_line import PATIENCE
from .scripted_line import ACCOUNT, CALLED, CALLER, ScriptedLine

DOCUMENT = b'<Response><Gather input="speech"/></Response>'
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s"


class Listener:
    """A line on a bare socket, which sees each byte when it comes."""

    def __init__(self) -> None:
        self.bodies: list[bytearray] = []
        self.lengths: list[int] = []
        self.url = ""

    @property
    def missing(self) -> int | None:
        """How many bytes of the last body have not come yet; None while its head is under way."""
        return self.lengths[-1] - len(self.bodies[-1]) if self.bodies else None

    def serve(self, connection: socket.socket) -> None:
        """Answer each request when all of it is there."""
        while head := self._head(connection):
            lines = head.partition(b"\r\n\r\n")[0].decode().lower().splitlines()
            length = next(line for line in lines if line.startswith("content-length:"))
            self.lengths.append(int(length.partition(":")[2]))
            self.bodies.append(bytearray(head.partition(b"\r\n\r\n")[2]))
            while self.missing:
                piece = connection.recv(self.missing)
                if not piece:
                    return
                self.bodies[-1] += piece
            connection.sendall(ANSWER % (len(DOCUMENT), DOCUMENT))

    def _head(self, connection: socket.socket) -> bytes:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65_536)
            if not piece:
                return b""
            head += piece
        return head


@contextmanager
def listener() -> Iterator[Listener]:
    """A line that takes one connection."""
    line = Listener()

    def serve() -> None:
        connection, _ = sock.accept()
        with connection:
            connection.settimeout(PATIENCE)
            line.serve(connection)

    with socket.create_server(("127.0.0.1", 0)) as sock:
        sock.settimeout(PATIENCE)
        line.url = f"http://127.0.0.1:{sock.getsockname()[1]}/voice"
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield line
        finally:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the line did not stop"


def test_the_last_byte_comes_when_it_is_let_go_and_all_others_before() -> None:
    missing: list[int | None] = []

    def let_go() -> None:
        wait_for(lambda: len(line.bodies) == 2 and line.missing is not None and line.missing <= 1)
        missing.append(line.missing)

    with listener() as line, Call(Number(line.url, CALLED, ACCOUNT), CALLER, say=lambda _: None) as call:
        call.dial()
        call.hold_back(let_go)
        call.speak("yes")
        assert missing == [1], "of the request all but the last byte is there before it is let go"
        assert b"SpeechResult=yes" in line.bodies[1]
        call.hold_back(None)
        call.speak("no")
        assert (len(missing), line.missing, len(line.bodies)) == (1, 0, 3)


def test_a_request_without_a_body_is_held_back_whole(line: ScriptedLine) -> None:
    asked_before: list[int] = []
    call = line.called('<Gather input="speech" method="GET"/>', method="GET")
    call.hold_back(lambda: asked_before.append(len(line.asked)))
    call.speak("yes")
    assert (asked_before, len(line.asked)) == ([1], 2)
