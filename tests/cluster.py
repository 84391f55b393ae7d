"""A throw-away PostgreSQL cluster, in a process that lives as long as somebody is connected to its door.

Whoever holds a connection keeps it alive. A process that dies, however it dies, lets go of its own, so that
nothing is left of the cluster when the last of them has ended.
"""

import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

GREETING = b"open"
DOOR = "door"
_OPTIONS = {
    "listen_addresses": "",
    "max_connections": "300",
    "shared_buffers": "32MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
_SECONDS_TO_START = 60
_SECONDS_TO_END = 10
_SECONDS_FOR_THE_FIRST = 10


def serve(programs: Path, folder: Path, note: Path) -> None:
    """Make the cluster in the folder, say `ready`, and at the end remove it and the note that leads to it."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    try:
        owner = _own(folder)
        _make(programs, folder, owner)
        _live(programs, folder, owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        note.unlink(missing_ok=True)


def _own(folder: Path) -> dict[str, str]:
    """Who runs PostgreSQL, which refuses to be run by root, as the options of a subprocess."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, "nobody")
    return {"user": "nobody"}


def _make(programs: Path, folder: Path, owner: dict[str, str]) -> None:
    made = subprocess.run(
        [
            *(str(programs / "initdb"), f"--pgdata={folder}/data", "--username=postgres"),
            *("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"),
        ],
        cwd="/",
        capture_output=True,
        text=True,
        timeout=_SECONDS_TO_START,
        check=False,
        **owner,  # type: ignore[call-overload]
    )
    if made.returncode:
        sys.exit(f"initdb failed: {made.stderr}")


def _live(programs: Path, folder: Path, owner: dict[str, str]) -> None:
    log = folder / "log"
    options = {**_OPTIONS, "unix_socket_directories": str(folder)}
    with log.open("wb") as words:
        server = subprocess.Popen(
            [
                *(str(programs / "postgres"), "-D", f"{folder}/data"),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            **owner,  # type: ignore[call-overload]
        )
    try:
        _wait_until_ready(server, programs, folder)
        with socket.socket(socket.AF_UNIX) as door:
            door.bind(str(folder / DOOR))
            door.listen()
            print("ready", flush=True)
            _stay_open(door)
    finally:
        _end(server)


def _wait_until_ready(server: "subprocess.Popen[bytes]", programs: Path, folder: Path) -> None:
    deadline = time.monotonic() + _SECONDS_TO_START
    asked = [str(programs / "pg_isready"), "--quiet", f"--host={folder}"]
    while subprocess.run(asked, check=False, timeout=_SECONDS_TO_START).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            sys.exit(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')}")
        time.sleep(0.05)


def _stay_open(door: socket.socket) -> None:
    """Greet whoever comes, until the last of them has gone."""
    with selectors.DefaultSelector() as selector:
        selector.register(door, selectors.EVENT_READ)
        patience: float | None = _SECONDS_FOR_THE_FIRST
        while (heard := selector.select(patience)) and (patience is not None or len(selector.get_map()) > 1):
            for key, _ in heard:
                guest = key.fileobj
                assert isinstance(guest, socket.socket)
                if guest is door:
                    guest, _ = door.accept()
                    guest.sendall(GREETING)
                    selector.register(guest, selectors.EVENT_READ)
                    patience = None
                elif not guest.recv(64):
                    selector.unregister(guest)
                    guest.close()
            if patience is None and len(selector.get_map()) == 1:
                return


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Nobody will miss the data, so that there is nothing to be written first."""
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__" and os.fork() == 0:  # a child of nobody: others may need it longer than its starter
    serve(*map(Path, sys.argv[1:]))
