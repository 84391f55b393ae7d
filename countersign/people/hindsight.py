"""What can be said of a conversation afterwards, by the trainee who had it."""

from typing import TYPE_CHECKING

from countersign.matchers.judging import quoted

if TYPE_CHECKING:
    from countersign.people.trainee import Trainee


class Hindsight:
    """Looks back; an `AssertionError` says what was not as it should be."""

    def __init__(self, trainee: "Trainee") -> None:
        self._trainee = trainee

    def was_told_what_it_is(self) -> None:
        """The scenario that was picked, and the session that was opened."""
        who = self._trainee
        if who.info is None:
            raise LookupError(f"{who.name} has not asked what the session is")
        told = who.info.metadata
        config = told.scenario.get("config", told.scenario)
        found = (config.get("id"), told.session.get("id"), told.session.get("user_id"))
        wanted = (who.scenario.config.id, who.session.id, who.user_id)
        if found != wanted:
            raise AssertionError(
                f"{who.name} should be told of the scenario {wanted[0]} and of session {wanted[1]} of "
                f"{wanted[2]}, but is told of {found[0]}, {found[1]} and {found[2]}."
            )

    def was_answered(self) -> None:
        """The last message had all three, and nothing else has come since."""
        who = self._trainee
        if who.last.feedback is None:
            raise AssertionError(
                f"{who.name} should have a score for {quoted(who.last.words)}, but has none."
            )
        who.chat.has_missed_nothing()

    def has_numbers_of_their_own(self) -> None:
        """No two messages were acknowledged under the same number."""
        who = self._trainee
        numbers = [one.message_id for one in who.received]
        if len(set(numbers)) < len(numbers):
            raise AssertionError(
                f"Each message of {who.name} should be acknowledged under a number of its own, but the "
                f"numbers are {', '.join(map(str, numbers))}."
            )

    def was_told_what_was_missed(self) -> None:
        """The share that was said fits the words that were, and there is something to do better."""
        who = self._trainee
        said, missed = who.last_feedback.matched, who.last_feedback.missed
        share = who.last_feedback.metadata.keyword_matches.match_percentage
        if not missed or abs(share - 100 * len(said) / (len(said) + len(missed))) >= 1:
            raise AssertionError(
                f"{who.name} should be told what was missed, and how many of a hundred were said, but hears "
                f"of {len(said)} words that were said, {len(missed)} that were missed, and {share:g} of a "
                f"hundred."
            )

    def heard_from_customer(self, words: str) -> None:
        """The customer's last words are these."""
        who = self._trainee
        if who.last.answer.content != words:
            raise AssertionError(
                f"{who.name} should hear {quoted(words)} from the customer, but hears "
                f"{quoted(who.last.answer.content)}."
            )
