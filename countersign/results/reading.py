"""A run record that has been read: what was planned, and what became of each scenario."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from countersign.errors import UserError
from countersign.results.final import final
from countersign.results.record import (
    Attempt,
    Elsewhere,
    End,
    Journey,
    Line,
    Measure,
    Planned,
    Promise,
    Readiness,
    Resilience,
    Run,
    Told,
)


@dataclass
class Reading:
    """The lines of one record, by what they are about."""

    run: Run
    journeys: list[Journey] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    features: list[Told] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    attempts: dict[str, list[Attempt]] = field(default_factory=dict)
    """Scenario id → its attempts, in turn."""
    measures: list[Measure] = field(default_factory=list)
    resilience: Resilience | None = None
    readiness: list[Readiness] = field(default_factory=list)
    end: End | None = None
    """None where the run was killed."""

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Reading":
        """A record begins with the line about its run."""
        reading: Reading | None = None
        for line in lines:
            if isinstance(line, Run):
                reading = cls(line)
            elif reading is not None:
                reading._take(line)
        if reading is None:
            raise UserError("the run record is empty: the run was killed before it had begun.")
        return reading

    @property
    def each_attempt(self) -> Iterator[Attempt]:
        """All attempts of all scenarios."""
        return chain.from_iterable(self.attempts.values())

    def final(self, scenario_id: str) -> Attempt | None:
        """What became of the scenario; None where it was never reported, and so not run."""
        attempts = self.attempts.get(scenario_id)
        return final(attempts) if attempts else None

    def _take(self, line: Line) -> None:
        if isinstance(line, Planned):
            self.planned.append(line)
        elif isinstance(line, Journey):
            self.journeys.append(line)
        elif isinstance(line, Promise):
            self.promises.append(line)
        elif isinstance(line, Told):
            self.features.append(line)
        elif isinstance(line, Elsewhere):
            self.elsewhere.append(line)
        elif isinstance(line, Attempt):
            self.attempts.setdefault(line.id, []).append(line)
        elif isinstance(line, Measure):
            self.measures.append(line)
        elif isinstance(line, Resilience):
            self.resilience = line
        elif isinstance(line, Readiness):
            self.readiness.append(line)
        elif isinstance(line, End):
            self.end = line
