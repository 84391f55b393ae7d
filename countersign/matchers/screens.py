"""What a screen of a bot should look like: its buttons, its words, and nothing of how it is made."""

import re
from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted

if TYPE_CHECKING:
    from countersign.people.telegram_user import TelegramUser

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-z]{2,8}|#\d+);|\*\*|__|\{[a-z_]*\}")
"""Tags, entities, Markdown and blanks that nobody has filled in."""


class OffersExactly(BaseMatcher["TelegramUser"]):
    """Whether the newest message of the answer carries these buttons and no others."""

    def __init__(self, labels: list[str]) -> None:
        self._labels = labels

    def _matches(self, item: "TelegramUser") -> bool:
        offered = _newest_buttons(item)
        return len(offered) == len(self._labels) and all(
            any(item.phrasebook.button(wanted, label) for label in offered) for wanted in self._labels
        )

    def describe_to(self, description: Description) -> None:
        description.append_text("be offered exactly " + ", ".join(f"'{label}'" for label in self._labels))

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        buttons = ", ".join(f"'{label}'" for label in _newest_buttons(item)) or "none"
        mismatch_description.append_text(f"{item.so_far()}; the buttons under the newest of it are {buttons}")


def offers_exactly(labels: list[str]) -> OffersExactly:
    """These buttons, and no others."""
    if not labels:
        raise ValueError("name at least one button that should be offered")
    return OffersExactly(labels)


class SeesNoMarkup(BaseMatcher["TelegramUser"]):
    """Whether everything that was ever shown reads as plain text."""

    def _matches(self, item: "TelegramUser") -> bool:
        return bool(item.conversation.shown_since(0)) and not _marked_up(item)

    def describe_to(self, description: Description) -> None:
        description.append_text("read nothing but plain text")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        texts = " and ".join(quoted(text) for text in _marked_up(item)) or "nothing"
        mismatch_description.append_text(f"the bot showed {texts}")


def sees_no_markup() -> SeesNoMarkup:
    """No tag, entity or unfilled blank was ever shown."""
    return SeesNoMarkup()


class AllTapsTakenIn(BaseMatcher["TelegramUser"]):
    """Whether the bot has answered every tap, so that no button still waits."""

    def _matches(self, item: "TelegramUser") -> bool:
        taps = _taps(item)
        return bool(taps) and all(taken_in for _, taken_in in taps)

    def describe_to(self, description: Description) -> None:
        description.append_text("see every tapped button stop waiting")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        waiting = ", ".join(what for what, taken_in in _taps(item) if not taken_in) or "no tap at all"
        mismatch_description.append_text(f"the bot has never answered {waiting}")


def all_taps_are_taken_in() -> AllTapsTakenIn:
    """Every tap was answered."""
    return AllTapsTakenIn()


class AcceptedAfterItsWork(BaseMatcher["TelegramUser"]):
    """Whether the bot accepted the last update only when all of its answer was out."""

    def _matches(self, item: "TelegramUser") -> bool:
        shown = item.conversation.shown_since(item.since)
        accepted = item.turn.accepted
        return accepted is not None and bool(shown) and all(version.seq < accepted for version in shown)

    def describe_to(self, description: Description) -> None:
        description.append_text("have everything shown before the bot says that it has done its work")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        accepted = item.turn.accepted
        late = [
            quoted(version.text)
            for version in item.conversation.shown_since(item.since)
            if accepted is None or version.seq > accepted
        ]
        when = "has not accepted the update" if accepted is None else "accepted the update before it showed"
        mismatch_description.append_text(
            f"after {item.turn.what} the bot {when} {' and '.join(late) or 'it'}"
        )


def accepted_after_its_work() -> AcceptedAfterItsWork:
    """Nothing of the answer comes after the bot has accepted the update."""
    return AcceptedAfterItsWork()


class LeftInPeace(BaseMatcher["list[str]"]):
    """Whether the bot has said nothing in a group."""

    def _matches(self, item: "list[str]") -> bool:
        return not item

    def describe_to(self, description: Description) -> None:
        description.append_text("be left in peace")

    def describe_mismatch(self, item: "list[str]", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the bot said {' and '.join(quoted(text) for text in item)}")


def left_in_peace() -> LeftInPeace:
    """Not a word from the bot."""
    return LeftInPeace()


def _newest_buttons(user: "TelegramUser") -> list[str]:
    changed = user.conversation.changed_since(user.since)
    if not changed:
        return []
    newest = max(changed, key=lambda message: message.now.seq)
    return [button.label for button in newest.now.buttons]


def _marked_up(user: "TelegramUser") -> list[str]:
    return [v.text for v in user.conversation.shown_since(0) if _MARKUP.search(v.text)]


def _taps(user: "TelegramUser") -> list[tuple[str, bool]]:
    """Each tap of a button under a message, and whether the bot has answered it."""
    return [(turn.what, turn.taken_in) for turn in user.turns if turn.act.callback_query_id is not None]
