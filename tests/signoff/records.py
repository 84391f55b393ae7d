"""Run records as tests need them, and what stands beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from countersign.history.remembered import PastRun, Since
from countersign.results.record import (
    Attempt,
    End,
    Journey,
    Line,
    Measure,
    Outcome,
    Planned,
    Promise,
    Run,
    encode,
)
from countersign.results.verdict import verdict
from countersign.signoff.dossier import Dossier, Past, open_dossier

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
VERSION = "1.4.0"


@dataclass
class Story:
    """A run that ended a few minutes ago, unless its parts say otherwise."""

    outcomes: Sequence[Outcome | None] = (Outcome.PASSED, Outcome.PASSED)
    """Of each scenario; None for one that was never reported."""
    tags: Sequence[str] = ()
    killed: bool = False
    shard: str = ""
    aborted: str = ""
    problems: Sequence[str] = ()
    environment: str = "staging"
    began: datetime = NOW - timedelta(minutes=10)
    ahead: timedelta = timedelta()
    """How far the clock of the machine is ahead that ran the last scenario."""
    measures: Sequence[Measure] = ()
    versions: Mapping[str, str] = field(default_factory=lambda: {"shop": VERSION})
    narrowed_by: Sequence[str] = ()
    sentences: dict[int, str] = field(default_factory=dict)

    def lines(self) -> list[Line]:
        """The record."""
        began = self.began.timestamp()
        planned = [self._planned(number) for number in range(len(self.outcomes))]
        lines: list[Line] = [
            Run(
                run_id="run-1",
                started_at=began,
                target="staging",
                environment=self.environment,
                shard=self.shard,
                versions=dict(self.versions),
                narrowed_by=list(self.narrowed_by),
            ),
            Journey(id="shop", title="Shopping", owner="Head of Shops", value_at_stake=60),
            Promise(id="SHP-01", journey="shop", sentence="Who pays has bought.", severity="blocker"),
            Promise(id="SHP-02", journey="shop", sentence="Nobody has scenarios.", severity="minor"),
            *planned,
        ]
        for number, outcome in enumerate(self.outcomes):
            if outcome is not None:
                lines += self._attempts(planned[number].id, number, outcome)
        lines += self.measures
        if not self.killed:
            lines.append(self._end())
        return lines

    def write(self, folder: Path) -> Path:
        """The record in a folder of reports."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "run.jsonl").write_bytes(b"".join(encode(line) + b"\n" for line in self.lines()))
        return folder

    def dossier(self, folder: Path, *, past: Past | None = None, **facts: object) -> Dossier:
        """The record as a sign-off finds it."""
        return open_dossier(self.write(folder), now=NOW, past=past, **facts)  # type: ignore[arg-type]

    @staticmethod
    def _planned(number: int) -> Planned:
        return Planned(
            id=f"s{number}",
            name=f"scenario {number}",
            feature="Buying",
            path="features/shop/buying.feature",
            line=10 + number,
            journey="shop",
            tags=["SHP-01", "smoke"] if number == 0 else ["SHP-01"],
            steps=2,
        )

    def _attempts(self, scenario_id: str, number: int, outcome: Outcome) -> list[Attempt]:
        """Only several together are flaky."""
        if outcome is not Outcome.FLAKY:
            return [self._attempt(scenario_id, number, outcome)]
        failed = self._attempt(scenario_id, number, Outcome.FAILED)
        passed = self._attempt(scenario_id, number, Outcome.PASSED)
        return [failed, msgspec.structs.replace(passed, attempt=2)]

    def _attempt(self, scenario_id: str, number: int, outcome: Outcome) -> Attempt:
        last = number == len(self.outcomes) - 1
        at = self.began.timestamp() + 1 + (self.ahead.total_seconds() if last else 0.0)
        sentence = self.sentences.get(number, "" if outcome is Outcome.PASSED else f"it is {outcome}")
        return Attempt(id=scenario_id, outcome=outcome, started_at=at, seconds=0.5, sentence=sentence)

    def _end(self) -> End:
        counts = {str(one): list(self.outcomes).count(one) for one in Outcome if one in self.outcomes}
        if None in self.outcomes:
            counts[Outcome.NOT_RUN] = list(self.outcomes).count(None)
        code = verdict(counts, problems=bool(self.problems), aborted=bool(self.aborted))
        return End(
            ended_at=self.began.timestamp() + 60,
            exit_code=code.value,
            aborted=self.aborted,
            problems=list(self.problems),
            counts=counts,
        )


@dataclass
class Remembered:
    """A history of so many runs, by their exit codes and by how many hours ago they were."""

    hours_ago: dict[float, int | None]
    target: str = "staging"

    def runs(self, environment: str) -> list[PastRun]:
        """All of them, the oldest first."""
        found = [self._ran(hours, code, environment) for hours, code in self.hours_ago.items()]
        return sorted(found, key=lambda one: one.started_at)

    def since(self, target: str) -> dict[str, Since]:  # noqa: ARG002
        """Nothing of single scenarios."""
        return {}

    def percentiles(self, target: str, last: int) -> dict[tuple[str, str], list[float]]:  # noqa: ARG002
        """Nothing of measures."""
        return {}

    def _ran(self, hours: float, code: int | None, environment: str) -> PastRun:
        return PastRun(
            run_id=f"run-{hours:g}-h-ago",
            target=self.target,
            environment=environment,
            started_at=self._at(hours),
            seconds=60.0,
            exit_code=code,
            counts={"passed": 1},
        )

    @staticmethod
    def _at(hours: float) -> float:
        return (NOW - timedelta(hours=hours)).timestamp()
