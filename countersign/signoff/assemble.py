"""Makes the statement of a sign-off out of the dossier and of what became of the gates."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from countersign.results.record import Outcome
from countersign.signoff import notes
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.evidence import proof_of
from countersign.signoff.gates import Asked
from countersign.signoff.latencies import latencies
from countersign.signoff.manual_checks import Standing
from countersign.signoff.marks import marks
from countersign.signoff.releases import change_since
from countersign.signoff.risk import risk_of
from countersign.signoff.rules_standing import standing_of
from countersign.signoff.stake import stake_in
from countersign.signoff.statement import (
    HandChecked,
    LeftOut,
    Problem,
    Statement,
    Subject,
)
from countersign.signoff.verdicts import weigh
from countersign.signoff.verdicts.suite import is_wrong
from countersign.signoff.weighing import decisive

_UNSURE = (Outcome.UNDECIDED, Outcome.FLAKY)
_LEFT_OUT = (Outcome.NOT_RUN, Outcome.NOT_APPLICABLE, Outcome.REFUSED)


def statement_of(dossier: Dossier, asked: Asked, evidence: Sequence[Path] = ()) -> Statement:
    """What a release manager is told; the evidence is what was made of the same run beside its record."""
    findings = weigh(asked, dossier)
    deciding = decisive(findings)
    cases = dossier.cases
    counts = Counter(case.outcome for case in cases)
    outcomes = {case.planned.id: case.outcome.value for case in cases}
    journeys = [standing_of(journey, dossier, cases) for journey in dossier.reading.journeys]
    return Statement(
        made_at=_moment(dossier.now),
        stage=asked.stage,
        question=asked.question,
        verdict=deciding.verdict,
        deciding=deciding,
        risk=risk_of(deciding, findings, dossier, stake_in(journeys)),
        findings=findings,
        subject=_subject(dossier),
        counts={outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]},
        outcomes=outcomes,
        journeys=journeys,
        problems=[_problem(case, dossier) for case in cases if is_wrong(case) or case.outcome in _UNSURE],
        left_out=list(_left_out(cases)),
        by_hand=[_by_hand(case, case.check) for case in cases if case.check],
        marks=marks(dossier),
        latencies=latencies(dossier, asked),
        change=change_since(dossier.accepted, outcomes) if dossier.accepted else None,
        approvals=list(dossier.approved_by),
        notes=list(_notes(dossier, asked)),
        evidence=[proof_of(path, dossier.path.parent) for path in (dossier.path, *evidence)],
    )


def _subject(dossier: Dossier) -> Subject:
    run, end = dossier.reading.run, dossier.reading.end
    versions = {
        journey.id: run.versions.get(journey.id) or dossier.version_of(journey.id)
        for journey in dossier.reading.journeys
    }
    return Subject(
        target=run.target,
        environment=run.environment,
        addresses=run.addresses,
        versions={journey: version for journey, version in versions.items() if version},
        said_by_hand=[one for one, version in versions.items() if version and one not in run.versions],
        target_digest=run.target_digest,
        suite_version=run.suite_version,
        suite_revision=run.revision,
        command=run.command,
        started_at=run.started_at,
        ended_at=end.ended_at if end else None,
        jobs=run.jobs,
    )


def _problem(case: Case, dossier: Dossier) -> Problem:
    waiver = case.waiver
    return Problem(
        id=case.planned.id,
        name=case.planned.name,
        journey=case.planned.journey,
        outcome=case.outcome,
        sentence=case.check.sentence if case.check else case.sentence,
        since=_since(case, dossier),
        waived_by=waiver.owner if waiver else "",
        waived_until=f"{waiver.expires}" if waiver else "",
        waived_because=waiver.reason if waiver else "",
    )


def _since(case: Case, dossier: Dossier) -> str:
    found = dossier.since.get(case.planned.id)
    if case.check or found is None or found.outcome != case.outcome:
        return ""
    if found.at >= dossier.reading.run.started_at:
        return "new in this run"
    return f"known since {_moment(datetime.fromtimestamp(found.at, UTC))}, in {found.runs} runs"


def _left_out(cases: Sequence[Case]) -> Iterator[LeftOut]:
    grouped: dict[tuple[Outcome, str], list[str]] = {}
    for case in cases:
        if case.outcome in _LEFT_OUT:
            grouped.setdefault((case.outcome, case.sentence), []).append(case.planned.id)
    for (outcome, reason), ids in grouped.items():
        yield LeftOut(outcome=outcome, reason=reason, ids=ids)


def _by_hand(case: Case, found: Standing) -> HandChecked:
    planned, waiver, last = case.planned, case.waiver, found.check
    return HandChecked(
        id=planned.id,
        name=planned.name,
        journey=planned.journey,
        proven=found.proven,
        failed=found.failed,
        sentence=found.sentence,
        by=last.by if last else "",
        at=_moment(last.at) if last else "",
        version=last.version if last else "",
        waived_by=waiver.owner if waiver else "",
        waived_until=f"{waiver.expires}" if waiver else "",
        waived_because=waiver.reason if waiver else "",
    )


def _notes(dossier: Dossier, asked: Asked) -> Iterator[str]:
    if dossier.skew:
        yield f"Clocks: {dossier.skew}."
    yield from notes.of_waivers(dossier)
    yield from notes.of_approvals(dossier)
    if not dossier.reading.run.versions and not dossier.version:
        yield "No product has said its version."
    known = {journey.id for journey in dossier.reading.journeys}
    for name in dict.fromkeys(one.journey for one in asked.allowed):
        if name not in known and not dossier.reading.run.narrowed_by:
            yield f"gates.toml says how long {name} may take, and the run knows no such journey."


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
