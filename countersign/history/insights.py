"""What the runs before have to say about this one, in a few lines."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median

import msgspec

from countersign.history.series import (
    BAD,
    WINDOW,
    Execution,
    Flakiness,
    Slowness,
    comparable,
    creeping,
    flakiness,
    slower,
    streak,
    usual_seconds,
)
from countersign.results.record import Outcome

_MOST_LINES = 12
_LEAST_FOR_A_PACE = 10
_SLOW_PACE = 1.3
_LONG_BROKEN = 5
"""What did not pass so many times in a row is broken, however flaky it was before."""


class Kind(StrEnum):
    """What can be said of a scenario, the most urgent first."""

    NEW = "New"
    KNOWN = "Known"
    FLAKY = "Flaky"
    SLOWER = "Slower"
    CREEPING = "Slower over time"
    MENDED = "Mended"


@dataclass(frozen=True)
class Note:
    """One thing that the past says about a scenario."""

    kind: Kind
    scenario_id: str
    name: str
    sentence: str


@dataclass(frozen=True)
class Past:
    """A scenario of this run, and its executions so far, this one last."""

    scenario_id: str
    name: str
    series: Sequence[Execution]


@dataclass(frozen=True)
class Insights:
    """What is to be said about a run; nothing where all is as it was."""

    notes: list[Note] = field(default_factory=list)
    pace: float = 1.0
    """How many times as long as usual the usual scenario took."""

    def lines(self) -> list[str]:
        """For the run's summary: a dozen lines at most, the rest counted."""
        said = slow_run(self.pace)
        return [*said, *self._of_scenarios(_MOST_LINES - len(said))]

    def _of_scenarios(self, room: int) -> Iterator[str]:
        kinds = [[note for note in self.notes if note.kind is kind] for kind in Kind]
        kinds = [notes for notes in kinds if notes]
        share = room if len(self.notes) <= room else room // len(kinds)
        for notes in kinds:
            *shown, last = notes[:share]
            yield from map(_line, shown)
            others = len(notes) - share
            yield _line(last) + (f" And {others} more." if others > 0 else "")


def _line(note: Note) -> str:
    return f"{note.kind}: {note.name}: {note.sentence}"


def insights(pasts: Sequence[Past], *, first_run: bool) -> Insights:
    """What the pasts of a run's scenarios say; a first run has nothing to be compared with."""
    if first_run:
        return Insights()
    pace = pace_of([past.series for past in pasts])
    return Insights([note for past in pasts for note in _notes(past, pace)], pace)


def pace_of(pasts: Sequence[Sequence[Execution]]) -> float:
    """How many times as long as usual the usual scenario took; 1 where it is about as usual, or not known."""
    alike = [comparable(series) for series in pasts]
    ratios = [found[-1].seconds / usually for found in alike if (usually := usual_seconds(found))]
    pace = median(ratios) if len(ratios) >= _LEAST_FOR_A_PACE else 1.0
    return pace if pace >= _SLOW_PACE else 1.0


def slow_run(pace: float) -> list[str]:
    """That everything was slow, where it was."""
    if pace <= 1:
        return []
    return [
        f"Slow run: everything took about {pace:.1f} times as long as usual; "
        f"single scenarios are compared with that in mind."
    ]


def _notes(past: Past, pace: float) -> Iterator[Note]:
    series = [*past.series[:-1], msgspec.structs.replace(past.series[-1], pace=pace)]
    for kind, sentence in (*_about_outcome(series), *about_speed(series)):
        yield Note(kind, past.scenario_id, past.name, sentence)


def _about_outcome(series: Sequence[Execution]) -> Iterator[tuple[Kind, str]]:
    flaky = flakiness(series)
    broken = streak(series, BAD)
    mended = streak([one for one in series[:-1] if not one.outage], BAD)
    if broken and (not flaky or len(broken) >= _LONG_BROKEN):
        yield _failure(series, broken)
    elif flaky and series[-1].outcome is not Outcome.PASSED:
        yield Kind.FLAKY, flaky_sentence(flaky)
    elif mended and not flaky:
        yield Kind.MENDED, f"it did not pass in {_last_runs(len(mended))}."


def about_speed(series: Sequence[Execution]) -> Iterator[tuple[Kind, str]]:
    """Whether it got slower, at once or little by little."""
    alike = comparable(series)
    if slow := slower(alike):
        yield Kind.SLOWER, slow_sentence(slow)
    elif slow := creeping(alike):
        yield Kind.CREEPING, creeping_sentence(slow)


def _failure(series: Sequence[Execution], broken: Sequence[Execution]) -> tuple[Kind, str]:
    if len(series) == 1:
        return Kind.NEW, "it is run here for the first time."
    if len(broken) > 1:
        return Kind.KNOWN, failing_sentence(series)
    passed = len(streak(series[:-1], (Outcome.PASSED, Outcome.FLAKY)))
    return Kind.NEW, f"it passed in {_last_runs(passed)}."


def failing_sentence(series: Sequence[Execution]) -> str:
    """Since when it has not passed."""
    broken = streak(series, BAD)
    longer = len(broken) == WINDOW
    since = day(broken[0].at)
    runs = f"{len(broken)} run{'s' if len(broken) > 1 else ''}"
    return f"failing since {since}{' or before' if longer else ''}, {'at least ' if longer else ''}{runs}."


def flaky_sentence(flaky: Flakiness) -> str:
    """How often it did not pass."""
    return (
        f"it did not plainly pass in {flaky.not_passed} of its last {flaky.executions} runs, back and forth."
    )


def slow_sentence(slow: Slowness) -> str:
    """How much longer it took than usual."""
    how = "" if slow.executions == 1 else f", for {slow.executions} runs in a row"
    return f"{took(slow.seconds)}, usually {took(slow.usually)}{how}."


def creeping_sentence(slow: Slowness) -> str:
    """How it changed little by little."""
    return f"{took(slow.usually)} has become {took(slow.seconds)} in {slow.executions} runs."


def _last_runs(count: int) -> str:
    return "the last run" if count == 1 else f"each of the last {count} runs"


def took(seconds: float) -> str:
    """A duration as people say it."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def day(at: float) -> str:
    """A date where the reader is."""
    return time.strftime("%Y-%m-%d", time.localtime(at))
