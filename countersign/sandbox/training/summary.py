"""Sums a session up: what went well, and what to practise."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from countersign.sandbox.training.scenario import Scenario
from countersign.sandbox.training.scoring import Evaluation
from countersign.sandbox.training.words import Text

_MOST = 3
_GOOD = 80


class Summary(msgspec.Struct, frozen=True):
    """What the trainee takes home."""

    exchanges: int
    """Those that were scored."""
    average_score: float
    strengths: list[str]
    improvements: list[str]
    objectives_met: int
    objectives: int
    minutes: float
    planned_minutes: int


def met(scenario: Scenario, evaluations: Sequence[Evaluation]) -> list[str]:
    """The objectives that acceptable replies have met so far, in the scenario's order."""
    said = {name for each in evaluations if each.acceptable for name in each.keyword_matches.matched}
    return [objective.text for objective in scenario.objectives if said & set(objective.keywords)]


def is_complete(scenario: Scenario, evaluations: Sequence[Evaluation], reply: str) -> bool:
    """Whether this reply, the last of those evaluated, ends the conversation."""
    if len(met(scenario, evaluations)) < len(scenario.objectives) or "hostile" in evaluations[-1].manner:
        return False
    return Text(reply).says(scenario.completion.farewell)


def summed_up(scenario: Scenario, evaluations: Sequence[Evaluation], took: timedelta) -> Summary:
    """The summary of a completed session."""
    scores = [each.score for each in evaluations]
    return Summary(
        exchanges=len(scores),
        average_score=round(sum(scores) / len(scores), 1),
        strengths=_strengths(scenario, evaluations),
        improvements=_improvements(scenario, evaluations),
        objectives_met=len(met(scenario, evaluations)),
        objectives=len(scenario.objectives),
        minutes=round(took.total_seconds() / 60, 1),
        planned_minutes=scenario.duration_minutes,
    )


def _strengths(scenario: Scenario, evaluations: Sequence[Evaluation]) -> list[str]:
    found = []
    if _mean([each.quality_scores.tone for each in evaluations]) >= _GOOD:
        found.append("Your tone was polite and warm.")
    if _mean([each.quality_scores.clarity for each in evaluations]) >= _GOOD:
        found.append("You wrote in clear sentences.")
    found += [f"You met the objective: {text}." for text in met(scenario, evaluations)]
    return found[:_MOST]


def _improvements(scenario: Scenario, evaluations: Sequence[Evaluation]) -> list[str]:
    said = {name for each in evaluations for name in each.keyword_matches.matched}
    found = []
    if any("hostile" in each.manner for each in evaluations):
        found.append("Stay friendly, even when the customer is not.")
    if any("off_topic" in each.manner for each in evaluations):
        found.append("Stay with the customer's case.")
    found += [keyword.advice for keyword in scenario.keywords if keyword.keyword not in said]
    return found[:_MOST] or ["Try a more difficult scenario next."]


def _mean(values: Sequence[int]) -> float:
    return sum(values) / len(values)
