"""What callers should hear from a phone line."""

import re
from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.said_numbers import names_number

if TYPE_CHECKING:  # people judge with these matchers, so only their types are known here
    from countersign.people.patient import Patient
    from countersign.people.question_words import Wanted

BOOKED = "says it is booked"
TROUBLE = "says there is technical trouble"
GOODBYE = "says goodbye"
_NOTHING_DONE = (BOOKED, "says it is moved", "says it is cancelled")


class OnThePhone(BaseMatcher["Patient"]):
    """What matchers of a call share: the mismatch tells what was done last, and what was heard then."""

    def describe_mismatch(self, item: "Patient", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


class Asked(OnThePhone):
    """Whether the line waits for the answer to that question, and named what belongs into it."""

    def __init__(self, intent: str, should: str, values: dict[str, object]) -> None:
        self._intent = intent
        self._should = should
        self._values = values
        self._wording = ""

    def _matches(self, item: "Patient") -> bool:
        self._wording = item.phrasebook.described(self._intent, **self._values)
        return item.asked == self._intent and item.heard_last(self._intent, **self._values)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be {self._should} (words such as {self._wording})")


def asked(question: "Wanted") -> Asked:
    """That question is open."""
    return Asked(question.intent, question.said, question.values)


def confirms_for(minutes: int, name: str) -> Asked:
    """The last question names the length and the name."""
    values: dict[str, object] = {"minutes": minutes, "name": name}
    return Asked("asks to confirm", f"asked to confirm {minutes} minutes for {name!r}", values)


def confirms_slot(when: str, minutes: int) -> Asked:
    """The last question names the moment and the length."""
    values: dict[str, object] = {"minutes": minutes, "when": when}
    return Asked("asks to confirm", f"asked to confirm {minutes} minutes on {when}", values)


def offered(when: str) -> Asked:
    """The line offers that slot and waits for a yes."""
    return Asked("offers another slot", f"offered {when}", {"when": when})


class Told(OnThePhone):
    """Whether what was heard last means the intent."""

    def __init__(self, intent: str, should: str, values: dict[str, object]) -> None:
        self._intent = intent
        self._should = should
        self._values = values
        self._wording = ""

    def _matches(self, item: "Patient") -> bool:
        self._wording = item.phrasebook.described(self._intent, **self._values)
        return item.heard_last(self._intent, **self._values)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._should} (words such as {self._wording})")


def told(intent: str, should: str, **values: object) -> Told:
    """The line says so; `should` follows "should" in the sentence of a failure."""
    return Told(intent, should, values)


class ToldNothingDone(OnThePhone):
    """Whether nothing that was heard last says that anything is booked, moved or cancelled."""

    def _matches(self, item: "Patient") -> bool:
        return not any(item.heard_last(intent) for intent in _NOTHING_DONE)

    def describe_to(self, description: Description) -> None:
        description.append_text("not be told that anything is booked, moved or cancelled")


def told_nothing_done() -> ToldNothingDone:
    """Nothing is said to have been done."""
    return ToldNothingDone()


class LineHungUp(OnThePhone):
    """Whether the line has ended the call by itself."""

    def _matches(self, item: "Patient") -> bool:
        return item.line_hung_up

    def describe_to(self, description: Description) -> None:
        description.append_text("find that the line has hung up")


def line_hung_up() -> LineHungUp:
    """The call is over, and the caller has not ended it."""
    return LineHungUp()


class AskedSomething(OnThePhone):
    """Whether the call goes on with a question that has a meaning, and that was heard just now."""

    def _matches(self, item: "Patient") -> bool:
        heard = bool(item.caller.heard_now)
        return heard and item.asked is not None and not item.caller.call.warnings

    def describe_to(self, description: Description) -> None:
        description.append_text("be asked something that can be answered, in a document without fault")

    def describe_mismatch(self, item: "Patient", mismatch_description: Description) -> None:
        super().describe_mismatch(item, mismatch_description)
        for warning in item.caller.call.warnings[:1]:
            mismatch_description.append_text(f"; the carrier warns: {warning}")


def asked_something() -> AskedSomething:
    """The caller can go on."""
    return AskedSomething()


class AnsweredWithin(BaseMatcher["Patient"]):
    """Whether each answer of the call came within so many seconds, or all of them together did."""

    def __init__(self, seconds: float, *, in_all: bool) -> None:
        self._seconds = seconds
        self._in_all = in_all

    def _matches(self, item: "Patient") -> bool:
        took = item.seconds_of_answers
        return bool(took) and (sum(took) if self._in_all else max(took)) < self._seconds

    def describe_to(self, description: Description) -> None:
        what = "all answers of the call" if self._in_all else "each answer"
        description.append_text(f"have {what} in less than {self._seconds:g} s")

    def describe_mismatch(self, item: "Patient", mismatch_description: Description) -> None:
        told = ", ".join(f"{took:.2f}" for took in item.seconds_of_answers) or "nothing at all"
        mismatch_description.append_text(f"the answers took {told} s")


def answered_within(seconds: float) -> AnsweredWithin:
    """No answer took longer."""
    return AnsweredWithin(seconds, in_all=False)


def all_answered_within(seconds: float) -> AnsweredWithin:
    """The answers of the call did not take longer in all."""
    return AnsweredWithin(seconds, in_all=True)


class EveryStepAnswered(OnThePhone):
    """Whether every answer was a document that the carrier could execute, and the call came to its end."""

    def _matches(self, item: "Patient") -> bool:
        return item.line_hung_up and bool(item.turns) and not self._stumbles(item)

    @staticmethod
    def _stumbles(item: "Patient") -> list[str]:
        failures = [turn.failure for turn in item.turns if turn.failure]
        return [*failures, *(str(warning) for warning in item.caller.call.warnings)]

    def describe_mismatch(self, item: "Patient", mismatch_description: Description) -> None:
        super().describe_mismatch(item, mismatch_description)
        for stumble in self._stumbles(item)[:1]:
            mismatch_description.append_text(f"; the carrier stumbled over {stumble}")

    def describe_to(self, description: Description) -> None:
        description.append_text("have every step of the call answered, to the end")


def every_step_answered() -> EveryStepAnswered:
    """From the first ring to the line's own goodbye."""
    return EveryStepAnswered()


class HeardNothingOf(BaseMatcher["Patient"]):
    """Whether a call never mentioned what another caller said of themselves."""

    def __init__(self, other: "Patient") -> None:
        self._other = other

    def _matches(self, item: "Patient") -> bool:
        return not self._strange(item)

    def _strange(self, item: "Patient") -> list[str]:
        names = _words(self._other.full_name) - _words(item.full_name)
        number = self._other.number
        own = item.number_said == number  # which may be read back
        return [
            words
            for words in item.heard_in_all
            if names & _words(words) or (not own and names_number(words, number))
        ]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"hear nothing of {self._other.full_name}")

    def describe_mismatch(self, item: "Patient", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the line said «{self._strange(item)[0]}»")


def heard_nothing_of(other: "Patient") -> HeardNothingOf:
    """The other's name and number stand in nothing that was said."""
    return HeardNothingOf(other)


def _words(text: str) -> set[str]:
    """The words in it, without its figures."""
    return set(re.findall(r"[^\W\d_]+", text.casefold()))
