"""How well the product bears trouble: one number for a run, made of its `@resilience` scenarios.

A scenario weighs as much as its severity says. What was not found out is never counted as passed, so that
the score is what this run has proven: it can only be better than the number says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from countersign.results.record import Attempt, Outcome, Planned, Resilience, ResilienceFinding
from countersign.results.wording import counted
from countersign.toml_file import read_toml

TAG = "resilience"
WEIGHTS = {"blocker": 8, "critical": 5, "normal": 2, "minor": 1}
"""Severity → weight, the heaviest first."""

_UNSAID = "normal"
_LEFT_OUT = (Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL)
"""Not asked of this deployment, so that it neither gains nor loses by it."""


class _Row(msgspec.Struct, frozen=True):
    id: str
    recommendation: str = ""


class _RulesFile(msgspec.Struct, frozen=True):
    rule: list[_Row] = []


class Advice:
    """What to do where a business rule is broken, as the rules of each journey recommend."""

    def __init__(self, by_rule: Mapping[tuple[str, str], str]) -> None:
        self._by_rule = by_rule

    @classmethod
    def for_all(cls, planned: Iterable[Planned], root: Path) -> "Advice":
        """The recommendations for these scenarios; a `UserError` where a file of rules can't be read."""
        by_rule: dict[tuple[str, str], str] = {}
        for folder in sorted({_folder(one) for one in planned if TAG in one.tags}):
            path = root / folder / "rules.toml"
            for row in _rules(path) if path.is_file() else ():
                by_rule[folder, row.id] = row.recommendation
        return cls(by_rule)

    def on(self, planned: Planned) -> str:
        """What is recommended where this scenario fails: for each rule that it proves."""
        given = [self._by_rule.get((_folder(planned), tag), "") for tag in planned.tags]
        return " ".join(dict.fromkeys(one for one in given if one))


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


def _folder(planned: Planned) -> str:
    """The journey's folder of features."""
    return Path(*Path(planned.path).parts[:-1][:2]).as_posix()


def _rules(path: Path) -> list[_Row]:
    return read_toml(
        path,
        _RulesFile,
        lambda error: f"{path}: the rules can't be read ({error}); `countersign lint` says where.",
    ).rule
