"""A process that has imported all that the sandbox's products need, and forks off one in no time.

A product that is started afresh spends half a second on imports; each scenario that breaks its product would
wait for that. It speaks with the run over one socket: orders and descriptors come in, a process id goes
out; it ends when the run does.
"""

import os
import select
import signal
import socket
import subprocess
import sys

import msgspec

from countersign.hosting import ORDERS_VARIABLE, SandboxOrders

_MOST_DESCRIPTORS = 16
_SECONDS = 30.0


class Birth(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be forked: the descriptors are the run's own numbers, in the order in which they come."""

    orders: SandboxOrders
    descriptors: list[int]
    said: int
    """Where it says what it has to say."""
    gone: int
    """Where its exit code is written; closed when it is gone."""


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
            # Whoever writes no code was killed.
            self._code = code[0] if code else -signal.SIGKILL
        return self._code


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
                    [sys.executable, "-m", "countersign.nursery", str(inside.fileno())],
                    pass_fds=[inside.fileno()],
                    stdin=subprocess.DEVNULL,
                    start_new_session=True,
                )

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

    def stop(self) -> None:
        """End it; what it has forked off ends by its own lifeline."""
        if self._process is not None and self._door is not None and os.getpid() == self._owner:
            self._door.close()
            self._process.wait(_SECONDS)
            self._process = self._door = None


def main(door: socket.socket) -> None:
    """Fork whenever asked to, until the run closes its end."""
    import telegram.ext  # noqa: F401 - imported here so that no product has to
    import uvicorn  # noqa: F401

    import countersign.sandbox.main
    import countersign.serving  # noqa: F401

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with door:
        while True:
            message, received, _, _ = socket.recv_fds(door, 65536, _MOST_DESCRIPTORS)
            if not message:
                return
            while not message.endswith(b"\n"):
                message += door.recv(65536)
            birth = msgspec.json.decode(message, type=Birth)
            pid = os.fork()
            if pid == 0:
                door.close()
                _live(birth, received)
            for descriptor in received:
                os.close(descriptor)
            door.sendall(f"{pid}\n".encode())


def _live(birth: Birth, received: list[int]) -> None:
    """The life of a product, from its orders to its end."""
    from countersign.cli import main as command

    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        own = dict(zip([*birth.descriptors, birth.said, birth.gone], received, strict=True))
        for stream in (1, 2):
            os.dup2(own[birth.said], stream)
        orders = msgspec.structs.replace(
            birth.orders,
            sockets={name: own[descriptor] for name, descriptor in birth.orders.sockets.items()},
            lifeline=own[birth.orders.lifeline],
            ready=own[birth.orders.ready],
        )
        os.environ[ORDERS_VARIABLE] = msgspec.json.encode(orders).decode()
        code = command(["sandbox", "--embedded"])
        os.write(own[birth.gone], bytes([code]))
    finally:
        os._exit(code)


def _line(door: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        part = door.recv(64)
        if not part:
            raise ChildProcessError("the process that forks products has ended")
        line += part
    return line


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
