"""What other tools have left for a sign-off: test results, coverage, findings of linters and scanners.

A file that is missing, empty, cut off, of another kind or at odds with itself is no result: whoever asks is
told why, and nothing is ever taken for passed.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from countersign.signoff.inputs.bandit import bandit
from countersign.signoff.inputs.cobertura import cobertura
from countersign.signoff.inputs.files import contents
from countersign.signoff.inputs.found import (
    Coverage,
    Finding,
    Findings,
    Input,
    Ran,
    Unreadable,
    at_least_as_grave,
)
from countersign.signoff.inputs.junit import junit
from countersign.signoff.inputs.ruff import ruff
from countersign.signoff.inputs.sarif import sarif

__all__ = ["Coverage", "Finding", "Findings", "Input", "Ran", "Unreadable", "at_least_as_grave", "read_input"]

READERS: Mapping[str, Callable[[bytes, Path], Input]] = {
    "junit": junit,
    "cobertura": cobertura,
    "sarif": sarif,
    "bandit": bandit,
    "ruff": ruff,
}
"""What can be read, by the name that gates.toml gives it."""


def read_input(kind: str, path: Path) -> Input:
    """What stands in the file; `Unreadable` says why it is none of that kind."""
    return READERS[kind](contents(path), path)
