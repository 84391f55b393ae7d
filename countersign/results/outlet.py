"""What becomes of a run whose output nobody takes any more."""

import errno
import os
import stat
import sys
from contextlib import suppress

_SENTENCES = {
    errno.EPIPE: "the output was closed before the run had ended",
    errno.EIO: "the output was closed before the run had ended",
    errno.ENOSPC: "the output can't be written, since there is no space left: make room.",
}


def output_is_gone(error: OSError) -> bool:
    """Whether it is closed, as after `head`, or full; if so it is said, and nothing more is written to it."""
    if error.errno not in _SENTENCES:
        return False
    # Python's own last flush must not complain.
    _silence(sys.stdout.fileno())
    with suppress(OSError):
        print(f"countersign: {_SENTENCES[error.errno]}", file=sys.stderr)
    return True


def let_go_of_the_terminal() -> None:
    """It is closed: whatever is written to it, or through a pipe to who has ended with it, would fail."""
    for descriptor in (1, 2):
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            _silence(descriptor)


def _silence(descriptor: int) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
