"""How findings come to a verdict: what is red beats what nobody knows, and that beats green."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """What a release manager is told."""

    GO = "GO"
    NO_GO = "NO-GO"
    INCONCLUSIVE = "INCONCLUSIVE"
    ROLL_BACK = "ROLL BACK"

    @property
    def exit_code(self) -> int:
        """How the command ends that says it."""
        return _EXIT_CODES[self]


_EXIT_CODES = {Verdict.GO: 0, Verdict.NO_GO: 1, Verdict.INCONCLUSIVE: 2, Verdict.ROLL_BACK: 3}
_GRAVEST_FIRST = (Verdict.ROLL_BACK, Verdict.NO_GO, Verdict.INCONCLUSIVE, Verdict.GO)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one gate."""

    gate: str
    """The gate's name, as gates.toml has it."""
    verdict: Verdict
    """What this gate alone would say."""
    sentence: str
    """What was found, with its numbers."""
    evidence: list[str] = []
    """The files, ids and approvals that it rests on."""
    risk: str = ""
    """What goes out with the release where it goes although not all is well."""


NOTHING = Finding(
    gate="Something was asked",
    verdict=Verdict.INCONCLUSIVE,
    sentence="no gate was weighed at all, which proves nothing",
)


def decisive(findings: Sequence[Finding]) -> Finding:
    """The finding that decides: the first of the gravest."""
    return min(findings, key=lambda one: _GRAVEST_FIRST.index(one.verdict), default=NOTHING)
