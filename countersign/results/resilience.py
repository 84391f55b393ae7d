"""How well the product bears trouble: one number for a run, made of its `@resilience` scenarios.

A scenario weighs as much as its severity says. What was not found out is never counted as passed, so that
the score is what this run has proven: it can only be better than the number says.
"""

from collections.abc import Callable, Mapping, Sequence

from countersign.results.record import Attempt, Outcome, Planned, Resilience, ResilienceFinding
from countersign.results.wording import counted

TAG = "resilience"
WEIGHTS = {"blocker": 8, "critical": 5, "normal": 2, "minor": 1}
"""Severity → weight, the heaviest first."""

_UNSAID = "normal"
_LEFT_OUT = (Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL)
"""Not asked of this deployment, so that it neither gains nor loses by it."""


def resilience(
    planned: Sequence[Planned], attempts: Mapping[str, Attempt], advise: Callable[[Planned], str]
) -> Resilience | None:
    """The score of a run and what to do about it; None where the run asked for no resilience at all."""
    weights = {"passed": 0, "failed": 0, "unknown": 0}
    unknown: list[str] = []
    findings: list[ResilienceFinding] = []
    asked = [one for one in planned if TAG in one.tags and not _left_out(attempts.get(one.id))]
    for one in asked:
        attempt = attempts.get(one.id)
        verdict = _verdict(attempt)
        weights[verdict] += WEIGHTS[_severity(one)]
        if verdict == "unknown":
            unknown.append(one.id)
        elif verdict == "failed" and attempt is not None:
            findings.append(_finding(one, attempt, advise(one)))
    if not asked:
        return None
    return Resilience(
        score=_score(**weights),
        weight_passed=weights["passed"],
        weight_failed=weights["failed"],
        weight_unknown=weights["unknown"],
        scenarios=len(asked),
        unknown=unknown,
        findings=findings,
    )


def in_a_line(found: Resilience) -> str:
    """The score as a person reads it; it says what it does not know."""
    failed, unknown = len(found.findings), len(found.unknown)
    scenarios = counted(found.scenarios, "scenario")
    if found.score is None:
        return f"Resilience unknown: of {scenarios} none was found out."
    parts = [f"{failed} of {scenarios} failed"] if failed else []
    if unknown:
        parts.append(f"{unknown} of {scenarios} not found out, which counts as not proven")
    said = ", ".join(parts) or f"{scenarios} passed"
    return f"Resilience {found.score} %: {said}."


def _left_out(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome in _LEFT_OUT


def _verdict(attempt: Attempt | None) -> str:
    """An error is the suite's own not knowing, as is everything that did not run to its end."""
    if attempt is not None and attempt.outcome is Outcome.PASSED:
        return "passed"
    return "failed" if attempt is not None and attempt.outcome is Outcome.FAILED else "unknown"


def _score(passed: int, failed: int, unknown: int) -> int | None:
    """Hundredths that are proven, rounded down: only a run without a flaw is a hundred."""
    return 100 * passed // (passed + failed + unknown) if passed + failed else None


def _finding(planned: Planned, attempt: Attempt, recommendation: str) -> ResilienceFinding:
    return ResilienceFinding(
        scenario_id=planned.id,
        name=planned.name,
        severity=_severity(planned),
        sentence=attempt.sentence,
        recommendation=recommendation,
    )


def _severity(planned: Planned) -> str:
    return next((severity for severity in WEIGHTS if severity in planned.tags), _UNSAID)
