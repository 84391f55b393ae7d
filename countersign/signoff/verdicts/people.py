"""What people have said: approvals, and checks by hand."""

import msgspec

from countersign.results.record import Outcome
from countersign.signoff import gates
from countersign.signoff.approvals import NAME
from countersign.signoff.dossier import Dossier
from countersign.signoff.verdicts.words import green, ids, inconclusive, red, risk, some
from countersign.signoff.weighing import Finding


def approval(gate: gates.Approval, dossier: Dossier) -> Finding:
    """Whether somebody of that role has approved this very record."""
    if gate.when == "major" and not dossier.major:
        return green(gate, "this is no major change")
    found = [one for one in dossier.approved_by if one.role.casefold() == gate.role.casefold()]
    if found:
        told = some([f"{one.name} on {one.at:%Y-%m-%d %H:%M} UTC: {one.reason}" for one in found])
        return green(gate, f"approved by {told}", NAME)
    others = [one for one in dossier.approvals if one.role.casefold() == gate.role.casefold()]
    if of_it := [one for one in others if one.record == dossier.digest]:
        told = f"the approval of {of_it[-1].name} does not count: {dossier.doubt_about(of_it[-1])}"
        return inconclusive(gate, told, NAME)
    if others:
        sentence = f"{others[-1].name} approved another record: this one was made or changed after that"
        return inconclusive(gate, sentence, NAME)
    return inconclusive(gate, f"nobody has approved this record as {gate.role}")


def manual(gate: gates.Manual, dossier: Dossier) -> Finding:
    """What was done by hand."""
    asked = dossier.tagged(gate.tag) if gate.tag else dossier.cases
    cases = [case for case in asked if case.outcome is Outcome.MANUAL]
    standings = [(case, dossier.by_hand(case.planned, gate.days)) for case in cases]
    waived = [case for case, one in standings if one.failed and case.waiver]
    if failed := [(case, one) for case, one in standings if one.failed and not case.waiver]:
        told = some([f"{case.planned.name}: {one.sentence}" for case, one in failed])
        return red(
            gate, f"{len(failed)} of {len(cases)} were found wrong: {told}", *ids(c for c, _ in failed)
        )
    if unproven := [(case, one) for case, one in standings if not one.proven and not one.failed]:
        told = some([f"{case.planned.name}: {one.sentence}" for case, one in unproven])
        sentence = f"{len(unproven)} of {len(cases)} are not proven: {told}"
        return inconclusive(gate, sentence, *ids(c for c, _ in unproven))
    if not cases:
        return inconclusive(gate, "the run has planned nothing that is to be done by hand")
    if waived:
        told = f"{len(cases) - len(waived)} of {len(cases)} were checked and passed, {len(waived)} waived"
        risks = "; ".join(risk(case, dossier) for case in waived)
        return msgspec.structs.replace(green(gate, told, *ids(cases)), risk=risks)
    return green(gate, f"all {len(cases)} were checked and passed", *ids(cases))
