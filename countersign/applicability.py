"""Whether a target can show what a scenario is about; where it can't, the reason in a sentence."""

from collections.abc import Iterable

from countersign.target import CAPABILITIES, Target

NEEDS = "needs."

_MEANING = {
    "wizard": "an onboarding in steps",
    "mailbox": "mail that can be read",
    "database": "records that can be read",
    "clock": "a clock that can be moved",
    "faults": "outages on demand",
}


def why_not_applicable(journey: str, tags: Iterable[str], target: Target) -> str | None:
    """Why the scenario says nothing about this target; None where it does."""
    named = target.journeys().get(journey)
    if named is None:
        return f"{target.source} names no journey {journey!r}"
    if named.telegram is None and not target.embedded:
        return f"{target.source} names no Telegram stand-in through which the bot could be driven"
    missing = [need for need in needs(tags) if need not in named.offers]
    if missing:
        return f"needs {' and '.join(_MEANING.get(need, need) for need in missing)}, which is not offered"
    return None


def unknown_needs(tags: Iterable[str]) -> list[str]:
    """What the tags ask for though no deployment can offer it: a misspelt tag."""
    return [need for need in needs(tags) if need not in CAPABILITIES]


def needs(tags: Iterable[str]) -> list[str]:
    """The capabilities that the tags ask for, in the order in which targets list them."""
    asked = {tag.removeprefix(NEEDS) for tag in tags if tag.startswith(NEEDS)}
    known = [capability for capability in CAPABILITIES if capability in asked]
    return known + sorted(asked - set(known))
