"""The parameters of a call, whichever way they came."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

_NUMBER = re.compile(r"\s*([+-]?\d{1,19})")
_ATTACHED = "attach://"


class Parameters:
    """Named texts; a nested value is JSON text, a file a part of its own."""

    def __init__(self, values: Mapping[str, str], files: Mapping[str, bytes] | None = None) -> None:
        self._values = values
        self._files = files or {}

    @property
    def shown(self) -> dict[str, str]:
        """What was given, as others may see it."""
        hidden = {"secret_token": "(hidden)"}
        return {name: hidden.get(name, value) for name, value in self._values.items()}

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """The text of that name; empty where it is missing."""
        return self._values.get(name, "")

    def flag(self, name: str) -> bool:
        """Whether it was set."""
        return self.text(name).lower() in ("true", "yes", "1")

    def integer(self, name: str, default: int = 0, least: int = -(2**63), most: int = 2**63 - 1) -> int:
        """A whole number, moved into its bounds rather than refused; what is no number counts as 0."""
        if not (given := self.text(name)):
            return default
        match = _NUMBER.match(given)
        return min(max(int(match[1]) if match else 0, least), most)

    def nested(self, name: str) -> Any:
        """The value of a JSON text; None where it is missing; `msgspec.DecodeError` where it is no JSON."""
        given: str | bytes = self.text(name)
        if isinstance(given, str) and given.startswith(_ATTACHED):
            part = given.removeprefix(_ATTACHED)
            given = self._files.get(part) or self.text(part)
        return msgspec.json.decode(given) if given else None


def as_text(value: Any) -> str:
    """A value of a JSON body as the text that a form would carry."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
