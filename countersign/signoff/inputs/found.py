"""What a tool may have found, and why its file may say nothing."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

AGAIN = "let its tool run again, to its end"

_LONGEST = 300


def told(text: str) -> str:
    """The words of a tool as one line that can be written down anywhere, and is not endless."""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return " ".join("".join(one if one.isprintable() else " " for one in shown).split())


class Unreadable(Exception):  # noqa: N818 - it reads like the sentence that it carries
    """Why an input says nothing, and what to do, in a sentence."""

    def __init__(self, path: Path, why: str, mend: str = AGAIN) -> None:
        """Of that file."""
        super().__init__(f"{told(str(path))} {told(why)}: {mend}")


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What a test tool has reported."""

    passed: int
    failed: list[str]
    """The names of those that failed, or that the tool itself could not bring to an end."""
    skipped: int

    @property
    def executed(self) -> int:
        """How many were really run."""
        return self.passed + len(self.failed)


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the code the tests have run."""

    covered: int
    lines: int

    @property
    def percent(self) -> float:
        """In hundredths."""
        return 100 * self.covered / self.lines


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a linter or a scanner has found."""

    level: str
    """error, warning or note: as SARIF has them."""
    rule: str
    where: str
    says: str


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a linter or a scanner has found."""

    tool: str
    found: list[Finding]
    undecided: list[Finding] = []
    """What the tool could not decide, and leaves to a person."""


Input = Ran | Coverage | Findings

LEVELS = ("error", "warning", "note")
"""The gravest first."""


def gravity(level: str) -> int:
    """The gravest has 0; a level that nobody knows is as grave as an error."""
    return LEVELS.index(level) if level in LEVELS else 0


def at_least_as_grave(found: Iterable[Finding], level: str) -> list[Finding]:
    """Those of that level and of graver ones."""
    return [one for one in found if gravity(one.level) <= gravity(level)]
