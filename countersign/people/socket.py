"""A WebSocket of one person: what goes over it, when, and how it ended; every wait is bounded."""

import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from socket import SO_SNDTIMEO, SOL_SOCKET

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from countersign.people.wire import shared_ssl

LARGEST_FRAME = 16 * 1024 * 1024
ABNORMAL = 1006
"""What a socket is said to be closed with where nobody said farewell."""

_MOST_WAITING = 4096
_SECONDS_TO_LEAVE = 1.0
_SECONDS_TO_SEND = 10


@dataclass(frozen=True)
class Closed:
    """How the other side has ended a socket."""

    code: int
    reason: str

    def described(self) -> str:
        """The end in words."""
        if self.code == ABNORMAL:
            return "the socket broke off without a farewell"
        return f"the socket was closed with {self.code}" + (f" ({self.reason})" if self.reason else "")


class SocketRefusedError(Exception):
    """The door was not opened: by a status, or because nobody is there."""

    def __init__(self, told: str, status: int | None = None) -> None:
        super().__init__(told)
        self.status = status


class SocketClosedError(Exception):
    """The other side has ended the socket."""

    def __init__(self, closed: Closed) -> None:
        super().__init__(closed.described())
        self.closed = closed


class Socket:
    """One connection, from the handshake to the farewell."""

    def __init__(self, connection: ClientConnection, seconds_to_connect: float) -> None:
        self._connection = connection
        self.seconds_to_connect = seconds_to_connect
        self.closed: Closed | None = None

    @classmethod
    def open(cls, url: str, *, seconds: float, source: str | None = None) -> "Socket":
        """Connect to a ws or wss address; `source` is the address of one's own."""
        began = time.monotonic()
        try:
            connection = connect(
                url,
                ssl=shared_ssl() if url.startswith("wss:") else None,
                compression=None,
                proxy=None,
                open_timeout=seconds,
                close_timeout=_SECONDS_TO_LEAVE,
                ping_interval=None,
                max_size=LARGEST_FRAME,
                max_queue=_MOST_WAITING,
                legacy=True,  # a socket outlives any block: it is opened in one step and closed in another
                source_address=(source, 0) if source else None,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            raise SocketRefusedError(f"the handshake was answered with {status}", status) from error
        except (InvalidHandshake, InvalidMessage, OSError, EOFError) as error:
            told = str(error) or type(error).__name__
            raise SocketRefusedError(f"no socket could be opened within {seconds:g} s: {told}") from error
        # What is not taken in must not hold its sender for ever.
        with suppress(OSError):  # it may be closed already
            connection.socket.setsockopt(SOL_SOCKET, SO_SNDTIMEO, struct.pack("ll", _SECONDS_TO_SEND, 0))
        return cls(connection, time.monotonic() - began)

    def send(self, frame: str | bytes) -> None:
        """Send one frame: text as text, bytes as binary."""
        try:
            self._connection.send(frame)
        except ConnectionClosed as error:
            raise self._ended(error) from error

    def receive(self, seconds: float) -> str | bytes | None:
        """The next frame; None where none came in time."""
        try:
            return self._connection.recv(timeout=max(seconds, 0.0))
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise self._ended(error) from error

    def answers_ping(self, seconds: float) -> bool:
        """Whether the other end of the wire still answers at all."""
        try:
            return self._connection.ping().wait(seconds)
        except ConnectionClosed:
            return False

    def break_off(self) -> None:
        """Be gone without a farewell, as a phone is that has lost its network."""
        self._connection.close_socket()

    def close(self) -> None:
        """Say farewell, and wait for the other side's, bounded."""
        self._connection.close()

    def _ended(self, error: ConnectionClosed) -> SocketClosedError:
        self.closed = Closed(error.rcvd.code, error.rcvd.reason) if error.rcvd else Closed(ABNORMAL, "")
        return SocketClosedError(self.closed)


def socket_url(base_url: str, path: str) -> str:
    """The address of a socket below a base URL, which may be written for HTTP."""
    return "ws" + base_url.rstrip("/").removeprefix("http") + path
