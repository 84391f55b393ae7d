"""How features name what a phone line asks its callers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from countersign.people.asking import CANCEL, CONFIRM, HOW_LONG, NAME, NAME_RIGHT, NUMBER, OFFER, WHEN

_WHOSE = "(?:her|his|their)"
_INTENTS: Mapping[str, str] = {
    "asked when": WHEN,
    "asked how long": HOW_LONG,
    "asked to confirm an appointment": CONFIRM,
    "offered another time": OFFER,
    rf"asked whether to cancel {_WHOSE} appointment": CANCEL,
    rf"asked for {_WHOSE} name": NAME,
    rf"asked for {_WHOSE} number": NUMBER,
    rf'asked whether {_WHOSE} name is "[^"]*"': NAME_RIGHT,
}

QUESTION = "|".join(_INTENTS)
"""The shape of a question in a feature."""


@dataclass(frozen=True)
class Wanted:
    """A question that should be open, and the values that it must name."""

    intent: str
    said: str
    """As the feature says it."""
    values: dict[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str | None:
        """The name that is asked about."""
        return str(self.values["name"]) if self.values else None


def wanted_in(text: str) -> Wanted:
    """The question that a feature names."""
    intent = next(intent for shape, intent in _INTENTS.items() if re.fullmatch(shape, text))
    named = re.search(r'"([^"]*)"', text)
    return Wanted(intent, text, {"name": named[1]} if named else {})
