"""What someone should find on a phone."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.people.phone import Phone


class HoldsTexts(BaseMatcher["Phone"]):
    """Whether so many SMS have come, and no more."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: "Phone") -> bool:
        return len(item.texts) == self._number

    def describe_to(self, description: Description) -> None:
        amount = {0: "no", 1: "exactly one"}.get(self._number, str(self._number))
        description.append_text(f"have got {amount} SMS")

    def describe_mismatch(self, item: "Phone", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.contents())


def holds_texts(number: int) -> HoldsTexts:
    """So many SMS, and no more."""
    return HoldsTexts(number)
