"""What becomes of a scenario, all its attempts together."""

import itertools

import pytest

from countersign.results.final import final
from countersign.results.record import Attempt, Outcome

ORDINARY = [outcome for outcome in Outcome if outcome is not Outcome.FLAKY]
RED = (Outcome.FAILED, Outcome.ERROR)


def attempts(*outcomes: Outcome, said: str = "") -> list[Attempt]:
    return [
        Attempt(id="1", outcome=outcome, started_at=0.0, seconds=0.0, sentence=said, attempt=number)
        for number, outcome in enumerate(outcomes, 1)
    ]


@pytest.mark.parametrize("outcome", ORDINARY)
def test_a_single_attempt_stands_for_itself(outcome: Outcome) -> None:
    [only] = attempts(outcome, said="why")
    assert final([only]) is only


@pytest.mark.parametrize("outcomes", list(itertools.product(RED, ORDINARY)), ids=str)
def test_whatever_follows_a_red_attempt_is_never_green(outcomes: tuple[Outcome, Outcome]) -> None:
    found = final(attempts(*outcomes)).outcome
    if outcomes[1] is Outcome.PASSED:
        assert found is Outcome.FLAKY
    else:
        assert found is (Outcome.FAILED if Outcome.FAILED in outcomes else Outcome.ERROR)


def test_what_was_undecided_once_is_not_proven_by_passing_later() -> None:
    assert final(attempts(Outcome.UNDECIDED, Outcome.PASSED)).outcome is Outcome.FLAKY
    assert final(attempts(Outcome.UNDECIDED, Outcome.UNDECIDED)).outcome is Outcome.UNDECIDED
    assert final(attempts(Outcome.UNDECIDED, Outcome.FAILED)).outcome is Outcome.FAILED


def test_each_attempt_is_told() -> None:
    failed, passed = attempts(Outcome.FAILED, Outcome.PASSED)
    failed = attempts(Outcome.FAILED, said="the code was wrong")[0]
    assert final([failed, passed]).sentence == "attempt 1: failed: the code was wrong\nattempt 2: passed"


def test_the_same_sentence_is_told_once() -> None:
    assert final(attempts(Outcome.ERROR, Outcome.ERROR, said="broken")).sentence == "broken"
