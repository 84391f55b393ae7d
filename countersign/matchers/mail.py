"""What someone should find in a mailbox."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.people.mailbox import Mailbox


class HoldsMails(BaseMatcher["Mailbox"]):
    """Whether so many mails of a kind have arrived: welcome mails, or mails at all."""

    def __init__(self, number: int, kind: str) -> None:
        self._number = number
        self._kind = kind

    def _matches(self, item: "Mailbox") -> bool:
        mails = item.welcomes() if self._kind == "welcome mail" else item.mails
        return len(mails) == self._number

    def describe_to(self, description: Description) -> None:
        amount = {0: "no", 1: "exactly one"}.get(self._number, str(self._number))
        description.append_text(f"have got {amount} {self._kind}")

    def describe_mismatch(self, item: "Mailbox", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.contents())


def holds_welcome_mails(number: int) -> HoldsMails:
    """So many welcome mails, and no more."""
    return HoldsMails(number, "welcome mail")


def holds_mails(number: int) -> HoldsMails:
    """So many mails of any kind, and no more."""
    return HoldsMails(number, "mail")
