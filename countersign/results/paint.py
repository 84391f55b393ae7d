"""Colours and marks for a terminal, and plain text for everything else."""

import os
from typing import Any, TextIO

from countersign.results.record import Outcome

_COLOURS = {
    Outcome.PASSED: "32",
    Outcome.FAILED: "31",
    Outcome.ERROR: "31",
    Outcome.UNDECIDED: "33",
    Outcome.FLAKY: "33",
    Outcome.NOT_RUN: "33",
    Outcome.NOT_APPLICABLE: "2",
    Outcome.REFUSED: "33",
    Outcome.MANUAL: "2",
}
_MARKS = {
    Outcome.PASSED: "✓",
    Outcome.FAILED: "✗",
    Outcome.ERROR: "✗",
    Outcome.UNDECIDED: "?",
    Outcome.FLAKY: "~",
}
_PLAIN_MARKS = {
    Outcome.PASSED: "ok",
    Outcome.FAILED: "FAILED",
    Outcome.ERROR: "ERROR",
    Outcome.UNDECIDED: "UNDECIDED",
    Outcome.FLAKY: "FLAKY",
}


class Paint:
    """How to write on one stream."""

    def __init__(self, stream: TextIO, config: Any) -> None:
        self._colourful = "NO_COLOR" not in os.environ and bool(config.has_colored_mode(stream))
        encoding = (getattr(stream, "encoding", "") or "ascii").lower()
        self._marks = _MARKS if encoding.startswith("utf") else _PLAIN_MARKS

    def outcome(self, outcome: Outcome, text: str) -> str:
        """The text in the outcome's colour."""
        return self._in(_COLOURS[outcome], text)

    def heading(self, text: str) -> str:
        """The text, bold."""
        return self._in("1", text)

    def faint(self, text: str) -> str:
        """The text, less conspicuous."""
        return self._in("2", text)

    def mark(self, outcome: Outcome) -> str:
        """A mark at the beginning of a line."""
        return self.outcome(outcome, self._marks.get(outcome, "-"))

    def _in(self, colour: str, text: str) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colourful else text


def indented(text: str, depth: int) -> str:
    """Every line of the text, moved to the right."""
    return "\n".join(" " * depth + line if line.strip() else "" for line in text.strip("\n").splitlines())
