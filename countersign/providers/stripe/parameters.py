"""Reading parameters as strictly as Stripe does: each has its kind, and none may be unknown."""

import re
from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from countersign.providers.stripe.currencies import SUPPORTED
from countersign.providers.stripe.errors import Refusal, empty, missing, not_played, unknown
from countersign.providers.stripe.form import Tree

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_LONGEST_TEXT = 5_000
_MOST_METADATA = 50
_LONGEST_NAME = 40
_LONGEST_VALUE = 500


class Parameters:
    """One object of a request's parameters, and its full name there."""

    def __init__(self, tree: Tree, name: str = "") -> None:
        self._tree = tree
        self.name = name

    def __contains__(self, param: str) -> bool:
        return param in self._tree

    def named(self, param: str) -> str:
        """The full name of one of its parameters, such as `line_items[0][quantity]`."""
        return f"{self.name}[{param}]" if self.name else param

    def only(self, played: Collection[str], known: Collection[str] = ()) -> None:
        """Refuse whatever else is there; what Stripe knows and we don't play is never passed over."""
        for param in self._tree:
            if param in known:
                raise not_played(self.named(param))
            if param not in played:
                raise unknown(self.named(param))

    def text(self, param: str, *, longest: int = _LONGEST_TEXT) -> str | None:
        """A text that may be absent, but not empty."""
        given = self._tree.get(param)
        if given is None:
            return None
        if not isinstance(given, str):
            raise Refusal(400, f"Invalid string: {given}", param=self.named(param))
        if not given:
            raise empty(self.named(param))
        if len(given) > longest:
            raise Refusal(
                400,
                f"Invalid string: {given[:10]}…; must be at most {longest} characters",
                param=self.named(param),
            )
        return given

    def needed(self, param: str) -> str:
        """A text that must be there."""
        given = self.text(param)
        if given is None:
            raise missing(self.named(param))
        return given

    def whole(self, param: str, *, least: int = 0) -> int | None:
        """A whole number that may be absent."""
        given = self.text(param)
        if given is None:
            return None
        if not _WHOLE.fullmatch(given):
            raise Refusal(
                400, f"Invalid integer: {given}", code="parameter_invalid_integer", param=self.named(param)
            )
        if int(given) < least:
            told = "Invalid non-negative integer" if least == 0 else "Invalid positive integer"
            if least > 1:
                told = f"This value must be greater than or equal to {least}."
            raise Refusal(400, told, code="parameter_invalid_integer", param=self.named(param))
        return int(given)

    def chosen(self, param: str, choices: Collection[str]) -> str | None:
        """One of a few words, which may be absent."""
        given = self.text(param)
        if given is not None and given not in choices:
            *some, last = choices
            listed = f"{', '.join(some)}, or {last}" if some else last
            raise Refusal(
                400, f"Invalid {self.named(param)}: must be one of {listed}", param=self.named(param)
            )
        return given

    def address(self, param: str) -> str | None:
        """A URL, which may be absent."""
        given = self.text(param)
        if given is not None and not _is_url(given):
            raise Refusal(400, "Not a valid URL", code="url_invalid", param=self.named(param))
        return given

    def email(self, param: str) -> str | None:
        """An e-mail address, which may be absent."""
        given = self.text(param, longest=800)
        if given is not None and not _EMAIL.fullmatch(given):
            raise Refusal(
                400, f"Invalid email address: {given}", code="email_invalid", param=self.named(param)
            )
        return given

    def currency(self, param: str) -> str:
        """A currency, in small letters."""
        given = self.needed(param).lower()
        if given not in SUPPORTED:
            raise Refusal(
                400,
                f"Invalid currency: {given}. Stripe currently supports these currencies: "
                f"{', '.join(SUPPORTED)}",
                param=self.named(param),
            )
        return given

    def branch(self, param: str) -> "Parameters | None":
        """An object of its own, which may be absent."""
        given = self._tree.get(param)
        if given is None:
            return None
        if not isinstance(given, dict):
            raise Refusal(400, "Invalid object", param=self.named(param))
        return Parameters(given, self.named(param))

    def items(self, param: str) -> "list[Parameters]":
        """A list of objects, which may be absent."""
        return [one for within, place in self._numbers(param) if (one := within.branch(place))]

    def texts(self, param: str) -> list[str]:
        """A list of texts, which may be absent."""
        return [one for within, place in self._numbers(param) if (one := within.text(place))]

    def choices(self, param: str, of: Collection[str]) -> list[str]:
        """A list of a few words, which may be absent."""
        return [one for within, place in self._numbers(param) if (one := within.chosen(place, of))]

    def metadata(self, param: str = "metadata") -> Mapping[str, str]:
        """What a product writes onto an object for itself."""
        branch = self.branch(param)
        if branch is None:
            return {}
        if len(branch._tree) > _MOST_METADATA:
            raise Refusal(
                400, f"You can only have {_MOST_METADATA} keys in metadata.", param=self.named(param)
            )
        return {name: branch._noted(name) for name in branch._tree}

    def _noted(self, name: str) -> str:
        value = self._tree[name]
        if not isinstance(value, str):
            raise Refusal(400, "Metadata values must be strings", param=self.named(name))
        if len(name) > _LONGEST_NAME:
            raise Refusal(
                400,
                f"Metadata keys can have up to {_LONGEST_NAME} characters, but you passed in a key that is "
                f"{len(name)} characters. Invalid key: {name}",
                param=self.name,
            )
        if len(value) > _LONGEST_VALUE:
            raise Refusal(
                400,
                f"Metadata values can have up to {_LONGEST_VALUE} characters, but you passed in a value that "
                f"is {len(value)} characters. Invalid value: {value}",
                param=self.name,
            )
        return value

    def _numbers(self, param: str) -> "Iterator[tuple[Parameters, str]]":
        """The places of a list, in order."""
        given = self._tree.get(param)
        if given is None:
            return
        if not isinstance(given, dict) or not all(place.isdecimal() for place in given):
            raise Refusal(400, "Invalid array", param=self.named(param))
        within = Parameters(given, self.named(param))
        for place in sorted(given, key=int):
            yield within, place


def _is_url(text: str) -> bool:
    if " " in text or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
