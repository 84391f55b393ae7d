"""The history as a page of plain text: an overview, or the story of one scenario."""

import time
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Connection

from countersign.errors import UserError
from countersign.history import look
from countersign.history.database import reading, shown
from countersign.history.insights import (
    about_speed,
    creeping_sentence,
    failing_sentence,
    flaky_sentence,
    slow_run,
    slow_sentence,
    took,
)
from countersign.history.series import BAD, WINDOW, comparable, creeping, flakiness, slower, streak
from countersign.history.table import cut, table
from countersign.results.record import Outcome

_VERDICTS = {0: "passed", 1: "failed", 2: "inconclusive", None: "killed"}
_MOST = 10
"""Lines of a section; the rest is counted."""
_MOST_STORIES = 3
_STEADY = 0.2


def page(url: str, *, wanted: str = "", target: str = "", last: int = 20) -> str:
    """What the history says about everything, or about the scenario that is wanted."""
    with reading(url) as connection:
        if connection is None or not look.number_of_runs(connection, target):
            against = f" against {target}" if target else ""
            raise UserError(
                f"{shown(url)}: no run{against} was added yet; run behave, or name another one with --url."
            )
        text = (
            _stories(connection, wanted, target, last) if wanted else _overview(connection, url, target, last)
        )
        return "\n".join(text)


def _overview(connection: Connection, url: str, target: str, last: int) -> Iterator[str]:
    count = look.number_of_runs(connection, target)
    newest = look.last_runs(connection, target, last)
    yield f"{shown(url)}: {count} run{'' if count == 1 else 's'}{f' against {target}' if target else ''}"
    yield from _section("The last runs", _runs(newest), most=last)
    chosen = target or newest[0].target
    lately = look.last_runs(connection, chosen, last)
    numbers = [run.number for run in lately]
    which = "last run" if len(numbers) == 1 else f"last {len(numbers)} runs"
    yield f"\nAgainst {chosen or 'no target'}, in the {which}:"
    scenarios = look.scenarios_in(connection, numbers)
    yield from slow_run(lately[0].pace)
    yield from _section("Failing", _told(scenarios, _failing))
    yield from _section("Flaky", _told(scenarios, _flaky))
    yield from _section("Slower than usual", _told(scenarios, _slower))
    yield from _section("Slower over time", _told(scenarios, _creeping))
    slowest = sorted(scenarios, key=lambda one: -(one.expected or 0))
    yield from _section(
        "Slowest scenarios",
        table([[took(one.expected or 0), one.name] for one in slowest], ["usually", "scenario"]),
    )
    yield from _section("Measured, by journey", _latencies(look.latencies(connection, numbers)), most=30)
    slow_steps = sorted(look.steps(connection, numbers), key=lambda one: -one.p95)
    yield from _section("Slowest steps", _latencies(slow_steps))


def _stories(connection: Connection, wanted: str, target: str, last: int) -> Iterator[str]:
    found = look.scenarios_named(connection, wanted, target)
    if not found:
        raise UserError(
            f"no scenario that was ever run has {wanted!r} in its name; try a shorter part of it."
        )
    if len({one.scenario_id for one in found}) > _MOST_STORIES:
        lines = [[one.scenario_id, one.target, one.name] for one in found]
        yield f"{len(found)} scenarios have {wanted!r} in their names; name one by its id:"
        yield from _bounded(table(lines, ["id", "target", "scenario"]), 3 * _MOST)
        return
    for number, scenario in enumerate(found):
        if number:
            yield ""
        yield from _story(connection, scenario, last)


def _story(connection: Connection, scenario: look.Scenario, last: int) -> Iterator[str]:
    yield f"{scenario.name} ({scenario.scenario_id})"
    yield f"{scenario.path}, against {scenario.target or 'no target'}"
    for sentence in _standing(scenario):
        yield sentence[0].upper() + sentence[1:]
    past = look.results_of(connection, scenario, last)
    rows = [
        [
            _moment(one.at),
            one.outcome + (f", {one.attempts} attempts" if one.attempts > 1 else ""),
            took(one.seconds),
            str(one.jobs),
            (one.sentence.splitlines() or [""])[0],
        ]
        for one in past
    ]
    yield from _section(
        "The last time" if len(past) == 1 else f"The last {len(past)} times",
        table(rows, ["when", "outcome", "took", "jobs", "why"]),
        most=last,
    )
    numbers = [one.run for one in scenario.series[-last:]]
    yield from _section(
        "Its steps", _latencies(look.steps(connection, numbers, scenario.row), journeys=False), most=30
    )


def _standing(scenario: look.Scenario) -> Iterator[str]:
    """How it stands now, in sentences."""
    series = scenario.series
    if not series:
        yield "it has not been carried out yet."
        return
    flaky = flakiness(series)
    passed = len(streak(series, (Outcome.PASSED,)))
    if series[-1].outcome in BAD:
        yield failing_sentence(series)
    elif passed:
        least = "at least " if passed == WINDOW else ""
        yield f"it passed the last {least}{passed} times." if passed > 1 else "it passed the last time."
    if flaky:
        yield f"flaky: {flaky_sentence(flaky)}"
    speed = [sentence for _, sentence in about_speed(series)]
    if speed:
        yield from (f"slower: {sentence}" for sentence in speed)
    elif scenario.expected is not None:
        yield f"it usually takes {took(scenario.expected)}."


def _runs(found: Sequence[look.PastRun]) -> list[str]:
    rows = [
        [
            _moment(run.at),
            run.target,
            str(run.jobs),
            _VERDICTS.get(run.exit_code, str(run.exit_code)),
            took(run.seconds),
            ", ".join(f"{run.counts[outcome]} {outcome}" for outcome in Outcome if run.counts.get(outcome)),
        ]
        for run in found
    ]
    return table(rows, ["when", "target", "jobs", "verdict", "took", "scenarios"])


def _told(scenarios: Sequence[look.Scenario], about: Callable[[look.Scenario], str]) -> list[str]:
    return [f"{cut(one.name, 80)}: {sentence}" for one in scenarios if (sentence := about(one))]


def _failing(scenario: look.Scenario) -> str:
    return failing_sentence(scenario.series) if scenario.series[-1].outcome in BAD else ""


def _flaky(scenario: look.Scenario) -> str:
    flaky = flakiness(scenario.series)
    return flaky_sentence(flaky) if flaky else ""


def _slower(scenario: look.Scenario) -> str:
    slow = slower(comparable(scenario.series))
    return slow_sentence(slow) if slow else ""


def _creeping(scenario: look.Scenario) -> str:
    alike = comparable(scenario.series)
    slow = creeping(alike)
    return creeping_sentence(slow) if slow and not slower(alike) else ""


def _latencies(found: Sequence[look.Latency], *, journeys: bool = True) -> list[str]:
    heads = ["p50", "p95", "trend", "times", *(["journey"] if journeys else []), "what"]
    rows = [
        [
            _value(one.p50, one.unit),
            _value(one.p95, one.unit),
            _trend(one.trend),
            str(one.times),
            *([one.journey or "-"] if journeys else []),
            one.name,
        ]
        for one in found
    ]
    return table(rows, heads)


def _value(value: float, unit: str) -> str:
    return took(value) if unit == "s" else f"{value:.3g} {unit}"


def _trend(trend: float | None) -> str:
    if trend is None:
        return ""
    return f"{trend:+.0%}" if abs(trend) >= _STEADY else "steady"


def _section(heading: str, lines: Sequence[str], most: int = _MOST) -> Iterator[str]:
    if lines:
        yield f"\n{heading}"
        yield from (f"  {line}" for line in _bounded(lines, most + 1))


def _bounded(lines: Sequence[str], most: int) -> Iterator[str]:
    yield from lines[:most]
    if len(lines) > most:
        yield f"… and {len(lines) - most} more"


def _moment(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
