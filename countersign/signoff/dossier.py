"""All that a sign-off or the living document may speak of: a run record and what stands beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from countersign.results.reading import Reading
from countersign.results.record import Attempt, Journey, Outcome, Planned, Promise
from countersign.signoff.approvals import Approval, digest_of, doubt_about, read_approvals
from countersign.signoff.clocks import SKEW
from countersign.signoff.gates import Gate
from countersign.signoff.manual_checks import Check, Standing, days_asked, read_checks, standing
from countersign.signoff.releases import Accepted, read_accepted
from countersign.signoff.run_record import read_record
from countersign.signoff.soundness import contradictions
from countersign.signoff.waivers import Waiver, answered_for, read_waivers

SECONDS_OF_SKEW = SKEW.total_seconds()
"""Clocks of two machines may differ by so much."""
RUNS_OF_A_TREND = 20
_CAN_BE_WAIVED = (Outcome.FAILED, Outcome.FLAKY)
"""What is known to be wrong; what nobody could find out can't be answered for."""


@dataclass(frozen=True)
class Case:
    """A scenario that was planned, and what became of it."""

    planned: Planned
    attempts: Sequence[Attempt]
    final: Attempt | None
    """All its attempts together; None where it was never reported."""
    waiver: Waiver | None
    """Who answers for it, where it is wrong."""
    check: Standing | None = None
    """What the checks of a scenario that is done by hand are worth now."""

    @property
    def outcome(self) -> Outcome:
        """What was never reported was not run."""
        return self.final.outcome if self.final else Outcome.NOT_RUN

    @property
    def sentence(self) -> str:
        """What was wrong, or why it was not run."""
        return self.final.sentence if self.final else "the run ended before it was reported"


class Ran(Protocol):
    """A run that the history remembers."""

    @property
    def run_id(self) -> str:
        """By what it is found again."""

    @property
    def started_at(self) -> float:
        """When it began."""

    @property
    def target(self) -> str:
        """What it was run against."""

    @property
    def exit_code(self) -> int | None:
        """None where it was killed."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Outcome → how many scenarios."""


class Since(Protocol):
    """Since when a scenario has ended as it did last."""

    @property
    def outcome(self) -> Outcome:
        """How it ended last."""

    @property
    def at(self) -> float:
        """When the first of these runs began."""

    @property
    def runs(self) -> int:
        """How many runs that were."""


class Past(Protocol):
    """What the history knows; a sign-off without one knows nothing of stability and of trends."""

    def runs(self, environment: str) -> Sequence[Ran]:
        """The runs on that environment that are remembered, the oldest first."""

    def since(self, target: str) -> Mapping[str, Since]:
        """Scenario id → since when it has ended as it did last on that target."""

    def percentiles(self, target: str, last: int) -> Mapping[tuple[str, str], Sequence[float]]:
        """Journey and measure → the 95th percentiles of the last runs on that target, the oldest first."""


class NoPast:
    """Where there is no history."""

    def runs(self, environment: str) -> Sequence[Ran]:  # noqa: ARG002
        """None are remembered."""
        return []

    def since(self, target: str) -> Mapping[str, Since]:  # noqa: ARG002
        """Nothing is known."""
        return {}

    def percentiles(self, target: str, last: int) -> Mapping[tuple[str, str], Sequence[float]]:  # noqa: ARG002
        """Nothing is known."""
        return {}


@dataclass(frozen=True)
class Dossier:
    """The record, its digest, and all that people and other tools have to say about it."""

    path: Path
    digest: str
    reading: Reading
    now: datetime
    past: Past = field(default_factory=NoPast)
    waivers: Sequence[Waiver] = ()
    checks: Sequence[Check] = ()
    approvals: Sequence[Approval] = ()
    gates: Sequence[Gate] = ()
    """Those that are asked; they say how long a check by hand counts."""
    version: str = ""
    """Of the product, where it is said by hand; else each product has said its own."""
    deployed_at: datetime | None = None
    major: bool = False
    """Whether this is a major change."""
    accepted: Accepted | None = None
    """The last release that was accepted."""
    contradictions: Sequence[str] = ()
    """Where the record contradicts itself."""

    @cached_property
    def cases(self) -> list[Case]:
        """What was planned, in its order."""
        return [self._case(planned) for planned in self.reading.planned]

    @cached_property
    def since(self) -> Mapping[str, Since]:
        """Scenario id → since when it has ended as it did last."""
        return self.past.since(self.reading.run.target)

    @cached_property
    def trends(self) -> Mapping[tuple[str, str], Sequence[float]]:
        """Journey and measure → the 95th percentiles of the last runs, the oldest first."""
        return self.past.percentiles(self.reading.run.target, RUNS_OF_A_TREND)

    def tagged(self, tag: str) -> Iterator[Case]:
        """The scenarios that bear the tag."""
        return (case for case in self.cases if tag in case.planned.tags)

    def version_of(self, journey: str) -> str:
        """Which version of that product is under test; empty where nobody says, or two versions are said.

        A journey that no product is driven for, such as a release, is about what all products say.
        """
        run = self.reading.run
        told = run.versions.get(journey, "")
        if not told and journey not in run.addresses:
            told = next(iter(run.versions.values()), "") if len(set(run.versions.values())) == 1 else ""
        if told and self.version not in ("", told):
            return ""
        return told or self.version

    @property
    def contradicted(self) -> list[str]:
        """What products say of their version, where that is not what was said by hand."""
        versions = self.reading.run.versions
        titles = {journey.id: journey.title for journey in self.reading.journeys}
        return [
            f"{titles.get(journey, journey)} says that it is {told}, and --product-version {self.version}"
            for journey, told in versions.items()
            if self.version not in ("", told)
        ]

    def promises(self, journey: Journey) -> list[Promise]:
        """The business rules of a journey."""
        return [one for one in self.reading.promises if one.journey == journey.id]

    @property
    def approved_by(self) -> list[Approval]:
        """The approvals of this very record."""
        return [one for one in self.approvals if not self.doubt_about(one)]

    def doubt_about(self, approval: Approval) -> str:
        """Why an approval doesn't count for this record; empty where it does."""
        began = self.reading.run.started_at
        return doubt_about(approval, record=self.digest, began=began, now=self.now)

    @cached_property
    def _answered_for(self) -> Mapping[str, Waiver]:
        """Scenario id → who would answer for it."""
        return answered_for(self.waivers, self.reading, self.now)

    def by_hand(self, planned: Planned, days: int) -> Standing:
        """What the checks of a manual scenario are worth, where they count for so many days."""
        version = self.version_of(planned.journey)
        return standing(planned, self.checks, version=version, now=self.now, days=days)

    @cached_property
    def skew(self) -> str:
        """Which clock can't be right, in a sentence; empty where all agree."""
        run, end = self.reading.run, self.reading.end
        began = [run.started_at, *(one.started_at for one in self.reading.each_attempt)]
        latest = max([*began, end.ended_at] if end else began)
        ahead = latest - self.now.timestamp()
        if ahead > SECONDS_OF_SKEW:
            return f"the clock of a machine that ran it is {ahead / 60:.0f} min ahead of this one's"
        behind = run.started_at - min(began)
        beyond = latest - end.ended_at if end else 0.0
        if max(behind, beyond) > SECONDS_OF_SKEW:
            return f"the clocks of the machines that ran it differ by {max(behind, beyond) / 60:.0f} min"
        return ""

    def _case(self, planned: Planned) -> Case:
        final = self.reading.final(planned.id)
        outcome = final.outcome if final else Outcome.NOT_RUN
        days = days_asked(planned, self.gates)
        check = self.by_hand(planned, days) if outcome is Outcome.MANUAL else None
        wrong = check.failed if check else outcome in _CAN_BE_WAIVED
        waiver = self._answered_for.get(planned.id) if wrong else None
        return Case(planned, self.reading.attempts.get(planned.id, []), final, waiver, check)


def open_dossier(
    reports: Path,
    *,
    now: datetime | None = None,
    past: Past | None = None,
    version: str = "",
    deployed_at: datetime | None = None,
    major: bool = False,
    gates: Sequence[Gate] = (),
) -> Dossier:
    """What stands in a folder of reports, and beside the features."""
    path, now = reports / "run.jsonl", now or datetime.now(UTC)
    digest = digest_of(path)
    lines, reading = read_record(path)
    return Dossier(
        path=path,
        digest=digest,
        reading=reading,
        now=now,
        past=past or NoPast(),
        waivers=read_waivers(now),
        checks=read_checks(),
        approvals=read_approvals(reports),
        accepted=read_accepted(),
        version=version,
        deployed_at=deployed_at,
        major=major,
        gates=gates,
        contradictions=contradictions(lines, reading),
    )
