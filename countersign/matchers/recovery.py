"""What should be seen while something is broken, and after it has recovered."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.people.telegram_user import TelegramUser

TROUBLE = "there is technical trouble"

_MOST_VAIN_CALLS = 4
"""A bot may have that much to say when it finds out that nobody listens."""


class AdmitsTrouble(BaseMatcher["TelegramUser"]):
    """Whether the last turn was answered by admitting technical trouble once, and by nothing else so far."""

    def _matches(self, item: "TelegramUser") -> bool:
        texts = [version.text for version in item.conversation.shown_since(item.since)]
        return len(texts) == 1 and item.phrasebook.says(f"says {TROUBLE}", texts[0])

    def describe_to(self, description: Description) -> None:
        description.append_text("be told of technical trouble once, and of nothing else")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


def admits_trouble() -> AdmitsTrouble:
    """The bot says that it has a trouble, and nothing that has not happened."""
    return AdmitsTrouble()


class RefusedAgain(BaseMatcher["TelegramUser"]):
    """Whether the bot has refused the update of the last turn more than once."""

    def _matches(self, item: "TelegramUser") -> bool:
        return len(item.turn.failures) > 1

    def describe_to(self, description: Description) -> None:
        description.append_text("be known to have done something that the bot refused twice")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(
            f"after {item.turn.what} the bot has refused the update {len(item.turn.failures)} times"
        )


def refused_again() -> RefusedAgain:
    """Telegram has delivered the update more than once, and the bot could not work on it."""
    return RefusedAgain()


class LeftAlone(BaseMatcher["TelegramUser"]):
    """Whether the bot has done with the last turn though it may not write, after a few calls in vain."""

    def _matches(self, item: "TelegramUser") -> bool:
        turn = item.turn
        return turn.delivered_at is not None and len(turn.failures) <= _MOST_VAIN_CALLS

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be left alone after at most {_MOST_VAIN_CALLS} calls in vain")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        failures = item.turn.failures
        done = "has accepted" if item.turn.delivered_at is not None else "has not accepted"
        last = f", the last of them: {failures[-1]}" if failures else ""
        mismatch_description.append_text(
            f"after {item.turn.what} the bot {done} the update and met {len(failures)} refusals{last}"
        )


def left_alone() -> LeftAlone:
    """The bot gives up on whoever has blocked it."""
    return LeftAlone()
