"""The commands around a sign-off: make it, approve it, verify it, record what was checked by hand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from countersign.errors import UserError
from countersign.results.record import Outcome, Planned
from countersign.signoff.approvals import approve
from countersign.signoff.assemble import statement_of
from countersign.signoff.clocks import in_utc
from countersign.signoff.dossier import Past, open_dossier
from countersign.signoff.evidence import evidence_of
from countersign.signoff.gates import asked_by
from countersign.signoff.handwriting import illegible, undecodable
from countersign.signoff.living import living_document
from countersign.signoff.manual_checks import Check, add_check, refuse_future
from countersign.signoff.page import page_of
from countersign.signoff.publish import JSON, PAGE, publish, publish_living, withdraw
from countersign.signoff.releases import accept
from countersign.signoff.signing import signing_key, verify_key
from countersign.signoff.statement import Statement
from countersign.signoff.verify import verify
from countersign.signoff.weighing import Verdict

_MOST_BY_NAME = 12
"""So many files that were not changed are named one by one."""


@dataclass(frozen=True)
class Facts:
    """What the one who signs off knows beside the record."""

    stage: str = ""
    inputs: Sequence[str] = ()
    """NAME=PATH."""
    version: str = ""
    deployed_at: str = ""
    major: bool = False
    accept: bool = False
    """Keep it as the last accepted release."""


def sign_off(reports: Path, facts: Facts, past: Past, environ: Mapping[str, str]) -> int:
    """Weigh the gates, write the pages, and say the verdict; its exit code."""
    withdraw(reports)
    key = signing_key(environ)
    asked = asked_by(facts.stage, given=_inputs(facts.inputs))
    dossier = open_dossier(
        reports,
        past=past,
        version=facts.version,
        deployed_at=moment(facts.deployed_at, "--deployed-at") if facts.deployed_at else None,
        major=facts.major,
        gates=asked.gates,
    )
    publish_living(living_document(dossier), reports)
    statement = statement_of(dossier, asked, evidence_of(reports, asked))
    names = {case.planned.id: case.planned.name for case in dossier.cases}
    publish(statement, reports, page_of(statement, names, reports, signed=key is not None), key)
    print(told(statement, reports / PAGE, signed=key is not None))
    if facts.accept:
        if narrowed := dossier.reading.run.narrowed_by:
            raise UserError(
                f"Only what {' '.join(narrowed)} selects was run, so this is no release to be accepted: run "
                f"everything, or leave --accept out."
            )
        print(f"Kept as the last accepted release: {accept(statement, names)}")
    return statement.verdict.exit_code


def told(statement: Statement, page: Path, *, signed: bool) -> str:
    """The verdict on the console, and where the page is."""
    lines = [statement.question]
    for finding in statement.findings:
        mark = {Verdict.GO: "✓", Verdict.INCONCLUSIVE: "?"}.get(finding.verdict, "✗")
        lines.append(f"  {mark} {finding.gate}: {finding.sentence}")
    lines += [f"Note: {note}" for note in statement.notes]
    sealed = "signed" if signed else "unsigned"
    return "\n".join([*lines, f"{statement.verdict}: {statement.risk}", f"Sign-off ({sealed}): {page}"])


def approved(reports: Path, name: str, role: str, reason: str) -> int:
    """Add an approval of the record as it is."""
    approval = approve(reports, name=name, role=role, reason=reason)
    who, record = f"{approval.name} ({approval.role})", f"{approval.record[:16]}…"
    print(f"{who} has approved the record {record}: {approval.reason}")
    return 0


def verified(reports: Path, environ: Mapping[str, str]) -> int:
    """Say what holds and what does not: 0 where all of it does, 1 where something was changed, 2 else."""
    looks = verify(reports, verify_key(environ))
    untouched = [look for look in looks if look.untouched]
    if len(untouched) > _MOST_BY_NAME:
        print(f"✓ {len(untouched)} files are as they were signed off; {JSON} names them")
    for look in looks:
        if len(untouched) <= _MOST_BY_NAME or not look.untouched:
            mark = {True: "✓", False: "✗", None: "?"}[look.good]
            print(f"{mark} {look.sentence}")
    if any(look.good is False for look in looks):
        print("Something was changed after it was signed off: this sign-off proves nothing.")
        return 1
    unknown = any(look.good is None for look in looks)
    print(
        "Nothing was changed, as far as can be told."
        if unknown
        else "Nothing was changed since it was signed."
    )
    return 2 if unknown else 0


def checked(reports: Path, wanted: str, *, by: str, version: str, outcome: str, note: str, at: str) -> int:
    """Record that somebody went through a scenario by hand."""
    for option, given in (("--by", by), ("--version", version)):
        if flaw := illegible(given.strip()):
            raise UserError(
                f"{option} {flaw}; a check has somebody who did it, and a version that was checked."
            )
    now = datetime.now(UTC)
    done = moment(at, "--at") if at else now
    refuse_future(done, now)
    planned = _manual_scenario(reports, wanted)
    check = Check(
        scenario=planned.id,
        name=planned.name,
        by=by.strip(),
        at=done,
        version=version.strip(),
        outcome="passed" if outcome == "passed" else "failed",
        note=note.strip(),
    )
    add_check(check)
    print(f"{planned.name}: {check.outcome} by {check.by}, version {check.version}.")
    return 0


def _manual_scenario(reports: Path, wanted: str) -> Planned:
    """The one of the last run that is meant, by its id or its name."""
    cases = [case for case in open_dossier(reports).cases if case.outcome is Outcome.MANUAL]
    if not cases:
        raise UserError(
            f"The run in {reports} has planned nothing that is to be done by hand: run the suite first."
        )
    found = [case.planned for case in cases if wanted in (case.planned.id, case.planned.name)]
    if len(found) == 1:
        return found[0]
    shown = "".join(f"\n  {case.planned.id}  {case.planned.name}" for case in cases)
    said = "is more than one scenario; name it by its id" if found else "is no scenario that is done by hand"
    raise UserError(f"{wanted!r} {said}. There are:{shown}")


def moment(written: str, option: str) -> datetime:
    """A moment with its time zone."""
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise UserError(f"{option} {written} is no moment: write it as 2026-11-21T10:00:00Z.") from error
    try:
        return in_utc(found)
    except ValueError as error:
        raise UserError(f"{option} {error}.") from error


def _inputs(given: Sequence[str]) -> dict[str, str]:
    for one in given:
        if not re.fullmatch(r"[^=\s]+=.+", one) or undecodable(one):
            raise UserError(f"--input {one}: write it as NAME=PATH, as in unit=build/junit.xml.")
    return dict(one.split("=", 1) for one in given)
