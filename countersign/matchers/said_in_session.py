"""What a session should hold of what was said in it."""

from collections.abc import Sequence

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import LONGEST_QUOTE, quoted

Said = Sequence[tuple[str, str]]
"""Who said what, in order: role and words."""

_WHO = {"user": "the trainee's", "assistant": "the customer's"}


class HoldsConversation(BaseMatcher[Said]):
    """Whether exactly this was said, in this order and once."""

    def __init__(self, said: Said) -> None:
        self._said = list(said)

    def _matches(self, item: Said) -> bool:
        return list(item) == self._said

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"find the {len(self._said)} messages of the session, in their order and once"
        )

    def describe_mismatch(self, item: Said, mismatch_description: Description) -> None:
        mismatch_description.append_text(_first_difference(list(item), self._said))


def holds_conversation(said: Said) -> HoldsConversation:
    """Exactly this, in this order."""
    return HoldsConversation(said)


def _first_difference(found: list[tuple[str, str]], wanted: list[tuple[str, str]]) -> str:
    for number, (one, other) in enumerate(zip(found, wanted, strict=False), start=1):
        if one != other:
            return f"message {number} of {len(found)} is {_told(one)} where {_told(other)} should be"
    if len(found) < len(wanted):
        return f"there are {len(found)}: {_told(wanted[len(found)])} is missing"
    return f"there are {len(found)}: {_told(found[len(wanted)])} is one too many"


def _told(one: tuple[str, str]) -> str:
    role, words = one
    length = f" ({len(words)} characters)" if len(words) > LONGEST_QUOTE else ""
    return f"{_WHO.get(role, role)} {quoted(words)}{length}"
