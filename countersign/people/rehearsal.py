"""How a good trainee rehearses: helpful words, turn by turn, until the session has come to its end."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countersign.matchers.judging import quoted
from countersign.people.chat import NAMES
from countersign.people.chat_frames import SessionComplete
from countersign.people.replies import Replies
from countersign.people.waiting import came_true

if TYPE_CHECKING:
    from countersign.people.trainee import Exchanged, Trainee

MOST_EXCHANGES = 20
"""So many exchanges a good trainee has patience for; each scenario can be completed with fewer."""

COMPLETED = "completed"
_SECONDS = 5.0


class Rehearsal:
    """Says what helps, and looks for the end."""

    def __init__(self, trainee: "Trainee", replies: Replies) -> None:
        self._trainee = trainee
        self._replies = replies
        self._unanswered: Sequence[str] = ()

    def writes_well(self) -> "Exchanged":
        """Something helpful, as somebody who has learned the scenario says it."""
        return self._trainee.is_answered(self.sends_helpful_words())

    def writes_well_often(self, times: int) -> None:
        """So many exchanges, each to its end."""
        for _ in range(times):
            self.writes_well()

    def writes_often(self, words: str, times: int) -> None:
        """The very same words, so many times."""
        for _ in range(times):
            self._trainee.writes(words)

    def sends_helpful_words(self) -> str:
        """What a good trainee says next; nobody waits for the answer yet."""
        done = self._trainee.exchanges
        missed = done[-1].feedback.missed if done and done[-1].feedback else []
        words = self._replies.helpful(self._trainee.scenario.config.id, len(done), missed)
        self._trainee.sends(words)
        return words

    def sends_many(self, number: int) -> None:
        """Helpful words, one after the other, before any is answered."""
        yaml_id = self._trainee.scenario.config.id
        self._unanswered = [self._replies.helpful(yaml_id, turn) for turn in range(number)]
        for words in self._unanswered:
            self._trainee.sends(words)

    def is_answered_in_turn(self) -> None:
        """The three for each of them, one message after the other."""
        for words in self._unanswered:
            self._trainee.is_answered(words)
        self._trainee.chat.hears_nothing()

    def strings_expected_words_together(self) -> None:
        """What the coach expects, without a sentence; where nobody tells, a first message brings it out."""
        expected = self._trainee.scenario.config.expected_keywords
        if not expected:
            feedback = self.writes_well().feedback
            expected = [*feedback.matched, *feedback.missed] if feedback else []
        self._trainee.writes(" ".join(expected))

    def writes_and_is_lost(self) -> None:
        """Lose the connection when a message has been acknowledged, and before it is answered."""
        words = self.sends_helpful_words()
        self._trainee.is_only_acknowledged(words)
        self._trainee.loses_connection()

    def goes_on_to_the_end(self, exchanges: int = MOST_EXCHANGES) -> None:
        """Write well until the session is complete, or patience is over."""
        for _ in range(exchanges):
            self.writes_well()
            if self.looks_for_the_end():
                return

    def goes_on_to_just_before_the_end(self) -> None:
        """Write all that is helpful but the last."""
        for _ in range(
            self._replies.turns(self._trainee.scenario.config.id) - 1 - len(self._trainee.exchanges)
        ):
            self.writes_well()

    def looks_for_the_end(self) -> bool:
        """Whether the session is complete now; nothing else may come."""
        frame = self._trainee.chat.hears_if_any()
        if frame is None:
            if self._trainee.kept().status != COMPLETED:
                return False
            [frame] = self._trainee.chat.hears("session_complete")
        if not isinstance(frame, SessionComplete):
            trainee = self._trainee
            raise AssertionError(
                f"{trainee.name} should hear nothing but the end of the session after "
                f"{quoted(trainee.last.words)} was scored, but {NAMES[frame.type]} came: "
                f"{quoted(frame.words)}."
            )
        self._trainee.completion = frame
        return True

    def must_complete(self) -> SessionComplete:
        """The session must be complete now, with its summary."""
        trainee = self._trainee
        if trainee.completion is None:
            told = ", ".join(f"{score:g}" for score in trainee.scores)
            raise AssertionError(
                f"{trainee.name} should have completed the session {trainee.session.id} by now, but after "
                f"{len(trainee.exchanges)} exchanges (scores {told}) no end of the session came; it is "
                f"{trainee.kept().status!r}."
            )
        return trainee.completion

    def finds_the_answer_that_was_missed(self) -> None:
        """Look the session up until the customer's answer to the last message is there."""
        trainee = self._trainee

        def there() -> bool:
            return len(trainee.conversation(trainee.kept().said)) > len(trainee.said)

        if not came_true(there, _SECONDS):
            raise AssertionError(
                f"{trainee.name} should find the answer to {quoted(trainee.said[-1][1])} in the session, "
                f"though the connection was lost before it came, but {_SECONDS:g} s later it was not there."
            )
        trainee.said.append(trainee.conversation(trainee.kept().said)[-1])
