"""TOML files of the suite, read into typed rows; what doesn't fit is a finding at its line."""

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from countersign.lint.finding import Finding

T = TypeVar("T")


def read_toml(path: Path, name: str) -> dict[str, Any] | Finding:
    """The whole file, or why it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return Finding(name, 1, "broken-toml", f"This can't be read: {error.strerror}.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        line = re.search(r"at line (\d+)", str(error))
        return Finding(name, int(line[1]) if line else 1, "broken-toml", f"This is no TOML: {error}.")


def typed(row: Any, kind: type[T], name: str, line: int) -> T | Finding:
    """A row as the given type, or what doesn't fit."""
    try:
        return msgspec.convert(row, kind)
    except msgspec.ValidationError as error:
        return Finding(name, line, "broken-toml", f"This entry doesn't fit: {error}.")


def lines_of(path: Path, header: str) -> list[int]:
    """The lines that hold nothing but this table header."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [number for number, text in enumerate(lines, start=1) if text.split("#")[0].strip() == header]
