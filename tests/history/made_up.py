"""Runs that never took place, for the history to remember."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from countersign.history.series import Execution
from countersign.results.reading import Reading
from countersign.results.record import Attempt, End, Measure, Outcome, Planned, Run, StepResult

BEGAN = 1_790_000_000.0
HOUR = 3600.0
LETTERS = {
    "P": Outcome.PASSED,
    "F": Outcome.FAILED,
    "E": Outcome.ERROR,
    "U": Outcome.UNDECIDED,
    "~": Outcome.FLAKY,
    "-": Outcome.NOT_APPLICABLE,
    "n": Outcome.NOT_RUN,
}
RED = (Outcome.FAILED, Outcome.ERROR)


@dataclass
class Ended:
    """How a scenario ended: several letters are several attempts."""

    letters: str = "P"
    seconds: float = 1.0
    sentence: str = "the code did not come"
    steps: Sequence[tuple[str, float]] = (('she types "1234"', 0.25), ("she waits", 0.75))
    measures: Mapping[str, Sequence[float]] = field(default_factory=dict)


def a_run(
    number: int,
    ended: Mapping[str, Ended],
    *,
    target: str = "sandbox",
    jobs: int = 1,
    shard: str = "",
    run_id: str = "",
    killed: bool = False,
    never_reported: Iterable[str] = (),
) -> Reading:
    """A run that began so many hours after the first; scenario name → how it ended."""
    at = BEGAN + number * HOUR
    read = Reading(
        Run(
            run_id=run_id or f"{target}-{number}",
            started_at=at,
            target=target,
            environment="staging",
            jobs=jobs,
            shard=shard,
        )
    )
    for name in [*ended, *never_reported]:
        read.planned.append(
            Planned(
                id=id_of(name),
                name=name,
                feature="Shopping",
                path="features/shop/a.feature",
                line=3,
                journey="shop",
            )
        )
    for name, how in ended.items():
        read.attempts[id_of(name)] = [
            attempt(name, LETTERS[letter], how, at, nth) for nth, letter in enumerate(how.letters, 1)
        ]
        for measured, values in how.measures.items():
            read.measures += [
                Measure(id=id_of(name), name=measured, value=value, unit="s") for value in values
            ]
    if not killed:
        red = any(one.outcome in RED for tried in read.attempts.values() for one in tried)
        read.end = End(ended_at=at + 60, exit_code=int(red))
    return read


def attempt(name: str, outcome: Outcome, how: Ended, at: float, nth: int) -> Attempt:
    """One attempt, whose last step is the one that failed."""
    passed = outcome is Outcome.PASSED
    steps = [
        StepResult(keyword="When", name=text, status="passed", seconds=taken) for text, taken in how.steps
    ]
    if steps and not passed:
        last = steps.pop()
        steps.append(StepResult(keyword="Then", name=last.name, status="failed", seconds=last.seconds))
    return Attempt(
        id=id_of(name),
        outcome=outcome,
        started_at=at,
        seconds=how.seconds,
        sentence="" if passed else how.sentence,
        steps=steps,
        attempt=nth,
    )


def id_of(name: str) -> str:
    """The id of the scenario of that name."""
    return f"id of {name}"


def series(letters: str, seconds: float = 1.0) -> list[Execution]:
    """Executions, a letter each."""
    return [
        Execution(number, BEGAN + number * HOUR, LETTERS[letter], seconds)
        for number, letter in enumerate(letters)
    ]


def timed(taken: Iterable[float], jobs: int = 1) -> list[Execution]:
    """Executions that passed, of so many seconds each."""
    return [
        Execution(number, BEGAN + number * HOUR, Outcome.PASSED, seconds, jobs)
        for number, seconds in enumerate(taken)
    ]
