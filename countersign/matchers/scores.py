"""What a trainee should be told of a message by the coach."""

from collections import Counter
from collections.abc import Sequence

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted
from countersign.people.trainee import Exchanged

ACCEPTABLE = 70


class Scored(BaseMatcher[Exchanged]):
    """What matchers of a score share: the mismatch tells the message, its score and why it has it."""

    def describe_mismatch(self, item: Exchanged, mismatch_description: Description) -> None:
        feedback = item.feedback
        told = f"was scored {feedback.score:g}: {quoted(feedback.words)}" if feedback else "was not scored"
        mismatch_description.append_text(f"{quoted(item.words)} {told}")


class ScoredWithin(Scored):
    """Whether the score is so high, and not higher."""

    def __init__(self, least: float, below: float, should: str) -> None:
        self._least = least
        self._below = below
        self._should = should

    def _matches(self, item: Exchanged) -> bool:
        return item.feedback is not None and self._least <= item.feedback.score < self._below

    def describe_to(self, description: Description) -> None:
        description.append_text(self._should)


def scored_at_least(points: float) -> ScoredWithin:
    """So many of 100, or more."""
    return ScoredWithin(points, 101, f"score {points:g} of 100 or more")


def not_acceptable() -> ScoredWithin:
    """Below what a customer could be content with."""
    return ScoredWithin(0, ACCEPTABLE, f"score less than {ACCEPTABLE} of 100, which is not acceptable")


class ScoredHigher(Scored):
    """Whether a message has more points than another one."""

    def __init__(self, other: Exchanged, by: float) -> None:
        self._other = other
        self._by = by

    def _matches(self, item: Exchanged) -> bool:
        mine, other = item.feedback, self._other.feedback
        return mine is not None and other is not None and mine.score >= other.score + self._by

    def describe_to(self, description: Description) -> None:
        other = self._other
        points = f"{other.feedback.score:g}" if other.feedback else "no"
        description.append_text(
            f"score {self._by:g} more at least than {quoted(other.words)}, which has {points} points"
        )


def scored_higher_than(other: Exchanged, by: float = 1) -> ScoredHigher:
    """More points than the other one, by so many at least."""
    return ScoredHigher(other, by)


class ScoredSame(Scored):
    """Whether two messages have the same points."""

    def __init__(self, other: Exchanged) -> None:
        self._other = other

    def _matches(self, item: Exchanged) -> bool:
        mine, other = item.feedback, self._other.feedback
        return mine is not None and other is not None and mine.score == other.score

    def describe_to(self, description: Description) -> None:
        points = f"{self._other.feedback.score:g}" if self._other.feedback else "none"
        description.append_text(f"have the same score as somebody else for the same words ({points})")


def scored_same_as(other: Exchanged) -> ScoredSame:
    """The same words have the same points."""
    return ScoredSame(other)


class Matched(Scored):
    """Whether the coach names a word among those that were said, or knows it at all."""

    def __init__(self, word: str, *, at_all: bool) -> None:
        self._word = word.casefold()
        self._at_all = at_all

    def _matches(self, item: Exchanged) -> bool:
        if item.feedback is None:
            return False
        named = [*item.feedback.matched, *(item.feedback.missed if self._at_all else ())]
        return any(self._word in one.casefold() for one in named)

    def describe_to(self, description: Description) -> None:
        said = "hear of" if self._at_all else "be told to have said"
        description.append_text(f"{said} {self._word!r}")

    def describe_mismatch(self, item: Exchanged, mismatch_description: Description) -> None:
        super().describe_mismatch(item, mismatch_description)
        if item.feedback is not None:
            mismatch_description.append_text(
                f"; said: {', '.join(item.feedback.matched) or 'nothing'}; "
                f"missed: {', '.join(item.feedback.missed) or 'nothing'}"
            )


def had(word: str) -> Matched:
    """The word is among those that were said."""
    return Matched(word, at_all=False)


def hears_of(word: str) -> Matched:
    """The word is among those that were said or missed."""
    return Matched(word, at_all=True)


class OfTheScenario(Matched):
    """Whether what was said and missed are together what the scenario expects, and nothing else."""

    def __init__(self, expected: Sequence[str]) -> None:
        super().__init__("", at_all=True)
        self._expected = expected

    def _matches(self, item: Exchanged) -> bool:
        if item.feedback is None:
            return False
        named = [*item.feedback.matched, *item.feedback.missed]
        if self._expected:
            return Counter(named) == Counter(self._expected)
        return bool(named) and len(set(named)) == len(named)  # which they are, this chat does not tell

    def describe_to(self, description: Description) -> None:
        words = ", ".join(self._expected) or "words, each of them once"
        description.append_text(f"be scored by what the scenario expects ({words})")


def scored_by(expected: Sequence[str]) -> OfTheScenario:
    """The scenario's own words, each said or missed."""
    return OfTheScenario(expected)
