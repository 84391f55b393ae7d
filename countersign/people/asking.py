"""What a line asks for, as the phrasebook understands it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countersign.phrasebook import Phrasebook

NAME = "asks for the name"
NAME_RIGHT = "asks whether the name is {name}"
WHEN = "asks when"
HOW_LONG = "asks how long"
CONFIRM = "asks to confirm"
OFFER = "offers another slot"
NUMBER = "asks for the number"
CANCEL = "asks whether to cancel"

QUESTIONS: Mapping[str, str] = {
    CONFIRM: "a yes or no to the booking",
    CANCEL: "a yes or no to the cancelling",
    NAME_RIGHT: "a yes or no to the name",
    OFFER: "a yes or no to an offer",
    HOW_LONG: "a length",
    WHEN: "a time",
    NAME: "a name",
    NUMBER: "a number",
}
"""What can be asked, the most particular first, and what each calls for."""

_REPEATS = ("says that it did not understand", "helps after silence", "asks again")


@dataclass(frozen=True)
class Question:
    """A question, and the values that were said in it."""

    intent: str
    values: Mapping[str, str]

    @property
    def calls_for(self) -> str:
        """What an answer to it gives."""
        return QUESTIONS[self.intent]


def question_in(book: Phrasebook, sayings: Sequence[str], *, before: Question | None) -> Question | None:
    """The question that is open after these were said.

    What was said last counts first. A line that only asks to say it again leaves the question open that was
    open before. A line that listens and says nothing asks nothing that anybody could hear.
    """
    text = " ".join(sayings)
    for saying in [*reversed(sayings), text]:
        for intent in QUESTIONS:
            values = _read(book, intent, saying)
            if values is not None:
                return Question(intent, values)
    repeats = any(_read(book, intent, text) is not None for intent in _REPEATS)
    return before if repeats else None


def _read(book: Phrasebook, intent: str, text: str) -> Mapping[str, str] | None:
    try:
        return book.reads(intent, text)
    except KeyError:  # a line for which the phrasebook has no wording never asks that
        return None
