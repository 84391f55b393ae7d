"""Reads the executions of scenarios back, in the order of time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter
from statistics import median

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update

from countersign.history.entry import Entry
from countersign.history.series import EXECUTED, WINDOW, Execution
from countersign.history.tables import results, runs, scenarios

_FOR_EXPECTATIONS = 10
_OUTCOMES = {outcome.value: outcome for outcome in EXECUTED}
_CARRIED_OUT = list(_OUTCOMES)


def pasts(connection: Connection, of: Iterable[int], until: int) -> dict[int, list[Execution]]:
    """Row of a scenario → its last executions, up to those in a run."""
    earlier = results.alias()
    oldest = (
        select(earlier.c.run)
        .where(
            earlier.c.scenario == scenarios.c.id,
            earlier.c.run <= until,
            earlier.c.outcome.in_(_CARRIED_OUT),
        )
        .order_by(earlier.c.run.desc())
        .limit(1)
        .offset(WINDOW - 1)
        .scalar_subquery()
    )
    # Materialized, or SQLite would look for the oldest once for each result instead of each scenario.
    windows = (
        select(scenarios.c.id, func.coalesce(oldest, 0).label("oldest"))
        .where(scenarios.c.id.in_(list(of)))
        .cte("windows")
        .prefix_with("MATERIALIZED")
    )
    found = connection.execute(
        select(results.c.scenario, results.c.run, results.c.outcome, results.c.ms)
        .join(windows, (results.c.scenario == windows.c.id) & (results.c.run >= windows.c.oldest))
        .where(results.c.run <= until, results.c.outcome.in_(_CARRIED_OUT))
    ).all()
    around = _around(connection, min((run for _, run, _, _ in found), default=0))
    series: dict[int, list[Execution]] = defaultdict(list)
    for scenario, run, outcome, ms in found:
        at, jobs, outage, pace = around[run]
        series[scenario].append(Execution(run, at, _OUTCOMES[outcome], ms / 1000, jobs, bool(outage), pace))
    for executions in series.values():
        executions.sort(key=attrgetter("run"))
    return dict(series)


def executed_before(connection: Connection, entry: Entry, target: str) -> bool:
    """Whether anything was kept of an earlier run against the target."""
    earlier = exists().where(runs.c.target == target, runs.c.id < entry.run, runs.c.results > 0)
    return bool(connection.execute(select(earlier)).scalar_one())


def renew_expectations(connection: Connection, found: Mapping[int, list[Execution]], run: int) -> None:
    """How long each scenario is to be expected to take; a run that is added late changes nothing."""
    rows = [
        {"row": row, "expected": round(1000 * median(one.seconds for one in series[-_FOR_EXPECTATIONS:]))}
        for row, series in found.items()
    ]
    if rows:
        connection.execute(
            update(scenarios)
            .where(
                scenarios.c.id == bindparam("row"),
                or_(scenarios.c.last_run.is_(None), scenarios.c.last_run <= run),
            )
            .values(expected_ms=bindparam("expected"), last_run=run),
            rows,
        )


def note_pace(connection: Connection, run: int, pace: float) -> None:
    """Keep how slow everything was in a run, for those that come after it."""
    connection.execute(update(runs).where(runs.c.id == run).values(pace=pace))


def _around(connection: Connection, since: int) -> dict[int, tuple[float, int, int, float]]:
    known = connection.execute(
        select(runs.c.id, runs.c.started_at, runs.c.jobs, runs.c.outage, runs.c.pace).where(
            runs.c.id >= since
        )
    )
    return {run: (at, jobs, outage, pace) for run, at, jobs, outage, pace in known}
