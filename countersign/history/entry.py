"""Writes one run into the tables, takes one out, and lets go of the oldest."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from countersign.history.series import BAD, EXECUTED
from countersign.history.tables import attempts, measures, results, runs, scenarios, wordings
from countersign.quantiles import p50, p95
from countersign.results.reading import Reading
from countersign.results.record import Attempt, Outcome, Planned, StepResult

MOST_RESULTS = 250_000
"""How many results of a target are kept: of 500 runs of 500 scenarios."""

_LONGEST_SENTENCE = 300
_LEAST_FOR_AN_OUTAGE = 10
_VALUES = re.compile(r'"[^"]*"|\S+@\S+|\+?\d[\d -]{5,}\d')
"""What differs from row to row of an outline, and what a person may have been given."""


@dataclass(frozen=True)
class Entry:
    """A run in the history."""

    run: int
    executed: dict[int, Planned]
    """Row of the scenario → what was carried out."""


def enter(connection: Connection, read: Reading) -> Entry:
    """Add a run that is not there."""
    finals = {
        planned.id: (planned, ended)
        for planned in read.planned
        if (ended := read.final(planned.id)) is not None
    }
    run = _enter_run(connection, read, [ended for _, ended in finals.values()])
    rows = _scenario_rows(connection, read.run.target, [planned for planned, _ in finals.values()])
    worded = {scenario_id: _wording(ended) for scenario_id, (_, ended) in finals.items()}
    wording = _wording_rows(connection, worded.values())
    _insert(
        connection,
        results,
        [
            {
                "scenario": rows[scenario_id],
                "run": run,
                "outcome": ended.outcome.value,
                "attempts": len(read.attempts[scenario_id]),
                "ms": _ms(ended.seconds),
                "sentence": _sentence(ended),
                "wording": wording.get(worded[scenario_id]),
                "steps_ms": _steps_ms(ended.steps),
            }
            for scenario_id, (_, ended) in finals.items()
        ],
    )
    _insert(connection, attempts, list(_repeated(read, run, rows)))
    _insert(connection, measures, _measured(read, run))
    executed = {rows[planned.id]: planned for planned, ended in finals.values() if ended.outcome in EXECUTED}
    return Entry(run, executed)


def forget(connection: Connection, run_id: str) -> None:
    """Take a run out, if it is there."""
    run = connection.execute(select(runs.c.id).where(runs.c.run_id == run_id)).scalar_one_or_none()
    if run is not None:
        _delete_details(connection, [run])
        connection.execute(delete(runs).where(runs.c.id == run))


def prune(connection: Connection, target: str, most: int) -> None:
    """Let go of the results of the oldest runs; that they took place stays known."""
    kept = connection.execute(
        select(runs.c.id, runs.c.results)
        .where(runs.c.target == target, runs.c.results > 0)
        .order_by(runs.c.id.desc())
    ).all()
    total, old = 0, []
    for number, (run, count) in enumerate(kept):
        total += count
        if total > most and number:
            old.append(run)
    if old:
        of_them, of_the_last = (_wordings_of(connection, numbers) for numbers in (old, [kept[0].id]))
        _delete_details(connection, old)
        connection.execute(update(runs).where(runs.c.id.in_(old)).values(results=0))
        if gone := of_them - of_the_last:
            used = select(results.c.wording).where(results.c.wording.is_not(None)).distinct()
            connection.execute(delete(wordings).where(wordings.c.id.in_(gone), wordings.c.id.not_in(used)))


def _wordings_of(connection: Connection, numbers: Sequence[int]) -> set[int]:
    found = select(results.c.wording).where(results.c.run.in_(numbers), results.c.wording.is_not(None))
    return set(connection.execute(found.distinct()).scalars())


def _delete_details(connection: Connection, numbers: Sequence[int]) -> None:
    for table in (attempts, measures, results):
        connection.execute(delete(table).where(table.c.run.in_(numbers)))


def _enter_run(connection: Connection, read: Reading, ended: Sequence[Attempt]) -> int:
    run = read.run
    counts = Counter(attempt.outcome.value for attempt in ended)
    if unreported := len(read.planned) - len(ended):
        counts[Outcome.NOT_RUN.value] += unreported
    executed = sum(counts[outcome] for outcome in EXECUTED)
    bad = sum(counts[outcome] for outcome in BAD)
    ended_at = (
        read.end.ended_at if read.end else max((one.started_at + one.seconds for one in ended), default=0)
    )
    number = _free_number(connection, int(run.started_at * 1000))
    connection.execute(
        insert(runs).values(
            id=number,
            run_id=run.run_id,
            target=run.target,
            environment=run.environment,
            started_at=run.started_at,
            seconds=max(ended_at - run.started_at, 0.0),
            jobs=run.jobs,
            shard="",
            suite_version=run.suite_version,
            exit_code=read.end.exit_code if read.end else None,
            aborted=_storable(read.end.aborted if read.end else "killed"),
            counts=json.dumps(counts),
            results=len(ended),
            pace=1.0,  # until it is compared
            outage=int(executed >= _LEAST_FOR_AN_OUTAGE and 2 * bad > executed),
        )
    )
    return number


def _free_number(connection: Connection, wished: int) -> int:
    while connection.execute(select(runs.c.id).where(runs.c.id == wished)).first() is not None:
        wished += 1
    return wished


def _scenario_rows(connection: Connection, target: str, planned: Sequence[Planned]) -> dict[str, int]:
    """Scenario id → its row, as it is called now."""
    fields = ("name", "journey", "feature", "path")
    question = select(scenarios).where(scenarios.c.target == target)
    known = {row.scenario_id: row for row in connection.execute(question)}
    new, renamed = [], []
    for one in planned:
        called = {field: getattr(one, field) for field in fields}
        row = known.get(one.id)
        if row is None:
            new.append({"target": target, "scenario_id": one.id, **called})
        elif any(getattr(row, field) != value for field, value in called.items()):
            renamed.append({"row": row.id, **called})
    _insert(connection, scenarios, new)
    if renamed:
        connection.execute(update(scenarios).where(scenarios.c.id == bindparam("row")), renamed)
    ids = {scenario_id: row.id for scenario_id, row in known.items()}
    if new:
        ids = {row.scenario_id: row.id for row in connection.execute(question)}
    return ids


def _wording_rows(connection: Connection, worded: Iterable[str]) -> dict[str, int]:
    """Steps as they are worded → their row."""
    digests = {hashlib.sha256(text.encode()).hexdigest()[:32]: text for text in worded if text}
    question = select(wordings.c.digest, wordings.c.id).where(wordings.c.digest.in_(digests))
    rows: dict[str, int] = {row.digest: row.id for row in connection.execute(question)}
    new = [{"digest": digest, "steps": text} for digest, text in digests.items() if digest not in rows]
    if new:
        _insert(connection, wordings, new)
        rows = {row.digest: row.id for row in connection.execute(question)}
    return {text: rows[digest] for digest, text in digests.items()}


def _wording(ended: Attempt) -> str:
    """The steps without their values, as JSON; empty where there are none."""
    texts = [_storable(_VALUES.sub('"…"', step.name)) for step in ended.steps]
    return msgspec.json.encode(texts).decode() if texts else ""


def _steps_ms(steps: Sequence[StepResult]) -> str | None:
    """How long each step that passed took; a step that failed took as long as somebody waited."""
    if not steps:
        return None
    return ",".join(str(_ms(step.seconds)) if step.status == "passed" else "" for step in steps)


def _repeated(read: Reading, run: int, rows: dict[str, int]) -> Sequence[dict[str, Any]]:
    return [
        {
            "run": run,
            "scenario": rows[scenario_id],
            "attempt": number,
            "outcome": attempt.outcome.value,
            "ms": _ms(attempt.seconds),
            "sentence": _sentence(attempt),
        }
        for scenario_id, tried in read.attempts.items()
        if len(tried) > 1 and scenario_id in rows
        for number, attempt in enumerate(tried, 1)
    ]


def _measured(read: Reading, run: int) -> list[dict[str, Any]]:
    journeys = {planned.id: planned.journey for planned in read.planned}
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for measure in read.measures:
        values[journeys.get(measure.id, ""), _storable(measure.name), measure.unit].append(measure.value)
    return [
        {
            "run": run,
            "journey": journey,
            "name": name,
            "unit": unit,
            "times": len(found),
            "p50": p50(found),
            "p95": p95(found),
            "largest": max(found),
        }
        for (journey, name, unit), found in values.items()
    ]


def _sentence(attempt: Attempt) -> str | None:
    """Why it did not pass; why it was not carried out is the same for many, and stays in the record."""
    if attempt.outcome is Outcome.PASSED or attempt.outcome not in EXECUTED or not attempt.sentence:
        return None
    text = _storable(attempt.sentence)
    return text if len(text) <= _LONGEST_SENTENCE else f"{text[: _LONGEST_SENTENCE - 1]}…"


def _storable(text: str) -> str:
    """PostgreSQL's texts can't hold the character zero."""
    return text.replace("\0", "�")


def _insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _ms(seconds: float) -> int:
    return round(max(seconds, 0.0) * 1000)
