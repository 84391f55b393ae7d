"""Says to a trainee what was good in a reply, and what to do next."""

from countersign.sandbox.training.scenario import Scenario
from countersign.sandbox.training.scoring import ACCEPTABLE, Evaluation

_MOST = 3
_EXCELLENT = 90
_FAULTS = {
    "hostile": "Stay friendly, whatever the customer says.",
    "stuffed": "Write whole sentences instead of a list of keywords.",
    "off_topic": "Stay with the customer's case.",
    "refusing": "Say what you can do, rather than what you will not do.",
    "too_short": "Write at least one whole sentence.",
}
_NEUTRAL = 75


def verdict(evaluation: Evaluation) -> str:
    """One sentence or two about a reply."""
    matched = evaluation.keyword_matches.matched
    if evaluation.score >= _EXCELLENT:
        opinion = "Excellent reply."
    elif evaluation.score >= ACCEPTABLE:
        opinion = "Good reply."
    else:
        opinion = "This reply needs more work."
    return (
        f"{opinion} It covers: {', '.join(matched)}."
        if matched
        else f"{opinion} It covers no expected point."
    )


def suggestions(scenario: Scenario, evaluation: Evaluation) -> list[str]:
    """One to three pieces of advice."""
    found = [_FAULTS[fault] for fault in evaluation.manner]
    if evaluation.quality_scores.tone < _NEUTRAL and "hostile" not in evaluation.manner:
        found.append("Add a friendly word: please, thank you, I understand.")
    missed = evaluation.keyword_matches.missed
    found += [keyword.advice for keyword in scenario.keywords if keyword.keyword in missed]
    return found[:_MOST] or ["Go on like this."]
