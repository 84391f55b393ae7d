"""What the suite itself has found."""

from collections.abc import Sequence
from typing import Any

from countersign.results.record import Outcome
from countersign.results.wording import counted
from countersign.signoff import gates
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.outlines import plain_name
from countersign.signoff.verdicts.words import ids, inconclusive, red, risk, some
from countersign.signoff.weighing import Finding, Verdict

WRONG = (Outcome.FAILED, Outcome.ERROR)
UNKNOWN = (Outcome.NOT_RUN, Outcome.UNDECIDED, Outcome.FLAKY)


def suite(gate: gates.Suite, dossier: Dossier) -> Finding:
    """The suite's own verdict."""
    end, run = dossier.reading.end, dossier.reading.run
    if end is not None and end.problems:
        return red(gate, f"outside of every scenario: {some(end.problems)}", dossier.path.name)
    finding = _of_cases(gate, dossier.cases, dossier, "")
    if finding.verdict is Verdict.NO_GO:
        return finding
    doubts = [
        _elsewhere(gate.environment, dossier),
        "the run was killed: its record has no end" if end is None else "",
        f"this is shard {run.shard} alone: merge all of them" if run.shard else "",
        f"the run ended early: {end.aborted}" if end is not None and end.aborted else "",
        finding.sentence if finding.verdict is Verdict.INCONCLUSIVE else "",
    ]
    if any(doubts):
        return inconclusive(gate, "; ".join(filter(None, doubts)), dossier.path.name, *finding.evidence)
    return finding


def scenarios(gate: gates.Scenarios, dossier: Dossier) -> Finding:
    """All scenarios of a tag."""
    if elsewhere := _elsewhere(gate.environment, dossier):
        return inconclusive(gate, elsewhere, dossier.path.name)
    return _of_cases(gate, list(dossier.tagged(gate.tag)), dossier, f"@{gate.tag} ")


def _of_cases(gate: Any, cases: Sequence[Case], dossier: Dossier, kind: str) -> Finding:
    wrong = [case for case in cases if _is_wrong(case) and case.waiver is None]
    if wrong:
        told = some([f"{plain_name(case.planned.name)} ({_how(case)})" for case in wrong])
        return red(gate, f"{len(wrong)} of {len(cases)} {kind}scenarios did not pass: {told}", *ids(wrong))
    unknown = [case for case in cases if case.outcome in UNKNOWN and case.waiver is None]
    if unknown:
        told = some([f"{plain_name(case.planned.name)} ({case.outcome})" for case in unknown])
        sentence = f"{len(unknown)} of {len(cases)} {kind}scenarios are not known to pass: {told}"
        return inconclusive(gate, sentence, *ids(unknown))
    passed = [case for case in cases if case.outcome is Outcome.PASSED]
    waived = [case for case in cases if case.waiver is not None]
    if not passed:
        return inconclusive(
            gate, f"no {kind}scenario was run and passed, which proves nothing", dossier.path.name
        )
    risks = [risk(case, dossier) for case in waived]
    told = f"{counted(len(passed), f'{kind}scenario')} passed"
    told += f", {len(waived)} waived" if waived else ""
    return Finding(
        gate=gate.name,
        verdict=Verdict.GO,
        sentence=told,
        evidence=[dossier.path.name, *ids(waived)],
        risk="; ".join(risks),
    )


def _is_wrong(case: Case) -> bool:
    """Whether a run, or a person by hand, has found it wrong."""
    return case.check.failed if case.check else case.outcome in WRONG


def _how(case: Case) -> str:
    return case.check.sentence if case.check else case.outcome


def _elsewhere(environment: str | None, dossier: Dossier) -> str:
    run = dossier.reading.run
    if environment is None or run.environment == environment:
        return ""
    return f"it must be seen on {environment}, and this run was on {run.target} ({run.environment})"
