"""What must hold when things happened at the same moment."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted
from countersign.matchers.records import OnRecord

if TYPE_CHECKING:
    from countersign.people.newcomer import Newcomer
    from countersign.people.telegram_user import TelegramUser
    from countersign.records.onboarding import OnboardingFile


class AnsweredByAtMost(BaseMatcher["TelegramUser"]):
    """Whether what was done last was answered, and by no more messages than that."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: "TelegramUser") -> bool:
        return 1 <= len(item.conversation.changed_since(item.since)) <= self._number

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be answered by one message, or by at most {self._number}")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


def answered_by_at_most(number: int) -> AnsweredByAtMost:
    """One message or a few, and no more."""
    return AnsweredByAtMost(number)


class IsThereOnce(OnRecord):
    """Whether there is exactly one account, one session, finished or not, and one wallet in a currency."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def _matches(self, item: "OnboardingFile") -> bool:
        return len(item.accounts) == 1 and len(item.sessions) == 1 and list(item.wallets) == [self._currency]

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"have exactly one account, one session and one {self._currency} wallet on record"
        )


def is_there_once(currency: str) -> IsThereOnce:
    """One account, one session, one wallet."""
    return IsThereOnce(currency)


class MeetsNobodyElse(BaseMatcher["Newcomer"]):
    """Whether neither the chat nor the mailbox holds the name or address of another one."""

    def __init__(self, others: Sequence["Newcomer"]) -> None:
        self._others = others

    def _matches(self, item: "Newcomer") -> bool:
        return not self._strangers(item)

    def _strangers(self, item: "Newcomer") -> list[str]:
        texts = [version.text for version in item.user.conversation.shown_since(0)]
        texts += [f"{mail.to} {mail.subject} {mail.words()}" for mail in item.mailbox.mails]
        return [
            f"{other.name} in {quoted(text)}"
            for other in self._others
            if other is not item
            for text in texts
            if other.person.email in text or other.person.username in text
        ]

    def describe_to(self, description: Description) -> None:
        description.append_text("see nothing that is meant for somebody else")

    def describe_mismatch(self, item: "Newcomer", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"there is {', '.join(self._strangers(item))}")


def meets_nobody_else(others: Sequence["Newcomer"]) -> MeetsNobodyElse:
    """Nothing of the others is seen."""
    return MeetsNobodyElse(others)


class ShownSoMany(BaseMatcher["TelegramUser"]):
    """Whether the chat holds so many messages of the bot."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: "TelegramUser") -> bool:
        return len(item.conversation.visible()) == self._number

    def describe_to(self, description: Description) -> None:
        description.append_text(f"have {self._number} messages in the chat, as others who did the same")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        texts = ", ".join(quoted(message.now.text) for message in item.conversation.visible())
        mismatch_description.append_text(f"it holds {texts or 'nothing'}")


def shown_so_many(number: int) -> ShownSoMany:
    """So many messages, and no more."""
    return ShownSoMany(number)


class ToldOnce(BaseMatcher["TelegramUser"]):
    """Whether what was done last led to exactly one message that tells the fact."""

    def __init__(self, fact: str) -> None:
        self._fact = fact

    def _matches(self, item: "TelegramUser") -> bool:
        told = [
            message
            for message in item.conversation.changed_since(item.since)
            if item.phrasebook.says(f"says {self._fact}", message.now.text)
        ]
        return len(told) == 1

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be told in exactly one message that {self._fact}")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


def told_once(fact: str) -> ToldOnce:
    """One message tells it, and no other."""
    return ToldOnce(fact)


class BelongsToOne(BaseMatcher["list[OnboardingFile]"]):
    """Whether one of several, and only one, has verified an address."""

    def _matches(self, item: "list[OnboardingFile]") -> bool:
        verified = [account for file in item for account in file.accounts if account.email_verified]
        return len(verified) == 1

    def describe_to(self, description: Description) -> None:
        description.append_text("belong to exactly one of them")

    def describe_mismatch(self, item: "list[OnboardingFile]", mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"the records hold {' and '.join(file.described() for file in item)}"
        )


def belongs_to_one() -> BelongsToOne:
    """One of them has verified it, the others have not."""
    return BelongsToOne()
