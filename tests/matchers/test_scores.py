"""What a score must be, and what the coach must name."""

from collections.abc import Sequence

import pytest
from hamcrest.core.matcher import Matcher

from countersign.matchers.judging import judge
from countersign.matchers.scores import (
    had,
    hears_of,
    not_acceptable,
    scored_at_least,
    scored_by,
    scored_higher_than,
    scored_same_as,
)
from countersign.people.chat_frames import (
    AssistantMessage,
    EvaluationFeedback,
    FeedbackMetadata,
    KeywordMatches,
)
from countersign.people.trainee import Exchanged

EXPECTED = ("sorry", "refund")


def scored(
    score: float | None, matched: Sequence[str] = ("sorry",), missed: Sequence[str] = ("refund",)
) -> Exchanged:
    """A message with that score; None where there was none."""
    answer = AssistantMessage(type="assistant_message", content="When?")
    if score is None:
        return Exchanged("Hello.", answer, None, 0.1)
    matches = KeywordMatches(list(matched), list(missed), 50)
    feedback = EvaluationFeedback(
        type="evaluation_feedback",
        score=score,
        content="Good.",
        suggestions=["Say when."],
        metadata=FeedbackMetadata(matches, {"tone": 1}),
    )
    return Exchanged("Hello.", answer, feedback, 0.1)


@pytest.mark.parametrize(
    ("matcher", "good", "bad"),
    [
        (scored_at_least(75), [75, 100], [74.9, 0, None]),
        (not_acceptable(), [0, 69.9], [70, 100, None]),
        (scored_higher_than(scored(60), 10), [70, 95], [69, 60, None]),
        (scored_higher_than(scored(None)), [], [100, None]),
        (scored_same_as(scored(60)), [60], [61, None]),
    ],
)
def test_points_are_judged_to_the_point(
    matcher: Matcher[Exchanged], good: list[float | None], bad: list[float | None]
) -> None:
    assert all(matcher.matches(scored(points)) for points in good)
    assert not any(matcher.matches(scored(points)) for points in bad)


def test_a_word_was_said_or_missed_or_is_unknown() -> None:
    exchanged = scored(80)
    assert had("sorry").matches(exchanged)
    assert not had("refund").matches(exchanged)
    assert hears_of("refund").matches(exchanged)
    assert not hears_of("escalate").matches(exchanged)
    assert not hears_of("sorry").matches(scored(None))


@pytest.mark.parametrize(
    ("matched", "missed", "fine"),
    [
        (["sorry"], ["refund"], True),
        (["refund", "sorry"], [], True),
        (["sorry"], [], False),
        (["sorry"], ["refund", "escalate"], False),
        (["sorry", "sorry"], ["refund"], False),
        (["escalate"], ["responsibility"], False),
    ],
)
def test_what_is_named_is_what_the_scenario_expects(
    matched: list[str], missed: list[str], fine: bool
) -> None:
    assert scored_by(EXPECTED).matches(scored(80, matched, missed)) is fine


def test_a_chat_that_does_not_tell_its_words_names_each_once_at_least() -> None:
    assert scored_by(()).matches(scored(80))
    assert not scored_by(()).matches(scored(80, [], []))
    assert not scored_by(()).matches(scored(80, ["sorry"], ["sorry"]))


def test_a_failure_says_the_words_the_score_and_why() -> None:
    with pytest.raises(AssertionError) as failure:
        judge("Amira", scored(90), not_acceptable())
    assert str(failure.value) == (
        "Amira should score less than 70 of 100, which is not acceptable, but «Hello.» was scored 90: "
        "«90 of 100: Good. (Say when.)»."
    )
