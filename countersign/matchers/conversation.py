"""What a user should see in a chat with a bot."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted

if TYPE_CHECKING:  # people judge with these matchers, so only their types are known here
    from countersign.people.telegram_user import TelegramUser


MAIN_MENU = ("Create New Trade", "My Trades", "Add Funds", "Invite Friends", "Support", "Settings & Help")


FACTS = {
    "that the address is wrong": "the address is wrong",
    "that it is a code and no address": "that is a code",
    "that the address is taken": "the address is taken",
    "that it has not the shape of a code": "that is no code",
    "that the code was sent again": "the code was sent again",
    "why an address is asked for": "an address protects the account",
    "what to do when the mail does not come": "the mail may be in the spam folder",
    "what the terms are": "what the terms are",
    "that the terms were declined": "the terms were declined",
    "that the setup was cancelled": "the setup was cancelled",
    "that the setup goes on without an address": "the setup goes on without an address",
    "that a new setup has begun": "a new setup has begun",
    "how a trade is paid": "a trade is paid from the wallet",
    "which trades there are": "there are no trades",
    "how the wallet is filled": "the wallet can be filled",
    "how friends are invited": "friends can be invited",
    "where support is to be had": "support can be written to",
    "what the bot knows about the user": "what is known about the user",
    "that the account is suspended": "the account is suspended",
    "that the account is blocked": "the account is blocked",
    "that the bot is under maintenance": "the bot is under maintenance",
    "that the number is somebody else's": "the number is somebody else's",
    "that the number is taken": "the number is taken",
    "that no number was shared": "no number was shared",
}
"""What can be told without naming a value: as the features say it, and as the phrasebook calls it."""


class Told(BaseMatcher["TelegramUser"]):
    """Whether the answer to the user's last turn means the intent, in one message as it reads now."""

    def __init__(self, intent: str, should: str, values: dict[str, object]) -> None:
        self._intent = intent
        self._should = should
        self._values = values
        self._wording = ""

    def _matches(self, item: "TelegramUser") -> bool:
        self._wording = item.phrasebook.described(self._intent, **self._values)
        return any(
            item.phrasebook.says(self._intent, message.now.text, **self._values)
            for message in item.conversation.changed_since(item.since)
        )

    @property
    def wording(self) -> str:
        """The words that would have done, once there was something to be matched."""
        return self._wording

    def ever(self) -> "HintedAt":
        """What must not have been said at all, not even in part or for a moment."""
        return HintedAt(self._intent, self._should, self._values)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"{self._should} (words such as {self._wording})")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


class HintedAt(Told):
    """Whether any text since the user's last turn, edited away or not, has a part of the intent's words."""

    def _matches(self, item: "TelegramUser") -> bool:
        self._wording = item.phrasebook.described(self._intent, **self._values)
        return any(
            item.phrasebook.hints_at(self._intent, version.text, **self._values)
            for version in item.conversation.shown_since(item.since)
        )


def asks_for(thing: str) -> Told:
    """The bot asks for something: the e-mail address, the code."""
    return Told(f"asks for {thing}", f"be asked for {thing}", {})


def asks_to(deed: str) -> Told:
    """The bot asks for a deed: to accept the terms."""
    return Told(f"asks to {deed}", f"be asked to {deed}", {})


def says(fact: str, **values: object) -> Told:
    """The bot says a fact: "the code is wrong", with the values it must name."""
    return Told(f"says {fact}", f"be told that {fact}", values)


class SaysAny(Told):
    """Whether the fact is told with one of several values: a time that goes on while it is being told."""

    def __init__(self, fact: str, name: str, values: Iterable[object]) -> None:
        super().__init__(f"says {fact}", f"be told {fact}", {})
        self._each = [Told(f"says {fact}", f"be told {fact}", {name: value}) for value in values]

    def _matches(self, item: "TelegramUser") -> bool:
        found = any(each.matches(item) for each in self._each)
        self._wording = self._each[-1].wording
        return found


def says_any(fact: str, name: str, values: Iterable[object]) -> SaysAny:
    """The bot says a fact with one of these values."""
    return SaysAny(fact, name, values)


def shows(screen: str) -> Told:
    """The bot shows a screen: the main menu."""
    return Told(f"shows {screen}", f"be shown {screen}", {})


def greets(whom: str) -> Told:
    """The bot greets the user as somebody: a newcomer."""
    return Told(f"greets {whom}", f"be greeted as {whom}", {})


class OffersButtons(BaseMatcher["TelegramUser"]):
    """Whether all these buttons can be tapped now, under one message."""

    def __init__(self, labels: list[str]) -> None:
        self._labels = labels

    def _matches(self, item: "TelegramUser") -> bool:
        return any(
            all(
                any(item.phrasebook.button(wanted, b.label) for b in message.now.buttons)
                for wanted in self._labels
            )
            for message in item.conversation.visible()
        )

    def ever(self) -> "OfferedAny":
        """What must not have been offered at all: none of the buttons, not even for a moment."""
        return OfferedAny(self._labels)

    def describe_to(self, description: Description) -> None:
        names = ", ".join(f"'{label}'" for label in self._labels)
        description.append_text(f"be offered {names}")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        offered = [button.label for message in item.conversation.visible() for button in message.now.buttons]
        buttons = ", ".join(f"'{label}'" for label in offered) or "none"
        mismatch_description.append_text(f"{item.so_far()}; the buttons in the chat are {buttons}")


class OfferedAny(OffersButtons):
    """Whether any of these buttons has appeared since the user's last turn."""

    def _matches(self, item: "TelegramUser") -> bool:
        return any(
            item.phrasebook.button(wanted, button.label)
            for version in item.conversation.shown_since(item.since)
            for button in version.buttons
            for wanted in self._labels
        )


def offers_button(label: str) -> OffersButtons:
    """A button of that name can be tapped."""
    return OffersButtons([label])


def offers_buttons(*labels: str) -> OffersButtons:
    """All these buttons can be tapped, under one message."""
    return OffersButtons(list(labels))


def offers_menu() -> OffersButtons:
    """The main menu: all its buttons under one message."""
    return OffersButtons(list(MAIN_MENU))


class ToldInTurn(BaseMatcher["TelegramUser"]):
    """Whether one message, and no second one, went through all these texts and no others, in this order."""

    def __init__(self, facts: list[str]) -> None:
        self._facts = facts

    def _matches(self, item: "TelegramUser") -> bool:
        telling = [
            texts for texts in _chains(item) if any(self._meant(text, item, self._facts) for text in texts)
        ]
        return len(telling) == 1 and self._goes_through(telling[0], item)

    def _goes_through(self, texts: list[str], user: "TelegramUser") -> bool:
        return len(texts) == len(self._facts) and all(
            self._meant(text, user, [fact]) for text, fact in zip(texts, self._facts, strict=True)
        )

    def _meant(self, text: str, user: "TelegramUser", facts: list[str]) -> bool:
        return any(user.phrasebook.says(f"says {fact}", text) for fact in facts)

    def describe_to(self, description: Description) -> None:
        description.append_text("be told in one message, in turn, that " + ", that ".join(self._facts))

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        seen = "; ".join(" → ".join(quoted(text) for text in texts) for texts in _chains(item)) or "nothing"
        mismatch_description.append_text(f"after {item.turn.what} the messages read {seen}")


def _chains(user: "TelegramUser") -> list[list[str]]:
    """For each message of the answer, the texts that it went through."""
    return [
        [version.text for version in message.since(user.since)]
        for message in user.conversation.changed_since(user.since)
    ]


def tells_in_turn(facts: list[str]) -> ToldInTurn:
    """One message is edited through all these facts."""
    if not facts:
        raise ValueError("name at least one fact that the message should tell")
    return ToldInTurn(facts)


class AnsweredWithin(BaseMatcher["TelegramUser"]):
    """Whether the first answer to the last turn that says something came in time, counted from its delivery.

    What says nothing, such as dots that are edited later, is no answer.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def _matches(self, item: "TelegramUser") -> bool:
        took = _seconds_to_say_something(item)
        return took is not None and took <= self._seconds

    def describe_to(self, description: Description) -> None:
        description.append_text(f"have been told something within {self._seconds:g} s")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        took = _seconds_to_say_something(item)
        found = f"that took {took:.2f} s" if took is not None else "nothing of a known meaning was seen"
        mismatch_description.append_text(f"after {item.turn.what} {found}; {item.so_far()}")


def _seconds_to_say_something(user: "TelegramUser") -> float | None:
    began = user.turn.began_at if user.turn.failures else user.turn.delivered_at
    said = [
        version.at
        for version in user.conversation.shown_since(user.since)
        if user.phrasebook.means_something(version.text)
    ]
    return max(said[0] - began, 0.0) if said and began is not None else None


def answered_within(seconds: float) -> AnsweredWithin:
    """The last turn was answered in that time."""
    return AnsweredWithin(seconds)


class SaidInPlace(Told):
    """Whether the message that was tapped, and no other, now says it."""

    def _matches(self, item: "TelegramUser") -> bool:
        asking = [
            message.message_id
            for message in item.conversation.changed_since(item.since)
            if item.phrasebook.says(self._intent, message.now.text)
        ]
        self._wording = item.phrasebook.described(self._intent)
        return asking == [item.turn.message_id]


def asks_in_place(thing: str) -> SaidInPlace:
    """The tapped message itself asks for something."""
    return SaidInPlace(f"asks for {thing}", f"be asked for {thing} in the message that was tapped", {})


def terms_in_place() -> SaidInPlace:
    """The tapped message itself asks to accept the terms."""
    intent = "asks to accept the terms"
    return SaidInPlace(intent, "be asked to accept the terms in the message that was tapped", {})


def shows_menu_in_place() -> SaidInPlace:
    """The tapped message itself is the main menu."""
    return SaidInPlace("shows the main menu", "see the main menu in the message that was tapped", {})


class TapTakenIn(BaseMatcher["TelegramUser"]):
    """Whether the bot has answered the tap, so that the button stops waiting."""

    def _matches(self, item: "TelegramUser") -> bool:
        return item.turn.taken_in

    def describe_to(self, description: Description) -> None:
        description.append_text("see the tapped button stop waiting")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"after {item.turn.what} the bot has not answered the tap")


def tap_is_taken_in() -> TapTakenIn:
    """The tap was answered."""
    return TapTakenIn()


class SaysOneThing(BaseMatcher["TelegramUser"]):
    """Whether the last turn was answered by one message."""

    def _matches(self, item: "TelegramUser") -> bool:
        return len(item.conversation.changed_since(item.since)) == 1

    def describe_to(self, description: Description) -> None:
        description.append_text("be answered by one message")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


def says_one_thing() -> SaysOneThing:
    """One message, and no other."""
    return SaysOneThing()


class ShownNothing(BaseMatcher["TelegramUser"]):
    """Whether nothing has been shown since the last turn."""

    def _matches(self, item: "TelegramUser") -> bool:
        return not item.conversation.shown_since(item.since)

    def describe_to(self, description: Description) -> None:
        description.append_text("be shown nothing")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        mismatch_description.append_text(item.so_far())


def shown_nothing() -> ShownNothing:
    """The bot keeps silent."""
    return ShownNothing()
