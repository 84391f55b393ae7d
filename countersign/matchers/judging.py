"""Turns a matcher into a verdict, and a mismatch into a sentence that a product owner understands."""

from typing import TypeVar

from hamcrest.core.matcher import Matcher
from hamcrest.core.string_description import StringDescription

T = TypeVar("T")

LONGEST_QUOTE = 160


def judge(name: str, observed: T, matcher: Matcher[T], *, wanted: bool = True) -> None:
    """Raise an AssertionError in plain words where what is observed is not what should be (or should not).

    A matcher describes itself as what follows "should": "be asked for the code"; and a mismatch as what
    follows "but": "after tapping 'Skip' the bot showed nothing new".
    """
    if matcher.matches(observed) is wanted:
        return
    expected, found = StringDescription(), StringDescription()
    matcher.describe_to(expected)
    matcher.describe_mismatch(observed, found)
    should = "should" if wanted else "should not"
    raise AssertionError(f"{name} {should} {expected.out}, but {found.out}.")


def quoted(text: str) -> str:
    """A message on one line, for the sentences of a failure; the transcript has it whole."""
    line = " ⏎ ".join(part.strip() for part in text.splitlines() if part.strip())
    return f"«{line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE].rstrip() + ' …'}»"
