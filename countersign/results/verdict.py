"""What a run says as a whole: red beats inconclusive, and inconclusive beats green."""

from collections.abc import Mapping
from enum import IntEnum

from countersign.results.record import Outcome

RED = (Outcome.FAILED, Outcome.ERROR)
TO_BE_EXPLAINED = (*RED, Outcome.UNDECIDED, Outcome.FLAKY)
"""What was run and did not pass."""


class Verdict(IntEnum):
    """The verdict is the exit code."""

    PASSED = 0
    FAILED = 1
    INCONCLUSIVE = 2

    @property
    def meaning(self) -> str:
        """The verdict in a sentence."""
        return _MEANING[self]


_MEANING = {
    Verdict.PASSED: "every scenario that was run passed.",
    Verdict.FAILED: "something failed, or the suite could not find out.",
    Verdict.INCONCLUSIVE: "not all that was planned was run and found out beyond doubt; this proves nothing.",
}


def verdict(counts: Mapping[str, int], *, problems: bool, aborted: bool) -> Verdict:
    """The verdict on a run with so many scenarios of each outcome."""
    if problems or any(counts.get(outcome) for outcome in RED):
        return Verdict.FAILED
    unknown = any(counts.get(outcome) for outcome in (Outcome.NOT_RUN, Outcome.UNDECIDED, Outcome.FLAKY))
    if aborted or unknown or not counts.get(Outcome.PASSED):
        return Verdict.INCONCLUSIVE
    return Verdict.PASSED
