"""What becomes of a run whose output nobody takes any more."""

import errno
import os
import sys
from contextlib import suppress

_SENTENCES = {
    errno.EPIPE: "the output was closed before the run had ended",
    errno.ENOSPC: "the output can't be written, since there is no space left: make room.",
}


def output_is_gone(error: OSError) -> bool:
    """Whether it is closed, as after `head`, or full; if so it is said, and nothing more is written to it."""
    if error.errno not in _SENTENCES:
        return False
    # Python's own last flush must not complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    with suppress(BrokenPipeError):
        print(f"countersign: {_SENTENCES[error.errno]}", file=sys.stderr)
    return True
