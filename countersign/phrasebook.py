"""How a deployment words what it means: features speak in intents, deployments in their own words."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from countersign.exemplar import exemplar

Wording = list[str | list[str]]
"""Any of these patterns; a pattern that is a list holds when all of its parts do."""
_VALUE = r"\{([a-z_]+)\}"


class Phrasebook:
    """The wordings of one journey, the target's own before the defaults."""

    def __init__(self, says: dict[str, Wording], buttons: dict[str, list[str]]) -> None:
        self._says = says
        self._buttons = buttons

    def says(self, intent: str, text: str, **values: object) -> bool:
        """Whether the text means the intent, with these values in it."""
        return any(
            all(_found(part, text, values) for part in ([wording] if isinstance(wording, str) else wording))
            for wording in self._wordings(intent)
        )

    def hints_at(self, intent: str, text: str, **values: object) -> bool:
        """Whether any part of any wording is there: enough to say that something was said after all."""
        return any(
            _found(part, text, values)
            for wording in self._wordings(intent)
            for part in ([wording] if isinstance(wording, str) else wording)
        )

    def reads(self, intent: str, text: str, **known: object) -> dict[str, str] | None:
        """The values in a text that means the intent, but for those that are known; None where it doesn't."""
        for wording in self._wordings(intent):
            parts = [wording] if isinstance(wording, str) else wording
            shapes = [_blanked(_shown(part, known)) for part in parts]
            found = [re.search(shape, text, re.IGNORECASE | re.DOTALL) for shape in shapes]
            if all(found):
                return {name: value for each in found if each for name, value in each.groupdict().items()}
        return None

    def means_something(self, text: str) -> bool:
        """Whether the text means anything at all that needs no value to be told: "…" does not."""
        return any(
            self.says(intent, text) for intent, wordings in self._says.items() if "{" not in str(wordings)
        )

    def button(self, wanted: str, label: str) -> bool:
        """Whether a button with this label is the one that the features call `wanted`."""
        return any(_plain(name) == _plain(label) for name in [wanted, *self._buttons.get(wanted, [])])

    def described(self, intent: str, **values: object) -> str:
        """Words that would do, for the explanation of a mismatch."""
        return " or ".join(
            _told(wording, values) if isinstance(wording, str)
            else " with ".join(_told(part, values) for part in wording)
            for wording in self._wordings(intent)
        )  # fmt: skip

    def _wordings(self, intent: str) -> Wording:
        if intent not in self._says:
            raise KeyError(f"the phrasebook has no wording for {intent!r}")
        return self._says[intent]


@cache
def _defaults() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads(files("countersign").joinpath("phrasebook.toml").read_text(encoding="utf-8"))


def phrasebook(journey: str, says: dict[str, Wording], buttons: dict[str, list[str]]) -> Phrasebook:
    """The phrasebook of a journey, with what the target words differently."""
    defaults = _defaults()[journey]
    return Phrasebook({**defaults["says"], **says}, {**defaults.get("buttons", {}), **buttons})  # type: ignore[dict-item]


def intents(journey: str) -> set[str]:
    """Every intent that the default phrasebook knows, for checking a target's own."""
    return set(_defaults()[journey]["says"])


def values_of(journey: str, intent: str) -> set[str]:
    """The values that every wording of an intent must name, as the default wordings do."""
    wordings = _defaults()[journey]["says"][intent]
    return {name for wording in wordings for name in re.findall(_VALUE, str(wording))}


def _shown(pattern: str, values: dict[str, object]) -> str:
    """The pattern with `{name}` filled in as plain text."""
    for name, value in values.items():
        pattern = pattern.replace("{" + name + "}", re.escape(str(value)))
    return pattern


def _told(pattern: str, values: dict[str, object]) -> str:
    """What the pattern takes, as a sentence shows it: with the values as they are, and others left open."""
    shown = re.sub(_VALUE, lambda found: str(values.get(found[1], "…")), exemplar(pattern))
    return f"'{shown.strip()}'"


def _found(pattern: str, text: str, values: dict[str, object]) -> bool:
    return re.search(_shown(pattern, values), text, re.IGNORECASE | re.DOTALL) is not None


def _blanked(pattern: str) -> str:
    """The pattern with each `{name}` as a blank that takes any words; a name stands in it once."""
    return re.sub(_VALUE, r"(?P<\1>.+?)", pattern)


def _plain(label: str) -> str:
    """A label without its emoji and case: what a person would read out."""
    return " ".join(re.sub(r"[^\w\s&'’?/+.-]", "", label).split()).casefold()
