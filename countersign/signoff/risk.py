"""The one sentence of a sign-off on what is at risk, whatever its verdict."""

from collections import Counter
from collections.abc import Iterator, Sequence

from countersign.results.record import Outcome
from countersign.results.wording import counted
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.row_names import plain_name
from countersign.signoff.stake import Stake
from countersign.signoff.verdicts.suite import UNKNOWN, is_wrong
from countersign.signoff.verdicts.words import some
from countersign.signoff.weighing import Finding, Verdict

_SAYS_NOTHING = (Outcome.NOT_APPLICABLE, Outcome.REFUSED, Outcome.MANUAL)


def risk_of(deciding: Finding, findings: Sequence[Finding], dossier: Dossier, stake: Stake | None) -> str:
    """What is wrong, what nobody knows, or what goes out although it is not proven."""
    if deciding.verdict is not Verdict.GO:
        return _why_not(deciding, findings, stake)
    doubts = list(_although(findings, dossier))
    silent = _silent(dossier.cases)
    if doubts:
        return f"It goes although {'; '.join([*doubts, *([f'{silent} say nothing'] if silent else [])])}."
    if silent:
        return f"Nothing that was run is wrong; of what was planned {silent} say nothing."
    return "Nothing that was planned is wrong or unknown."


def _why_not(deciding: Finding, findings: Sequence[Finding], stake: Stake | None) -> str:
    said = f"“{deciding.gate}” is not met"
    if deciding.verdict is Verdict.INCONCLUSIVE:
        said = f"nobody knows whether “{deciding.gate}” is met"
    told = [f"{said[0].upper()}{said[1:]}: {deciding.sentence}"]
    others = [one for one in findings if one is not deciding]
    red = sum(one.verdict in (Verdict.NO_GO, Verdict.ROLL_BACK) for one in others)
    open_ = sum(one.verdict is Verdict.INCONCLUSIVE for one in others)
    more = [f"{red} not met"] if red else []
    more += [f"{open_} unknown"] if open_ else []
    told += [f"of the other gates {' and '.join(more)}"] if more else []
    if stake and stake.at_risk:
        told.append(f"{stake.at_risk:.0f} % of the value is at risk ({', '.join(stake.journeys)})")
    return f"{'; '.join(told)}."


def _although(findings: Sequence[Finding], dossier: Dossier) -> Iterator[str]:
    """What somebody answers for, and what is wrong or unknown without a gate that asks about it."""
    yield from dict.fromkeys(finding.risk for finding in findings if finding.risk)
    unasked = [case for case in dossier.cases if case.waiver is None]
    for how, cases in (
        ("did not pass", [case for case in unasked if is_wrong(case)]),
        ("may or may not pass", [case for case in unasked if case.outcome in UNKNOWN]),
    ):
        if cases:
            names = some([plain_name(case.planned.name) for case in cases])
            yield f"{counted(len(cases), 'scenario')} that no gate asks about {how}: {names}"
    end, run = dossier.reading.end, dossier.reading.run
    if end is None:
        yield "the run was killed, so that its record has no end"
    elif end.aborted:
        yield f"the run ended early: {end.aborted}"
    if end and end.problems:
        yield f"something went wrong outside of every scenario: {some(end.problems)}"
    if run.shard:
        yield f"this is shard {run.shard} alone"
    if run.narrowed_by:
        yield f"only what {' '.join(run.narrowed_by)} selects was run"


def _silent(cases: Sequence[Case]) -> str:
    """What says nothing either way; a check by hand that counts does."""
    counts = Counter(
        case.outcome for case in cases if not (case.check and (case.check.proven or case.check.failed))
    )
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in _SAYS_NOTHING if counts[outcome])
