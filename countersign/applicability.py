"""Whether a target can show what a scenario is about; where it can't, the reason in a sentence."""

from collections.abc import Iterable

from countersign.target import CAPABILITIES, Onboarding, Providers, Target

NEEDS = "needs."

_MEANING = {
    "wizard": "an onboarding in steps",
    "mailbox": "mail that can be read",
    "sms": "SMS that can be read",
    "database": "records that can be read",
    "clock": "a clock that can be moved",
    "faults": "outages on demand",
    "webhook": "a webhook that the suite may post to",
    "operator": "an operator's door",
    "driver": "a driver bot",
    "spare": "a deployment of its own that may be broken",
    "telegram": "a bot at Telegram",
    "brevo": "an account at Brevo",
    "twilio": "an account at Twilio",
}


def why_not_applicable(journey: str, tags: Iterable[str], target: Target) -> str | None:
    """Why the scenario says nothing about this target; None where it does."""
    named = target.journeys().get(journey)
    if named is None:
        return f"{target.source} names no journey {journey!r}"
    asked = needs(tags)
    if (
        isinstance(named, Onboarding)
        and not target.embedded
        and named.telegram is None
        and "driver" not in asked
    ):
        return f"{target.source} names no Telegram stand-in through which the bot could be driven"
    offered = [*named.offers, *(named.doors if isinstance(named, Providers) else ())]
    missing = [need for need in asked if need not in offered]
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
