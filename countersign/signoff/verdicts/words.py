"""How a finding is put into words."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from countersign.results.wording import counted
from countersign.signoff.dossier import Case, Dossier
from countersign.signoff.weighing import Finding, Verdict

_SHOWN = 5


class Named(Protocol):
    """A gate."""

    @property
    def name(self) -> str:
        """As gates.toml has it."""


def green(gate: Named, sentence: str, *evidence: str) -> Finding:
    """All is as it should be."""
    return Finding(gate=gate.name, verdict=Verdict.GO, sentence=sentence, evidence=list(evidence))


def red(gate: Named, sentence: str, *evidence: str) -> Finding:
    """Something is known to be wrong."""
    return Finding(gate=gate.name, verdict=Verdict.NO_GO, sentence=sentence, evidence=list(evidence))


def inconclusive(gate: Named, sentence: str, *evidence: str) -> Finding:
    """Nobody knows."""
    return Finding(gate=gate.name, verdict=Verdict.INCONCLUSIVE, sentence=sentence, evidence=list(evidence))


def risk(case: Case, dossier: Dossier) -> str:
    """What goes out although it is wrong, and who answers for it."""
    assert case.waiver
    waiver, days = case.waiver, (case.waiver.expires - dossier.now.date()).days
    left = f"for {counted(days, 'day')} more" if days else "until tonight"
    return f"{case.planned.name} is wrong; {waiver.owner} answers for it {left}: {waiver.reason}"


def ids(cases: Iterable[Case]) -> list[str]:
    """By what the scenarios are found again."""
    return [case.planned.id for case in cases]


def some(texts: Sequence[str]) -> str:
    """The first few of them."""
    shown = "; ".join(texts[:_SHOWN])
    more = len(texts) - _SHOWN
    return f"{shown}; and {more} more" if more > 0 else shown
