"""TOML files that a user keeps, read into typed rows; what doesn't fit ends in one sentence."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from countersign.errors import UserError

T = TypeVar("T")


def read_toml(path: Path, kind: type[T], sentence: Callable[[Exception], str]) -> T:
    """What stands in the file. That it is not there is for the caller to explain: it may need not be."""
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), kind)
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise UserError(sentence(error)) from error
