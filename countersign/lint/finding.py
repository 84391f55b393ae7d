"""What the lint says: one sentence about one line."""

from typing import NamedTuple


class Finding(NamedTuple):
    """Something to mend, and where; findings sort by place."""

    path: str
    """Relative to the suite's root, with forward slashes."""
    line: int
    code: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.code} {self.sentence}"
