"""Reads out of the history what its pages show."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from sqlalchemy import Connection, Row, func, select

from countersign.history.pasts import pasts
from countersign.history.series import EXECUTED, Execution
from countersign.history.tables import measures, results, runs, scenarios, wordings
from countersign.quantiles import p50, p95

_LEAST_FOR_A_TREND = 6


@dataclass(frozen=True)
class PastRun:
    """One line of the list of runs."""

    number: int
    at: float
    target: str
    jobs: int
    exit_code: int | None
    counts: dict[str, int]
    seconds: float
    pace: float


@dataclass(frozen=True)
class Scenario:
    """A scenario on one target, with its last executions."""

    row: int
    scenario_id: str
    target: str
    name: str
    path: str
    expected: float | None
    series: list[Execution] = field(default_factory=list)


@dataclass(frozen=True)
class Latency:
    """How fast something was answered or done, over several runs."""

    journey: str
    name: str
    unit: str
    times: int
    p50: float
    p95: float
    trend: float | None
    """By how much the newer half of the runs differs from the older one; None where there are too few."""


@dataclass(frozen=True)
class PastResult:
    """One line of a scenario's story."""

    at: float
    outcome: str
    seconds: float
    attempts: int
    jobs: int
    sentence: str


def number_of_runs(connection: Connection, target: str) -> int:
    """How many were ever added, against all targets or one."""
    question = select(func.count()).select_from(runs)
    if target:
        question = question.where(runs.c.target == target)
    return int(connection.execute(question).scalar_one())


def last_runs(connection: Connection, target: str, last: int) -> list[PastRun]:
    """The newest runs, the newest first."""
    question = select(runs).order_by(runs.c.id.desc()).limit(last)
    if target:
        question = question.where(runs.c.target == target)
    return [
        PastRun(
            row.id,
            row.started_at,
            row.target,
            row.jobs,
            row.exit_code,
            json.loads(row.counts),
            row.seconds,
            row.pace,
        )
        for row in connection.execute(question)
    ]


def scenarios_in(connection: Connection, numbers: Sequence[int]) -> list[Scenario]:
    """What was carried out in these runs of one target, each with its past."""
    in_them = select(results.c.scenario).where(
        results.c.run.in_(numbers), results.c.outcome.in_([outcome.value for outcome in EXECUTED])
    )
    rows = connection.execute(
        select(scenarios).where(scenarios.c.id.in_(in_them)).order_by(scenarios.c.path, scenarios.c.id)
    ).all()
    found = pasts(connection, [row.id for row in rows], max(numbers, default=0))
    return [_scenario(row, found.get(row.id, [])) for row in rows]


def scenarios_named(connection: Connection, wanted: str, target: str) -> list[Scenario]:
    """Those of that id, or else those whose name has it as a part."""
    question = select(scenarios).order_by(scenarios.c.path, scenarios.c.id)
    if target:
        question = question.where(scenarios.c.target == target)
    rows = connection.execute(question).all()
    exact = [row for row in rows if wanted in (row.scenario_id, row.name)]
    part = wanted.casefold()
    chosen = exact or [row for row in rows if part in row.name.casefold()]
    newest = max((row.last_run or 0 for row in chosen), default=0)
    found = pasts(connection, [row.id for row in chosen], newest)
    return [_scenario(row, found.get(row.id, [])) for row in chosen]


def results_of(connection: Connection, scenario: Scenario, last: int) -> list[PastResult]:
    """What became of it, the newest first."""
    rows = connection.execute(
        select(results, runs.c.started_at, runs.c.jobs)
        .join(runs, runs.c.id == results.c.run)
        .where(results.c.scenario == scenario.row)
        .order_by(results.c.run.desc())
        .limit(last)
    )
    return [
        PastResult(row.started_at, row.outcome, row.ms / 1000, row.attempts, row.jobs, row.sentence or "")
        for row in rows
    ]


def latencies(connection: Connection, numbers: Sequence[int]) -> list[Latency]:
    """What was measured in these runs, by journey."""
    rows = connection.execute(
        select(measures).where(measures.c.run.in_(numbers)).order_by(measures.c.run)
    ).all()
    groups: dict[tuple[str, str, str], list[Row[tuple[object, ...]]]] = defaultdict(list)
    for row in rows:
        groups[row.journey, row.name, row.unit].append(row)
    return [
        Latency(
            journey,
            name,
            unit,
            sum(row.times for row in found),
            p50([row.p50 for row in found]),
            p50([row.p95 for row in found]),
            trend([row.p50 for row in found]),
        )
        for (journey, name, unit), found in sorted(groups.items())
    ]


def steps(connection: Connection, numbers: Sequence[int], scenario: int | None = None) -> list[Latency]:
    """How long steps took in these runs, by their text; of one scenario, in the order of its steps."""
    question = (
        select(results.c.run, results.c.steps_ms, wordings.c.steps, scenarios.c.journey)
        .join(wordings, wordings.c.id == results.c.wording)
        .join(scenarios, scenarios.c.id == results.c.scenario)
        .where(results.c.run.in_(numbers))
        .order_by(results.c.run)
    )
    if scenario is not None:
        question = question.where(results.c.scenario == scenario)
    taken: dict[tuple[str, str], dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    worded: dict[str, list[str]] = {}
    for run, steps_ms, text, journey in connection.execute(question):
        names = worded.get(text) or worded.setdefault(text, json.loads(text))
        for name, ms in zip(names, steps_ms.split(","), strict=True):
            if ms:
                taken[journey, name][run].append(int(ms) / 1000)
    return [_of_step(journey, name, by_run) for (journey, name), by_run in taken.items()]


def trend(by_run: Sequence[float]) -> float | None:
    """By what part the newer half is larger than the older one."""
    if len(by_run) < _LEAST_FOR_A_TREND:
        return None
    half = len(by_run) // 2
    older = median(by_run[:half])
    return median(by_run[-half:]) / older - 1 if older else None


def _of_step(journey: str, name: str, by_run: dict[int, list[float]]) -> Latency:
    every = _flat(by_run.values())
    middle = [median(found) for found in by_run.values()]
    return Latency(journey, name, "s", len(every), p50(every), p95(every), trend(middle))


def _flat(lists: Iterable[Sequence[float]]) -> list[float]:
    return [value for values in lists for value in values]


def _scenario(row: Row[tuple[object, ...]], series: list[Execution]) -> Scenario:
    expected = None if row.expected_ms is None else row.expected_ms / 1000
    return Scenario(row.id, row.scenario_id, row.target, row.name, row.path, expected, series)
