"""What a sign-off asks the history: which runs there were, since when a scenario is as it is, and trends."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from countersign.history.database import reading
from countersign.history.tables import measures, results, runs, scenarios
from countersign.results.record import Outcome

_RUNS_LOOKED_AT = 200
_CARRIED_OUT = ("passed", "failed", "error", "undecided", "flaky")


@dataclass(frozen=True)
class PastRun:
    """A run that was added to the history."""

    run_id: str
    target: str
    environment: str
    started_at: float
    seconds: float
    exit_code: int | None
    counts: dict[str, int]


@dataclass(frozen=True)
class Since:
    """Since when a scenario has ended as it did last."""

    outcome: Outcome
    at: float
    """When the first of these runs began."""
    runs: int
    """How many runs that were."""


class Remembered:
    """The history at that URL, which need not be there."""

    def __init__(self, url: str) -> None:
        self._url = url

    def runs(self, environment: str) -> list[PastRun]:
        """The runs on that environment that are remembered, the oldest first."""
        asked = select(runs).where(runs.c.environment == environment).order_by(runs.c.started_at)
        with reading(self._url) as connection:
            rows = connection.execute(asked).all() if connection else []
        return [
            PastRun(
                run_id=row.run_id,
                target=row.target,
                environment=row.environment,
                started_at=row.started_at,
                seconds=row.seconds,
                exit_code=row.exit_code,
                counts=json.loads(row.counts),
            )
            for row in rows
        ]

    def since(self, target: str) -> dict[str, Since]:
        """Scenario id → since when it has ended as it did in the last run that carried it out."""
        with reading(self._url) as connection:
            if connection is None:
                return {}
            last = select(runs.c.id).where(runs.c.target == target).order_by(runs.c.id.desc())
            numbers = connection.scalars(last.limit(_RUNS_LOOKED_AT)).all()
            asked = (
                select(scenarios.c.scenario_id, results.c.outcome, runs.c.started_at)
                .join(scenarios, scenarios.c.id == results.c.scenario)
                .join(runs, runs.c.id == results.c.run)
                .where(results.c.run.in_(numbers), results.c.outcome.in_(_CARRIED_OUT))
                .order_by(results.c.run.desc())
            )
            found: dict[str, Since] = {}
            over: set[str] = set()
            for scenario_id, outcome, at in connection.execute(asked):
                if scenario_id in over:
                    continue
                known = found.get(scenario_id)
                if known is None:
                    found[scenario_id] = Since(Outcome(outcome), at, 1)
                elif known.outcome == outcome:
                    found[scenario_id] = Since(known.outcome, at, known.runs + 1)
                else:
                    over.add(scenario_id)
        return found

    def percentiles(self, target: str, last: int) -> dict[tuple[str, str], Sequence[float]]:
        """Journey and measure → the 95th percentiles of the last runs, in seconds, the oldest first."""
        with reading(self._url) as connection:
            if connection is None:
                return {}
            newest = select(runs.c.id).where(runs.c.target == target).order_by(runs.c.id.desc()).limit(last)
            numbers = connection.scalars(newest).all()
            asked = (
                select(measures.c.journey, measures.c.name, measures.c.p95)
                .where(measures.c.run.in_(numbers), measures.c.unit == "s")
                .order_by(measures.c.run)
            )
            found: dict[tuple[str, str], list[float]] = {}
            for journey, name, p95 in connection.execute(asked):
                found.setdefault((journey, name), []).append(p95)
        return dict(found)
