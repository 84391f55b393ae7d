"""Whether a run record agrees with itself: one that does not proves nothing, whatever it says.

A suite writes its lines in one order, tells each scenario's results after it was planned, and sums up what it
has told. Where that is not so, somebody has changed the record, or it is of more than one run.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import msgspec

from countersign.results.readiness import readiness, remembered
from countersign.results.reading import Reading
from countersign.results.record import (
    Attempt,
    End,
    Line,
    Outcome,
    Readiness,
    Resilience,
    Run,
)
from countersign.results.resilience import resilience
from countersign.results.verdict import Verdict, verdict
from countersign.results.wording import counted

_MOST = 20
"""So many sentences are enough."""
_END_OF_TIME = 253_402_300_800.0
"""The year 10000, which no calendar knows."""
_LEFT_OUT = (Outcome.NOT_APPLICABLE, Outcome.REFUSED)
"""What was not asked of the deployment, so that no score counts it."""
_MASKED = "***"
"""What stands for a secret, which may be a part of any text, but of no id and of no outcome."""
_NOT_PASSED = (
    "failed",
    "error",
    "hook_error",
    "cleanup_error",
    "undefined",
    "pending",
    "skipped",
    "untested",
)
"""What behave calls a step that did not pass."""

_H = TypeVar("_H", bound=Hashable)


def contradictions(lines: Sequence[Line], reading: Reading) -> list[str]:
    """Where the lines of a record can't all be true, the gravest first; none where it is sound.

    `lines` are those of the file, in their order, and `reading` is what was read from them.
    """
    return list(islice(_all(lines, reading), _MOST))


def impossible_moments(reading: Reading) -> Iterator[str]:
    """What is told of a moment that no calendar knows, or of a time that can't go by."""
    run, end = reading.run, reading.end
    if not _is_moment(run.started_at):
        yield f"the run began at {run.started_at:g}, which is no moment"
    for attempt in reading.each_attempt:
        if not _is_moment(attempt.started_at):
            yield f"scenario {_short(attempt.id)} began at {attempt.started_at:g}, which is no moment"
        elif not (attempt.seconds >= 0 and _is_moment(attempt.started_at + attempt.seconds)):
            yield f"scenario {_short(attempt.id)} took {attempt.seconds:g} s, which can't be"
    for measure in reading.measures:
        if measure.unit == "s" and measure.value < 0:
            yield f"in scenario {_short(measure.id)} {measure.name} took {measure.value:g} s, which can't be"
    if end is not None and not _is_moment(end.ended_at):
        yield f"the run ended at {end.ended_at:g}, which is no moment"


def _all(lines: Sequence[Line], reading: Reading) -> Iterator[str]:
    yield from _order(lines)
    yield from impossible_moments(reading)
    yield from _twins(reading)
    yield from _results(reading)
    yield from _shard(reading)
    if reading.end is not None:
        yield from _sum(reading, reading.end)
    yield from _scores(lines, reading)


def _order(lines: Sequence[Line]) -> Iterator[str]:
    """One run, told from its first line to its last."""
    runs = sum(isinstance(line, Run) for line in lines)
    if runs != 1:
        yield f"it begins {runs} times, and a record tells of one run"
    elif not isinstance(lines[0], Run):
        yield "something is told before the run begins"
    ends = [number for number, line in enumerate(lines, 1) if isinstance(line, End)]
    if len(ends) > 1:
        yield f"it ends {len(ends)} times, and a run ends once"
    elif ends and (more := len(lines) - ends[0]):
        yield f"it goes on for {counted(more, 'line')} after its end"


def _twins(reading: Reading) -> Iterator[str]:
    """What may be named only once."""
    planned = [one.id for one in reading.planned]
    others = [one.planned.id for one in reading.elsewhere]
    yield from (f"scenario {_short(one)} is planned twice" for one in _repeated([*planned, *others]))
    yield from (
        f"the journey {one} is told of twice" for one in _repeated(one.id for one in reading.journeys)
    )
    promises = _repeated((one.journey, one.id) for one in reading.promises)
    yield from (f"the business rule {rule} of {journey} is told of twice" for journey, rule in promises)


def _results(reading: Reading) -> Iterator[str]:
    """Each scenario's attempts in turn, and each of them in itself."""
    planned = {one.id for one in reading.planned}
    for scenario, attempts in reading.attempts.items():
        short = _short(scenario)
        if scenario not in planned:
            yield f"an attempt tells of scenario {short}, which was not planned"
        numbers = [one.attempt for one in attempts]
        if numbers != list(range(1, len(attempts) + 1)):
            told = ", ".join(map(str, numbers))
            yield f"of scenario {short} the attempts {told} are told: one is missing, or told twice"
        for attempt in attempts:
            yield from (f"an attempt of scenario {short} {flaw}" for flaw in _flaws(attempt))


def _flaws(attempt: Attempt) -> Iterator[str]:
    """What no attempt can say of itself."""
    if attempt.outcome is Outcome.FLAKY:
        yield "says that it is flaky, which only several together can be"
    if attempt.outcome in (*_LEFT_OUT, Outcome.MANUAL) and attempt.steps:
        yield f"says that it is {attempt.outcome}, and tells of the steps that were run"
    if attempt.outcome is not Outcome.PASSED:
        return
    wrong = next((step for step in attempt.steps if step.status in _NOT_PASSED), None)
    if wrong is not None:
        yield f"passed, and its step “{wrong.keyword} {wrong.name}” did not ({wrong.status})"
    elif attempt.sentence:
        yield f"passed, and says what was wrong: {attempt.sentence}"


def _shard(reading: Reading) -> Iterator[str]:
    """Only a part of a run leaves scenarios to others."""
    if reading.elsewhere and not reading.run.shard:
        left = counted(len(reading.elsewhere), "scenario")
        yield f"it says that it is the whole run, and leaves {left} to other shards"


def _sum(reading: Reading, end: End) -> Iterator[str]:
    """The last line against what was told before it."""
    told = {outcome: number for outcome, number in end.counts.items() if number}
    found = Counter(str(_outcome(reading, one.id)) for one in reading.planned)
    if told != found:
        yield f"it sums up {_in_words(told)}, and its results come to {_in_words(found)}"
    code = verdict(found, problems=bool(end.problems), aborted=bool(end.aborted))
    if end.exit_code != code:
        yield f"it ended with exit code {end.exit_code}, and its results come to {code.value}: {_named(code)}"


def _scores(lines: Sequence[Line], reading: Reading) -> Iterator[str]:
    """The marks that stand in the record against the results that they are made of."""
    if sum(isinstance(line, Resilience) for line in lines) > 1:
        yield "the resilience is told of twice"
    if reading.resilience is not None and not _is_as_resilient(reading.resilience, reading):
        yield "its resilience is not what its results come to"
    told = [line for line in reading.readiness if _MASKED not in line.journey]
    for one in _repeated(line.journey for line in told):
        yield f"the readiness of {one} is told of twice"
    for line in told:
        if not _is_as_ready(line, reading):
            yield f"its readiness of {line.journey} is not what its results come to"


def _is_as_resilient(told: Resilience, reading: Reading) -> bool:
    found = resilience(reading.planned, _finals(reading), lambda _: "")
    return found is not None and _of_no_text(told) == _of_no_text(found)


def _of_no_text(score: Resilience) -> tuple[object, ...]:
    """All of it that nothing can have been masked in."""
    weights = (score.weight_passed, score.weight_failed, score.weight_unknown)
    return score.score, score.scenarios, weights, score.unknown, [one.scenario_id for one in score.findings]


def _is_as_ready(told: Readiness, reading: Reading) -> bool:
    found = next(readiness(reading.planned, _finals(reading), remembered([told])), None)
    if found is None or bool(told.words) != bool(found.words):
        return False
    return msgspec.structs.replace(told, words=found.words) == found  # in words something may be masked


def _finals(reading: Reading) -> dict[str, Attempt]:
    finals = {one.id: reading.final(one.id) for one in reading.planned}
    return {scenario: final for scenario, final in finals.items() if final}


def _outcome(reading: Reading, scenario: str) -> Outcome:
    final = reading.final(scenario)
    return final.outcome if final else Outcome.NOT_RUN


def _repeated(names: Iterable[_H]) -> list[_H]:
    return [one for one, number in Counter(names).items() if number > 1]


def _is_moment(at: float) -> bool:
    return 0 <= at < _END_OF_TIME


def _short(scenario: str) -> str:
    return scenario if len(scenario) <= 8 else f"{scenario[:4]}…"


def _in_words(counts: Counter[str] | dict[str, int]) -> str:
    known = [outcome.value for outcome in Outcome]
    return ", ".join(
        f"{counts[one]} {one}" for one in [*known, *(counts.keys() - known)] if counts.get(one)
    ) or ("no scenario")


def _named(code: Verdict) -> str:
    return code.name.lower()
