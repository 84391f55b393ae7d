"""What a line asks for, as the phrasebook understands it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from countersign.phrasebook import Phrasebook

QUESTIONS: Mapping[str, str] = {
    "asks to confirm": "a yes or no to the booking",
    "asks whether to cancel": "a yes or no to the cancelling",
    "asks whether the name is {name}": "a yes or no to the name",
    "offers another slot": "a yes or no to an offer",
    "asks how long": "a length",
    "asks when": "a time",
    "asks for the name": "a name",
    "asks for the number": "a number",
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
    open before.
    """
    text = " ".join(sayings)
    for saying in [*reversed(sayings), text]:
        for intent in QUESTIONS:
            values = _read(book, intent, saying)
            if values is not None:
                return Question(intent, values)
    repeats = any(_read(book, intent, text) is not None for intent in _REPEATS)
    return before if repeats or not sayings else None


def _read(book: Phrasebook, intent: str, text: str) -> Mapping[str, str] | None:
    try:
        return book.reads(intent, text)
    except KeyError:  # a line for which the phrasebook has no wording never asks that
        return None
