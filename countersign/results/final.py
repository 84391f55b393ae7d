"""What became of a scenario, all its attempts together: one that passed only once is never plain green."""

from collections.abc import Sequence

import msgspec

from countersign.results.record import Attempt, Outcome

NOT_PASSED = (Outcome.FAILED, Outcome.ERROR, Outcome.UNDECIDED)
"""Once so, a scenario is not proven by passing later; the worst first."""


def final(attempts: Sequence[Attempt]) -> Attempt:
    """The last attempt, with the outcome of all: *flaky* where one failed and the last passed."""
    if len(attempts) == 1:
        return attempts[0]
    left = [one for attempt in attempts for one in attempt.left]
    last = msgspec.structs.replace(attempts[-1], left=left)
    earlier = [attempt for attempt in attempts[:-1] if attempt.outcome in NOT_PASSED]
    if not earlier:
        return last
    if last.outcome is Outcome.PASSED:
        return msgspec.structs.replace(last, outcome=Outcome.FLAKY, sentence=_told(attempts))
    worst = next(outcome for outcome in NOT_PASSED if any(one.outcome is outcome for one in attempts))
    same = last.outcome is worst and all(one.sentence == last.sentence for one in earlier)
    return msgspec.structs.replace(last, outcome=worst, sentence=last.sentence if same else _told(attempts))


def _told(attempts: Sequence[Attempt]) -> str:
    """Each attempt in turn."""
    return "\n".join(
        f"attempt {number}: {attempt.outcome}{f': {attempt.sentence}' if attempt.sentence else ''}"
        for number, attempt in enumerate(attempts, 1)
    )
