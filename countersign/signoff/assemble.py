"""Makes the statement of a sign-off out of the dossier and of what became of the gates."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from countersign.results.record import Outcome, Planned
from countersign.results.wording import counted
from countersign.signoff.approvals import digest_of
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.gates import Asked
from countersign.signoff.latencies import latencies
from countersign.signoff.manual_checks import Standing
from countersign.signoff.marks import marks
from countersign.signoff.releases import change_since
from countersign.signoff.rules_standing import standing_of
from countersign.signoff.statement import (
    HandChecked,
    LeftOut,
    Problem,
    Proof,
    Statement,
    Subject,
)
from countersign.signoff.verdicts import weigh
from countersign.signoff.weighing import Finding, Verdict, decisive

_NOT_PASSED = (Outcome.FAILED, Outcome.ERROR, Outcome.UNDECIDED, Outcome.FLAKY)
_LEFT_OUT = (Outcome.NOT_RUN, Outcome.NOT_APPLICABLE, Outcome.REFUSED)


def statement_of(dossier: Dossier, asked: Asked, evidence: Sequence[Path] = ()) -> Statement:
    """What a release manager is told; the evidence is what was made of the same run beside its record."""
    findings = weigh(asked, dossier)
    deciding = decisive(findings)
    cases = dossier.cases
    counts = Counter(case.outcome for case in cases)
    outcomes = {case.planned.id: case.outcome.value for case in cases}
    return Statement(
        made_at=_moment(dossier.now),
        stage=asked.stage,
        question=asked.question,
        verdict=deciding.verdict,
        deciding=deciding,
        risk=_risk(deciding, findings, counts),
        findings=findings,
        subject=_subject(dossier),
        counts={outcome.value: counts[outcome] for outcome in Outcome if counts[outcome]},
        outcomes=outcomes,
        journeys=[standing_of(journey, dossier, cases) for journey in dossier.reading.journeys],
        problems=[_problem(case, dossier) for case in cases if case.outcome in _NOT_PASSED],
        left_out=list(_left_out(cases)),
        by_hand=[_by_hand(case.planned, case.check) for case in cases if case.check],
        marks=marks(dossier),
        latencies=latencies(dossier, asked),
        change=change_since(dossier.accepted, outcomes) if dossier.accepted else None,
        approvals=list(dossier.approved_by),
        notes=list(_notes(dossier, cases)),
        evidence=[_proof(path, dossier.path.parent) for path in (dossier.path, *evidence)],
    )


def _subject(dossier: Dossier) -> Subject:
    run, end = dossier.reading.run, dossier.reading.end
    versions = {journey.id: dossier.version_of(journey.id) for journey in dossier.reading.journeys}
    return Subject(
        target=run.target,
        environment=run.environment,
        addresses=run.addresses,
        versions={journey: version for journey, version in versions.items() if version},
        target_digest=run.target_digest,
        suite_version=run.suite_version,
        suite_revision=run.revision,
        command=run.command,
        started_at=run.started_at,
        ended_at=end.ended_at if end else None,
        jobs=run.jobs,
    )


def _risk(deciding: Finding, findings: Sequence[Finding], counts: Counter[Outcome]) -> str:
    """One sentence: what is wrong, what nobody knows, or what goes out although it is not proven."""
    if deciding.verdict is not Verdict.GO:
        return f"{deciding.gate}: {deciding.sentence}."
    waived = [finding.risk for finding in findings if finding.risk]
    open_ends = [
        f"{counts[outcome]} {outcome}" for outcome in (*_LEFT_OUT, Outcome.MANUAL) if counts[outcome]
    ]
    if waived:
        return f"It goes although {'; '.join(waived)}."
    if open_ends:
        return f"Nothing that was run is wrong; of what was planned {', '.join(open_ends)} say nothing."
    return "Nothing that was planned is wrong or unknown."


def _problem(case: Case, dossier: Dossier) -> Problem:
    waiver = case.waiver
    return Problem(
        id=case.planned.id,
        name=case.planned.name,
        journey=case.planned.journey,
        outcome=case.outcome,
        sentence=case.sentence,
        since=_since(case, dossier),
        waived_by=waiver.owner if waiver else "",
        waived_until=f"{waiver.expires}" if waiver else "",
        waived_because=waiver.reason if waiver else "",
    )


def _since(case: Case, dossier: Dossier) -> str:
    found = dossier.since.get(case.planned.id)
    if found is None or found.outcome != case.outcome:
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


def _by_hand(planned: Planned, found: Standing) -> HandChecked:
    last = found.check
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
    )


def _notes(dossier: Dossier, cases: Sequence[Case]) -> Iterator[str]:
    if dossier.skew:
        yield f"Clocks: {dossier.skew}."
    for one in dossier.waivers:
        if not one.counts_at(dossier.now):
            yield f"The waiver of {one.owner} for {one.what} has expired on {one.expires}."
        elif not any(case.waiver is one for case in cases):
            yield f"The waiver of {one.owner} for {one.what} is idle: nothing of it is wrong."
    if others := [one for one in dossier.approvals if one.record != dossier.digest]:
        yield f"Of another record, so that it does not count: {counted(len(others), 'approval')}."
    if not dossier.reading.run.versions and not dossier.version:
        yield "No product has said its version."


def _proof(path: Path, reports: Path) -> Proof:
    known = path.relative_to(reports) if path.is_relative_to(reports) else path
    return Proof(path=known.as_posix(), sha256=digest_of(path), bytes=path.stat().st_size)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
