"""What a user should see in a chat with a bot."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted

if TYPE_CHECKING:  # people judge with these matchers, so only their types are known here
    from countersign.people.telegram_user import TelegramUser


MAIN_MENU = ("Create New Trade", "My Trades", "Add Funds", "Invite Friends", "Support", "Settings & Help")


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
    """Whether one message went through all these texts in this order, by being edited."""

    def __init__(self, facts: list[str]) -> None:
        self._facts = facts

    def _matches(self, item: "TelegramUser") -> bool:
        return any(
            self._found_in([version.text for version in message.since(item.since)], item)
            for message in item.conversation.visible()
        )

    def _found_in(self, texts: list[str], user: "TelegramUser") -> bool:
        rest = iter(texts)
        return all(any(user.phrasebook.says(f"says {fact}", text) for text in rest) for fact in self._facts)

    def describe_to(self, description: Description) -> None:
        description.append_text("be told in one message, in turn, that " + ", that ".join(self._facts))

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        chains = [
            " → ".join(quoted(version.text) for version in message.since(item.since))
            for message in item.conversation.changed_since(item.since)
        ]
        seen = "; ".join(chains) or "nothing"
        mismatch_description.append_text(f"after {item.turn.what} the messages read {seen}")


def tells_in_turn(facts: list[str]) -> ToldInTurn:
    """One message is edited through all these facts."""
    if not facts:
        raise ValueError("name at least one fact that the message should tell")
    return ToldInTurn(facts)


class AnsweredWithin(BaseMatcher["TelegramUser"]):
    """Whether the first visible answer to the last turn came in time, counted from its delivery."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def _matches(self, item: "TelegramUser") -> bool:
        took = item.turn.seconds
        return took is not None and took <= self._seconds

    def describe_to(self, description: Description) -> None:
        description.append_text(f"have been answered within {self._seconds:g} s")

    def describe_mismatch(self, item: "TelegramUser", mismatch_description: Description) -> None:
        took = item.turn.seconds
        found = f"the answer took {took:.2f} s" if took is not None else "no answer was seen"
        mismatch_description.append_text(f"after {item.turn.what} {found}")


def answered_within(seconds: float) -> AnsweredWithin:
    """The last turn was answered in that time."""
    return AnsweredWithin(seconds)


class AsksInPlace(Told):
    """Whether the message that was tapped, and no other, now asks for something."""

    def _matches(self, item: "TelegramUser") -> bool:
        asking = [
            message.message_id
            for message in item.conversation.changed_since(item.since)
            if item.phrasebook.says(self._intent, message.now.text)
        ]
        self._wording = item.phrasebook.described(self._intent)
        return asking == [item.turn.message_id]


def asks_in_place(thing: str) -> AsksInPlace:
    """The tapped message itself asks for something."""
    return AsksInPlace(f"asks for {thing}", f"be asked for {thing} in the message that was tapped", {})


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
