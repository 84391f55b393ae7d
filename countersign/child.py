"""A service in a process of its own: started with its orders, listened to, and ended."""

import os
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from countersign.errors import UserError
from countersign.hosting import ORDERS_VARIABLE

_LINES_KEPT = 200
_LINES_SHOWN = 8
_SECONDS_TO_LISTEN = 1.0


class Process(Protocol):
    """What is known of a process that was started."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has ended; `subprocess.TimeoutExpired` where that takes longer."""


Launch = Callable[[bytes, list[int], int], Process]
"""Starts a process with its orders, the descriptors that it needs, and the one that it speaks to."""


class ServiceFailed(UserError):  # noqa: N818 - it reads like the sentence that it carries
    """A service could not start, or died."""


class Words(threading.Thread):
    """What a process says: the end of it is kept, all of it goes to the log."""

    def __init__(self, name: str, descriptor: int, mask: Callable[[str], str], log: int | None) -> None:
        super().__init__(name=f"words of {name}", daemon=True)
        self._descriptor = descriptor
        self._mask = mask
        self._log = log
        self._last: deque[str] = deque(maxlen=_LINES_KEPT)

    def run(self) -> None:
        """Take everything in until there is nobody left to speak."""
        rest = b""
        while chunk := os.read(self._descriptor, 65536):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._take(line)
        if rest:
            self._take(rest)
        os.close(self._descriptor)
        if self._log is not None:
            os.close(self._log)

    def last(self, count: int) -> list[str]:
        """The last lines that say something."""
        return [line for line in list(self._last) if line.strip()][-count:]

    def _take(self, raw: bytes) -> None:
        line = self._mask(raw.decode(errors="replace").rstrip())
        self._last.append(line)
        if self._log is not None:
            os.write(self._log, f"{line}\n".encode())


class Child:
    """A service's process; it leads a session of its own, so that a terminal's Ctrl-C does not reach it."""

    def __init__(
        self,
        name: str,
        launch: Launch,
        *,
        orders: Callable[[int], bytes],
        descriptors: Collection[int],
        mask: Callable[[str], str],
        log: Path | None,
    ) -> None:
        self.name = name
        self._log = log
        with ExitStack() as passed_on, ExitStack() as undo:
            written = _open_log(log, undo) if log else None
            heard, said = _pipe(undo, passed_on)
            self.ready, ready = _pipe(undo, passed_on)
            self._process = launch(orders(ready), [*descriptors, ready], said)
            undo.pop_all()
        self._words = Words(name, heard, mask, written)
        self._words.start()

    def is_ready(self) -> bool:
        """Whether it said so; False when it died instead. Waits until there is one or the other."""
        return bool(os.read(self.ready, 64))

    def has_died(self) -> bool:
        """Whether its process is gone."""
        return self._process.poll() is not None

    def obituary(self, what: str) -> str:
        """What happened, how its process ended, and its last words."""
        manner = self._manner()
        self._words.join(_SECONDS_TO_LISTEN)
        return self.last_words(f"{what}{manner}")

    def last_words(self, what: str) -> str:
        """What happened, and the end of what it said."""
        where = f" (all of it is in {self._log})" if self._log else ""
        last = "".join(f"\n    {line}" for line in self._words.last(_LINES_SHOWN))
        said = f"; the end of what it said{where}:{last}" if last else " without a word."
        return f"The {self.name} process {what}{said}"

    def end(self, seconds: float) -> None:
        """Wait so long for its end, then kill it and all that it started."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._words.join(_SECONDS_TO_LISTEN)
        os.close(self.ready)

    def _manner(self) -> str:
        try:
            # Its pipes close a moment before it can be waited for.
            code = self._process.wait(_SECONDS_TO_LISTEN)
        except subprocess.TimeoutExpired:
            return ""
        return f" (killed by {signal.Signals(-code).name})" if code < 0 else f" (exit code {code})"


def _pipe(reader: ExitStack, writer: ExitStack) -> tuple[int, int]:
    """A pipe, and who closes which end of it."""
    read, write = os.pipe()
    reader.callback(os.close, read)
    writer.callback(os.close, write)
    return read, write


def _open_log(path: Path, undo: ExitStack) -> int:
    """A new log; written without a buffer, so that a forked worker has nothing of it to write again."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o644)
    except OSError as error:
        raise UserError(
            f"The log {path} can't be written ({error.strerror}): mend the permissions of its folder."
        ) from error
    undo.callback(os.close, log)
    return log


def spawning(name: str, command: Sequence[str]) -> Launch:
    """Starts the command as a process of its own."""

    def spawn(orders: bytes, descriptors: list[int], said: int) -> Process:
        try:
            return subprocess.Popen(
                command,
                env=os.environ | {ORDERS_VARIABLE: orders.decode()},
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        except OSError as error:
            raise ServiceFailed(
                f"The {name} process could not start: {command[0]} can't be run ({error.strerror}); "
                f"install Python and countersign again."
            ) from error

    return spawn
