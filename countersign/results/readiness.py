"""How ready a journey is: the share of its scenarios that passed, held against the marks of its owner.

Only the journey as a whole can be ready: a run of a part of it says how much of that has passed, and what
that would be, but not the owner's words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from countersign.results.record import Attempt, Outcome, Planned, Readiness, ReadinessMarks
from countersign.results.wording import counted

_LEFT_OUT = (Outcome.NOT_APPLICABLE, Outcome.REFUSED)
"""Not asked of this deployment, so that it neither gains nor loses by it."""
_BY_HAND = "manual"


class Owned(msgspec.Struct, frozen=True):
    """A journey whose owner has said when it is ready."""

    journey: str
    title: str
    marks: ReadinessMarks
    scenarios: int
    """How many scenarios the journey has, those that are done by hand left out."""


def remembered(lines: Iterable[Readiness]) -> list[Owned]:
    """The journeys that records tell of, each once: whoever wrote them had the marks at hand."""
    journeys = {line.journey: line for line in lines}
    return [Owned(line.journey, line.title, line.marks, line.scenarios) for line in journeys.values()]


def readiness(
    planned: Sequence[Planned], attempts: Mapping[str, Attempt], journeys: Iterable[Owned]
) -> Iterator[Readiness]:
    """How ready each of these journeys is, as far as this run has found out."""
    for one in journeys:
        selected = [each for each in planned if each.journey == one.journey and not is_by_hand(each.tags)]
        if selected:
            yield _judged(one, selected, attempts)


def _judged(one: Owned, selected: Sequence[Planned], attempts: Mapping[str, Attempt]) -> Readiness:
    asked = [each.id for each in selected if not _left_out(attempts.get(each.id))]
    not_passed = [each for each in asked if not _passed(attempts.get(each))]
    passed = len(asked) - len(not_passed)
    executed = any(_executed(attempts.get(each)) for each in asked)
    colour = one.marks.colour(passed, len(asked)) if executed else None
    whole = len(selected) >= one.scenarios
    return Readiness(
        journey=one.journey,
        title=one.title,
        marks=one.marks,
        scenarios=one.scenarios,
        selected=len(selected),
        counted=len(asked),
        passed=passed,
        rate=_rate(passed, len(asked)) if executed else None,
        colour=colour,
        words=one.marks.words(colour) if colour and whole else "",
        not_passed=not_passed,
    )


def in_a_line(found: Readiness) -> str:
    """How ready it is, as a person reads it."""
    begin = f"Readiness of {found.title}"
    if found.colour is None:
        return f"{begin} unknown: nothing of it was executed."
    passed = f"{found.passed} of {counted(found.counted, 'scenario')} passed ({found.rate:g} %)"
    left_out = found.selected - found.counted
    besides = f"; {left_out} not asked of this deployment" if left_out else ""
    if not found.words:
        part = f"only {found.selected} of its {counted(found.scenarios, 'scenario')} selected"
        return f"{begin} not judged, {part}: {passed}, which would be {found.colour}{besides}."
    return f"{begin}: {found.colour}, {found.words}; {passed}{besides}."


def is_by_hand(tags: Iterable[str]) -> bool:
    """Whether a scenario with these tags is for a person, so that it says nothing of readiness."""
    return _BY_HAND in tags


def _left_out(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome in _LEFT_OUT


def _passed(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome is Outcome.PASSED


def _executed(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.outcome is not Outcome.NOT_RUN


def _rate(passed: int, counted: int) -> float:
    """Hundredths, rounded down to a tenth: only a journey without a flaw is a hundred."""
    return (1000 * passed // counted) / 10
