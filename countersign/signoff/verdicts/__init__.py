"""What becomes of each gate, given the dossier: GO, NO-GO or INCONCLUSIVE, and the sentence that says why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from countersign.signoff import gates, inputs
from countersign.signoff.dossier import Dossier
from countersign.signoff.gates import Asked, Gate
from countersign.signoff.inputs import Input, Unreadable
from countersign.signoff.verdicts import measured, people, suite, tools
from countersign.signoff.verdicts.words import inconclusive, some
from countersign.signoff.weighing import Finding, Verdict

_OF_THE_RECORD: dict[type, Callable[[Any, Dossier], Finding]] = {
    gates.Suite: suite.suite,
    gates.Scenarios: suite.scenarios,
    gates.Approval: people.approval,
    gates.Manual: people.manual,
    gates.Stable: measured.stable,
    gates.ErrorRate: measured.error_rate,
    gates.ServerErrors: measured.server_errors,
}
_OF_INPUTS: dict[type, Callable[[Any, Input, str], Finding]] = {
    gates.Tests: tools.tests,
    gates.Coverage: tools.coverage,
    gates.Findings: tools.findings,
}


_RECORD = gates.Suite(name="What was recorded can be relied on")


def weigh(asked: Asked, dossier: Dossier) -> list[Finding]:
    """A finding for each gate, in their order; before them, why the record can't be relied on."""
    doubts = [*dossier.contradictions, *dossier.contradicted]
    relied_on = [inconclusive(_RECORD, some(doubts), dossier.path.name)] if doubts else []
    return [*relied_on, *(_otherwise(_weighed(gate, asked, dossier), asked) for gate in asked.gates)]


def _weighed(gate: Gate, asked: Asked, dossier: Dossier) -> Finding:
    if isinstance(gate, gates.Latency):
        return measured.latency(gate, dossier, asked)
    if not isinstance(gate, gates.Tests | gates.Coverage | gates.Findings):
        return _OF_THE_RECORD[type(gate)](gate, dossier)
    source = asked.inputs[gate.input]
    try:
        found = inputs.read_input(source.reads, Path(source.path))
    except Unreadable as error:
        return inconclusive(gate, f"{error}", source.path)
    return _OF_INPUTS[type(gate)](gate, found, source.path)


def _otherwise(finding: Finding, asked: Asked) -> Finding:
    """Where the new version is out already, what is red is to be taken back."""
    if finding.verdict is not Verdict.NO_GO:
        return finding
    return msgspec.structs.replace(finding, verdict=Verdict(asked.otherwise))
