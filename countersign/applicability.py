"""Whether a target can show what a scenario is about; where it can't, the reason in a sentence."""

from collections.abc import Iterable

from countersign.journeys import JOURNEYS
from countersign.target import CAPABILITIES, Target

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
    "calendar": "a calendar for each number that is called",
    "signature": "a line that checks signatures, and its token",
    "appointments": "appointments over HTTP, and the API key for them",
    "model": "a language model that can be directed",
    "completion": "sessions that are completed",
    "replay": "earlier messages after a reconnect",
    "masking": "masked personal data",
    "draft": "a scenario that lacks a document",
    "registration": "customers who can register",
    "account": "a test account",
    "payments": "purchases that cost nothing",
    "cache": "a Redis that can be taken away",
    "openrouter": "an account at OpenRouter",
    "stripe": "a test account at Stripe",
    "health": "doors at which the line tells of its health",
}


def why_not_applicable(journey: str, tags: Iterable[str], target: Target) -> str | None:
    """Why the scenario says nothing about this target; None where it does."""
    named = target.journeys().get(journey)
    if named is None:
        return f"{target.names} no journey {journey!r}"
    asked = needs(tags)
    known = JOURNEYS[journey]
    if reason := known.why_not_applicable(named, asked, target):
        return reason
    missing = [need for need in asked if need not in known.offers(named)]
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
