"""Where deployments come from in no time: they are forked off by a process that has imported everything.

A product that is started afresh spends half a second on imports; each scenario that breaks its product would
wait for that. `midwife.py` is that process.
"""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from countersign.errors import UserError
from countersign.hosting import SandboxOrders

_SECONDS = 30.0
_SECONDS_TO_VANISH = 5.0


class Birth(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """What is to be forked: the descriptors are the run's own numbers, in the order in which they come."""

    orders: SandboxOrders
    descriptors: list[int]
    said: int
    """Where it says what it has to say."""
    gone: int
    """Where its exit code is written; closed when it is gone."""


class Door(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Another one who will ask: what they ask for comes through the socket that is handed over."""


class Forked:
    """A process that was forked off; not a child of this one, so a pipe tells of its end."""

    def __init__(self, pid: int, gone: int) -> None:
        self.pid = pid
        self._gone = gone
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, if it is gone."""
        try:
            return self.wait(0.0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it is gone."""
        if self._code is None:
            if not select.select([self._gone], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("a forked product", timeout or 0.0)
            code = os.read(self._gone, 1)
            os.close(self._gone)
            _wait_for_end_of(self.pid)
            # Whoever writes no code was killed.
            self._code = code[0] if code else -signal.SIGKILL
        return self._code


def _wait_for_end_of(pid: int) -> None:
    """Its pipe closes a moment before its sockets do, and whoever starts it anew needs their ports."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        select.select([process], [], [], _SECONDS_TO_VANISH)
    finally:
        os.close(process)


class Nursery:
    """The run's side of it; started when it is first needed, or a moment before."""

    def __init__(self) -> None:
        self._door: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def start(self) -> None:
        """Let it import, while the run goes on; harmless a second time."""
        if self._process is None:
            self._door, inside = socket.socketpair()
            self._door.settimeout(_SECONDS)
            with inside:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "countersign.midwife", str(inside.fileno())],
                    pass_fds=[inside.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )

    @contextmanager
    def forking(self) -> Iterator[None]:
        """Around the fork of a worker, which gets a door of its own: two can't speak through one."""
        if self._door is None:
            yield
            return
        own, inside = socket.socketpair()
        own.settimeout(_SECONDS)
        with inside:
            try:
                socket.send_fds(self._door, [msgspec.json.encode(Door()) + b"\n"], [inside.fileno()])
            except BrokenPipeError as error:
                own.close()
                raise UserError(
                    "the process that forks spare products has died: run the suite again."
                ) from error
        try:
            yield
        finally:
            if os.getpid() == self._owner:
                own.close()
            else:
                self._door.close()
                self._door = own

    def fork(self, orders: bytes, descriptors: list[int], said: int) -> Forked:
        """A product that follows these orders."""
        self.start()
        assert self._door is not None
        read, write = os.pipe()
        try:
            birth = Birth(
                orders=msgspec.json.decode(orders, type=SandboxOrders),
                descriptors=descriptors,
                said=said,
                gone=write,
            )
            message = msgspec.json.encode(birth) + b"\n"
            socket.send_fds(self._door, [message], [*descriptors, said, write])
            return Forked(int(_line(self._door)), read)
        finally:
            os.close(write)

    def close(self) -> None:
        """End it; what it has forked off ends by its own lifeline."""
        if self._process is not None and self._door is not None and os.getpid() == self._owner:
            self._door.close()
            self._process.wait(_SECONDS)
            self._process = self._door = None


def _line(door: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        part = door.recv(64)
        if not part:
            raise ChildProcessError("the process that forks products has ended")
        line += part
    return line
