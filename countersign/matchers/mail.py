"""What someone should find in a mailbox."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted

if TYPE_CHECKING:
    from countersign.people.mailbox import Mailbox


class HoldsMails(BaseMatcher["Mailbox"]):
    """Whether so many mails of a kind have arrived: welcome mails, or mails at all."""

    def __init__(self, number: int, kind: str) -> None:
        self._number = number
        self._kind = kind

    def _matches(self, item: "Mailbox") -> bool:
        if self._kind == "welcome mail":
            return len(item.welcomes()) == self._number and not item.strange()
        if self._kind == "mail with a code":
            return len(item.codes()) == self._number
        return len(item.mails) == self._number

    def describe_to(self, description: Description) -> None:
        amount = {0: "no", 1: "exactly one"}.get(self._number, str(self._number))
        description.append_text(f"have got {amount} {self._kind}")

    def describe_mismatch(self, item: "Mailbox", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.contents())


def holds_welcome_mails(number: int) -> HoldsMails:
    """So many welcome mails, and no other mail but those with a code."""
    return HoldsMails(number, "welcome mail")


def holds_codes(number: int) -> HoldsMails:
    """So many mails with a code, whatever else has come."""
    return HoldsMails(number, "mail with a code")


def holds_mails(number: int) -> HoldsMails:
    """So many mails of any kind, and no more."""
    return HoldsMails(number, "mail")


class HoldsMailThatSays(BaseMatcher["Mailbox"]):
    """Whether the text of the newest mail holds some words, whatever its markup."""

    def __init__(self, words: str) -> None:
        self._words = words

    def _matches(self, item: "Mailbox") -> bool:
        return bool(item.mails) and self._words.casefold() in item.mails[-1].words().casefold()

    def describe_to(self, description: Description) -> None:
        description.append_text(f"have got a mail whose text says '{self._words}'")

    def describe_mismatch(self, item: "Mailbox", mismatch_description: Description) -> None:
        if item.mails:
            mismatch_description.append_text(f"the newest mail says {quoted(item.mails[-1].words())}")
        else:
            mismatch_description.append_text(item.contents())


def holds_mail_that_says(words: str) -> HoldsMailThatSays:
    """The newest mail says this in its text."""
    return HoldsMailThatSays(words)


class IsMailedAlone(BaseMatcher["Mailbox"]):
    """Whether there has been mail, and none of it was for anybody else, not as a copy either."""

    def _matches(self, item: "Mailbox") -> bool:
        return bool(item.mails) and not item.others_addressed()

    def describe_to(self, description: Description) -> None:
        description.append_text("be the only one who gets the mails")

    def describe_mismatch(self, item: "Mailbox", mismatch_description: Description) -> None:
        others = ", ".join(item.others_addressed()) or "nobody else"
        mismatch_description.append_text(f"{item.contents()}, and they went to {others} too")


def is_mailed_alone() -> IsMailedAlone:
    """Every mail was for this address alone."""
    return IsMailedAlone()
