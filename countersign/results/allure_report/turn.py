"""Whoever writes to a folder that others may write to as well waits for its turn."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from countersign.errors import UserError

_BETWEEN_LOOKS = 0.1


@contextmanager
def turn(folder: Path, *, seconds: float, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the folder alone; the lock goes with its process, and nothing is left of it on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _wait(descriptor, folder, seconds, waiting)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, folder: Path, seconds: float, waiting: Callable[[], None]) -> None:
    deadline = time.monotonic() + seconds
    told = False
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise UserError(
                    f"{folder}: another process has held it for {seconds:.0f} s; end it, and try again."
                ) from error
            if not told:
                waiting()
                told = True
            time.sleep(_BETWEEN_LOOKS)
        else:
            return
