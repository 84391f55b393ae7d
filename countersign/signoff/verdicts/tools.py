"""What other tools have found."""

import math

from countersign.results.wording import counted
from countersign.signoff import gates, inputs
from countersign.signoff.inputs import Input
from countersign.signoff.verdicts.words import green, inconclusive, red, some
from countersign.signoff.weighing import Finding


def tests(gate: gates.Tests, found: Input, path: str) -> Finding:
    """What a test tool has reported."""
    if not isinstance(found, inputs.Ran):
        return inconclusive(gate, f"{path} holds no test results", path)
    if not found.executed:
        return inconclusive(gate, f"{path}: no test was run", path)
    percent = 100 * found.passed / found.executed
    sentence = f"{found.passed} of {found.executed} tests passed"
    if found.skipped:
        sentence += f", {found.skipped} left out"
    if found.failed:
        sentence += f"; failed: {some(found.failed)}"
    if percent < gate.least:
        return red(gate, sentence, path)
    if found.skipped > gate.skipped:
        return inconclusive(gate, f"{sentence}; {gate.skipped} may be, so nobody knows", path)
    return green(gate, sentence, path)


def coverage(gate: gates.Coverage, found: Input, path: str) -> Finding:
    """How much of the code the tests have run."""
    if not isinstance(found, inputs.Coverage):
        return inconclusive(gate, f"{path} holds no coverage", path)
    share = f"{math.floor(10 * found.percent) / 10:.1f} %; {gate.least:g} % are asked for"
    sentence = f"{found.covered} of {found.lines} lines are covered ({share})"
    return (green if found.percent >= gate.least else red)(gate, sentence, path)


def findings(gate: gates.Findings, found: Input, path: str) -> Finding:
    """What a linter or a scanner has found."""
    if not isinstance(found, inputs.Findings):
        return inconclusive(gate, f"{path} holds no findings of a tool", path)
    grave = inputs.at_least_as_grave(found.found, gate.level)
    sentence = f"{found.tool or path}: {counted(len(grave), 'finding')} of level {gate.level} or graver"
    if grave:
        sentence += f": {some(_places(grave))}"
    if len(grave) > gate.most:
        return red(gate, sentence, path)
    undecided = inputs.at_least_as_grave(found.undecided, gate.level)
    if len(grave) + len(undecided) > gate.most:
        left = some(_places(undecided))
        return inconclusive(
            gate, f"{sentence}; {len(undecided)} more are for a person to decide: {left}", path
        )
    return green(gate, sentence, path)


def _places(found: list[inputs.Finding]) -> list[str]:
    return [" at ".join(filter(None, (one.rule, one.where))) or "a finding without a name" for one in found]
