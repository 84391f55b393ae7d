"""What a session holds of what was said: exactly that, in its order and once."""

import pytest
from hamcrest.core.string_description import StringDescription

from countersign.matchers.said_in_session import Said, holds_conversation

SAID = [("user", "Sorry."), ("assistant", "When?"), ("user", "Today."), ("assistant", "Fine.")]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (SAID[:3], "there are 3: the customer's «Fine.» is missing"),
        (
            SAID[:2] + SAID[3:],
            "message 3 of 3 is the customer's «Fine.» where the trainee's «Today.» should be",
        ),
        ([*SAID, SAID[3]], "there are 5: the customer's «Fine.» is one too many"),
        (
            [SAID[2], SAID[1], SAID[0], SAID[3]],
            "message 1 of 4 is the trainee's «Today.» where the trainee's",
        ),
        ([*SAID[:3], ("assistant", "fine.")], "message 4 of 4 is the customer's «fine.» where"),
        ([], "there are 0: the trainee's «Sorry.» is missing"),
    ],
)
def test_what_is_lost_doubled_or_out_of_order_is_named(found: Said, sentence: str) -> None:
    matcher, told = holds_conversation(SAID), StringDescription()
    assert matcher.matches(SAID)
    assert not matcher.matches(found)
    matcher.describe_mismatch(found, told)
    assert sentence in told.out
