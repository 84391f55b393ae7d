"""How far a run is: one line that is written over in a terminal, now and then a line of its own elsewhere."""

import sys
import time
from collections.abc import Mapping
from typing import TextIO

_SECONDS_BETWEEN_LINES = 10.0
_SECONDS_BETWEEN_LOOKS = 0.1


class Progress:
    """Counts what is done, and guesses how long the rest will take."""

    def __init__(self, seconds: Mapping[int, float], stream: TextIO | None = None) -> None:
        self._left = dict(seconds)
        """Position → expected seconds of what has not been done."""
        self._planned = len(self._left)
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._failed = 0
        self._began = time.monotonic()
        self._expected_done = 0.0
        self._shown_at = self._began
        self._shown = False

    def done(self, position: int, *, red: bool) -> None:
        """A scenario has ended."""
        self._expected_done += self._left.pop(position, 0.0)
        self._failed += red

    def again(self, seconds: Mapping[int, float]) -> None:
        """So many more are to be done."""
        self._left.update(seconds)
        self._planned += len(seconds)

    def show(self) -> None:
        """Say how far the run is, if it is time to."""
        now = time.monotonic()
        if now - self._shown_at < (_SECONDS_BETWEEN_LOOKS if self._live else _SECONDS_BETWEEN_LINES):
            return
        self._shown_at = now
        self._shown = self._live
        self._stream.write(f"\r\x1b[2K{self.line()}" if self._live else f"{self.line()}\n")
        self._stream.flush()

    def hide(self) -> None:
        """Make room for other lines; the next look shows it again."""
        if self._shown:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()
            self._shown = False

    def line(self) -> str:
        """`120 of 449 scenarios done, 2 failed, about 20 s left`."""
        done = self._planned - len(self._left)
        failed = f", {self._failed} failed" if self._failed else ""
        return f"{done} of {self._planned} scenarios done{failed}{self._time_left()}"

    def _time_left(self) -> str:
        """What is expected of the rest, at the pace of what is done; nothing before anything is."""
        if not self._expected_done:
            return ""
        pace = (time.monotonic() - self._began) / self._expected_done
        seconds = pace * sum(self._left.values())
        return (
            f", about {seconds // 60:.0f} min {seconds % 60:.0f} s left"
            if seconds >= 100
            else (f", about {seconds:.0f} s left")
        )
