"""A throw-away Redis for tests: on loopback, behind a password, and gone however the tests end.

It is looked after by a process that lives as long as the test that asked for it holds its end of a pipe.
"""

import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

_SECONDS_TO_START = 10.0
_SECONDS_TO_END = 5.0
_READY = "Ready to accept connections"


@contextmanager
def fresh_redis() -> Iterator[str]:
    """The URL of an empty Redis; skips the test where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    password = secrets.token_hex(16)
    with _held_port() as held:
        port = held.getsockname()[1]
        with _looked_after(program, port, password):
            yield f"redis://:{password}@127.0.0.1:{port}/0"


@contextmanager
def _looked_after(program: str, port: int, password: str) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, __file__, program, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as keeper:
        assert keeper.stdin
        assert keeper.stdout
        try:
            keeper.stdin.write(f"{password}\n")
            keeper.stdin.flush()
            if (first := keeper.stdout.readline().strip()) != "ready":
                raise RuntimeError(f"Redis could not start: {first} {keeper.stdout.read()}")
            yield
        finally:
            keeper.stdin.close()
            keeper.wait(_SECONDS_TO_END + 1.0)


def _held_port() -> socket.socket:
    """A free port that nobody else is given, though Redis can listen on it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held


def keep(program: str, port: str) -> None:
    """Run Redis until the other end of our input is let go."""
    # Ctrl-C is for the tests, which let go of us; whoever ends us ends Redis too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with tempfile.TemporaryDirectory(prefix="countersign-redis-") as folder:
        server = _started(program, port, sys.stdin.readline().strip(), folder)
        try:
            assert server.stdout
            _wait_until_ready(server.stdout)
            print("ready", flush=True)
            sys.stdin.read()
        finally:
            _end(server)


def _started(program: str, port: str, password: str, folder: str) -> "subprocess.Popen[str]":
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "save": '""',
        "appendonly": "no",
        "dir": folder,
        "daemonize": "no",
        "logfile": '""',
    }
    # By its input, not by its arguments: those can be read by anybody.
    server = subprocess.Popen(
        [program, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        text=True,
    )
    assert server.stdin
    server.stdin.write("".join(f"{name} {value}\n" for name, value in settings.items()))
    server.stdin.close()
    return server


def _wait_until_ready(said: IO[str]) -> None:
    signal.signal(signal.SIGALRM, lambda *_: sys.exit(f"Redis was not ready in {_SECONDS_TO_START:g} s."))
    signal.setitimer(signal.ITIMER_REAL, _SECONDS_TO_START)
    words = []
    for line in said:
        words.append(line)
        if _READY in line:
            signal.setitimer(signal.ITIMER_REAL, 0)
            return
    sys.exit("".join(words))


def _end(server: "subprocess.Popen[str]") -> None:
    """Nobody will miss its data."""
    server.kill()
    server.wait()
    if server.stdout:
        server.stdout.close()


if __name__ == "__main__":
    assert Path(sys.argv[1]).name == "redis-server"
    keep(*sys.argv[1:])
