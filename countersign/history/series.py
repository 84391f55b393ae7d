"""What a scenario's past says: streaks, flakiness, and whether it got slower. Plain numbers, no database.

A series is always in the order of time, the execution in question last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from statistics import median

import msgspec

from countersign.results.record import Outcome

BAD = (Outcome.FAILED, Outcome.ERROR, Outcome.UNDECIDED)
EXECUTED = (Outcome.PASSED, Outcome.FLAKY, *BAD)

WINDOW = 30
"""How many executions of a scenario are looked at."""

_FLAKY_WINDOW = 20
_BACK_AND_FORTH = 4
"""A defect that comes and is mended changes the outcome twice, and one that comes again three times."""

_BASELINE = 20
_LEAST_BASELINE = 5
_IN_A_ROW = 3
_LEAST_FOR_A_TREND = 15
_COMPARABLE_JOBS = 1.5

_SIGMA = 1.4826
"""From a median of absolute deviations to a standard deviation."""


class Execution(msgspec.Struct, frozen=True):
    """One scenario in one run that carried it out."""

    run: int
    at: float
    outcome: Outcome
    seconds: float
    jobs: int = 1
    outage: bool = False
    """Most of what its run carried out did not pass: that says little about this scenario."""
    pace: float = 1.0
    """How many times as long as usual everything took in its run."""


@dataclass(frozen=True)
class Flakiness:
    """How often a scenario did not pass, of how many times; back and forth, or mended by running it again."""

    not_passed: int
    executions: int


@dataclass(frozen=True)
class Slowness:
    """How long it took, and how long it usually takes."""

    seconds: float
    usually: float
    executions: int
    """How many in a row were slow; of a trend, how many it stretches over."""


@dataclass(frozen=True)
class Threshold:
    """What is slower than usual has to be beyond all three: relative, absolute, and beyond the noise."""

    times: float
    seconds: float
    sigmas: float

    def exceeded(self, seconds: float, usually: float, sigma: float) -> bool:
        """Whether so many seconds are more than noise can explain."""
        more = seconds - usually
        return seconds >= self.times * usually and more >= self.seconds and more > self.sigmas * sigma


AT_ONCE = Threshold(times=3.0, seconds=1.0, sigmas=8)
"""For a single execution, which may be an accident."""
LASTING = Threshold(times=1.5, seconds=0.25, sigmas=4)
"""For several in a row, and for a trend."""


def streak(series: Sequence[Execution], outcomes: Sequence[Outcome]) -> list[Execution]:
    """The last executions that all ended so, in the order of time."""
    found = list(takewhile(lambda execution: execution.outcome in outcomes, reversed(series)))
    return found[::-1]


def flakiness(series: Sequence[Execution]) -> Flakiness | None:
    """Whether it comes and goes; runs in which most things failed don't count."""
    recent = [execution for execution in series if not execution.outage][-_FLAKY_WINDOW:]
    retried = any(execution.outcome is Outcome.FLAKY for execution in recent)
    changes = sum((one.outcome in BAD) != (other.outcome in BAD) for one, other in pairwise(recent))
    if not retried and changes < _BACK_AND_FORTH:
        return None
    return Flakiness(sum(one.outcome is not Outcome.PASSED for one in recent), len(recent))


def comparable(series: Sequence[Execution]) -> list[Execution]:
    """Those that passed with about as many processes as the last one, the last one among them; nothing if
    that did not pass.
    """
    if not series or not _timed(series[-1]):
        return []
    jobs = series[-1].jobs
    return [one for one in series if _timed(one) and comparable_jobs(one.jobs, jobs)]


def usual_seconds(alike: Sequence[Execution]) -> float | None:
    """How long the last of those comparable was to be expected to take; None where too little is known."""
    baseline = _before(alike, 1)
    return median(baseline) if baseline else None


def slower(alike: Sequence[Execution]) -> Slowness | None:
    """Whether the last of those comparable was drastically slower than usual, or is one of several slow ones
    in a row; less the pace of their runs.
    """
    row = [one.seconds / max(one.pace, 1.0) for one in alike[-_IN_A_ROW:]]
    baseline = _before(alike, 1)
    if baseline and row[-1] > max(baseline) and _beyond(AT_ONCE, row[-1:], baseline):
        return Slowness(row[-1], median(baseline), 1)
    baseline = _before(alike, _IN_A_ROW)
    if baseline and _beyond(LASTING, row, baseline):
        return Slowness(median(row), median(baseline), _IN_A_ROW)
    return None


def creeping(alike: Sequence[Execution]) -> Slowness | None:
    """Whether it got slower little by little: a baseline that moves along does not show it."""
    taken = [one.seconds for one in alike]
    if len(taken) < _LEAST_FOR_A_TREND:
        return None
    third = len(taken) // 3
    first, last = median(taken[:third]), median(taken[-third:])
    if not LASTING.exceeded(last, first, _noise(taken)):
        return None
    return Slowness(last, first, len(taken))


def _before(alike: Sequence[Execution], last: int) -> list[float]:
    """The seconds of those before the last ones; nothing where they are too few for a baseline."""
    baseline = [one.seconds for one in alike[:-last]][-_BASELINE:]
    return baseline if len(baseline) >= _LEAST_BASELINE else []


def _beyond(threshold: Threshold, row: Sequence[float], baseline: Sequence[float]) -> bool:
    usually, sigma = median(baseline), _spread(baseline)
    return all(threshold.exceeded(seconds, usually, sigma) for seconds in row)


def comparable_jobs(one: int, other: int) -> bool:
    """Whether as much went on beside a scenario that its durations may be compared."""
    return one == other or max(one, other) <= _COMPARABLE_JOBS * min(one, other)


def _timed(execution: Execution) -> bool:
    return execution.outcome is Outcome.PASSED and not execution.outage


def _spread(taken: Sequence[float]) -> float:
    middle = median(taken)
    return _SIGMA * median(abs(seconds - middle) for seconds in taken)


def _noise(taken: Sequence[float]) -> float:
    """The spread from one to the next, which neither a trend nor a step inflates."""
    steps = [abs(later - sooner) for sooner, later in pairwise(taken)]
    return float(_SIGMA * median(steps) / 2**0.5)
