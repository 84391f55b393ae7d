"""What the suite itself has found."""

from collections.abc import Sequence

from countersign.results.record import Outcome
from countersign.results.wording import counted
from countersign.signoff import gates
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.row_names import plain_name
from countersign.signoff.verdicts.words import Named, ids, inconclusive, red, risk, some
from countersign.signoff.weighing import Finding, Verdict

WRONG = (Outcome.FAILED, Outcome.ERROR)
UNKNOWN = (Outcome.NOT_RUN, Outcome.UNDECIDED, Outcome.FLAKY)


def suite(gate: gates.Suite, dossier: Dossier) -> Finding:
    """The suite's own verdict."""
    narrowed = dossier.reading.run.narrowed_by if gate.whole else []
    partly = f"only what {' '.join(narrowed)} selects was run, and all is asked for" if narrowed else ""
    return _of_run(gate, dossier, dossier.cases, "", partly)


def scenarios(gate: gates.Scenarios, dossier: Dossier) -> Finding:
    """All scenarios of a tag."""
    return _of_run(gate, dossier, list(dossier.tagged(gate.tag)), f"@{gate.tag} ")


def _of_run(
    gate: gates.Suite | gates.Scenarios, dossier: Dossier, cases: Sequence[Case], kind: str, *doubts: str
) -> Finding:
    """What became of the scenarios, and whether the run that says so came to its end."""
    end, run = dossier.reading.end, dossier.reading.run
    finding = _of_cases(gate, cases, dossier, kind)
    wrong = finding.sentence if finding.verdict is Verdict.NO_GO else ""
    if end is not None and end.problems:
        outside = f"outside of every scenario: {some(end.problems)}"
        told = "; ".join(filter(None, [wrong, outside]))
        return red(gate, told, dossier.path.name, *(finding.evidence if wrong else ()))
    if wrong:
        return finding
    doubts = (
        _elsewhere(gate.environment, dossier),
        "the run was killed: its record has no end" if end is None else "",
        f"this is shard {run.shard} alone: merge all of them" if run.shard else "",
        f"the run ended early: {end.aborted}" if end is not None and end.aborted else "",
        *doubts,
        finding.sentence if finding.verdict is Verdict.INCONCLUSIVE else "",
    )
    if any(doubts):
        return inconclusive(
            gate, "; ".join(filter(None, doubts)), *dict.fromkeys([dossier.path.name, *finding.evidence])
        )
    return finding


def _of_cases(gate: Named, cases: Sequence[Case], dossier: Dossier, kind: str) -> Finding:
    waived = [case for case in cases if case.waiver is not None]
    wrong = [case for case in cases if is_wrong(case) and case.waiver is None]
    unknown = [case for case in cases if case.outcome in UNKNOWN and case.waiver is None]
    if wrong:
        told = some([f"{plain_name(case.planned.name)} ({_how(case)})" for case in wrong])
        sentence = f"{len(wrong)} of {len(cases)} {kind}scenarios did not pass: {told}"
        sentence += f"; {len(waived)} more waived" if waived else ""
        sentence += f"; {len(unknown)} more not known to pass" if unknown else ""
        return red(gate, sentence, *ids(wrong))
    if unknown:
        told = some([f"{plain_name(case.planned.name)} ({case.outcome})" for case in unknown])
        sentence = f"{len(unknown)} of {len(cases)} {kind}scenarios are not known to pass: {told}"
        return inconclusive(gate, sentence, *ids(unknown))
    passed = [case for case in cases if case.outcome is Outcome.PASSED]
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


def is_wrong(case: Case) -> bool:
    """Whether a run, or a person by hand, has found it wrong."""
    return case.check.failed if case.check else case.outcome in WRONG


def _how(case: Case) -> str:
    return case.check.sentence if case.check else case.outcome


def _elsewhere(environment: str | Sequence[str] | None, dossier: Dossier) -> str:
    run, wanted = dossier.reading.run, [environment] if isinstance(environment, str) else environment
    if wanted is None or run.environment in wanted:
        return ""
    return f"it must be seen on {' or '.join(wanted)}, and this run was on {run.target} ({run.environment})"
