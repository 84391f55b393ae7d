"""What a bot's developer expects of the updates that Telegram hands out or brings."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.judging import quoted
from countersign.matchers.telegram_answers import OfResult

if TYPE_CHECKING:
    from countersign.people.callback_listener import Delivery
    from countersign.people.provider_answers import Answer


class Offers(OfResult):
    """Whether the updates are these messages, oldest first, under numbers that grow."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def _fits(self, result: Any) -> bool:
        if not isinstance(result, list):
            return False
        numbers = [update["update_id"] for update in result]
        texts = [text_of(update) for update in result]
        return texts == self._texts and numbers == sorted(set(numbers))

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        if isinstance(item.result, list):
            texts = ", ".join(quoted(str(text_of(update))) for update in item.result)
            mismatch_description.append_text(f"it offered {texts or 'nothing'}")
        else:
            super().describe_mismatch(item, mismatch_description)

    def describe_to(self, description: Description) -> None:
        listed = ", ".join(quoted(text) for text in self._texts) or "nothing"
        description.append_text(f"offer {listed}, in this order and nothing else")


def offers(texts: list[str]) -> Offers:
    """These messages, in this order."""
    return Offers(texts)


class OffersSoMany(OfResult):
    """Whether there are so many updates."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _fits(self, result: Any) -> bool:
        return isinstance(result, list) and len(result) == self._number

    def describe_to(self, description: Description) -> None:
        description.append_text(f"offer {self._number} updates")

    def describe_mismatch(self, item: Any, mismatch_description: Description) -> None:
        found = len(item.result) if isinstance(item.result, list) else item.described()
        mismatch_description.append_text(f"it offered {found}")


def offers_so_many(number: int) -> OffersSoMany:
    """So many updates."""
    return OffersSoMany(number)


class OffersTap(OfResult):
    """Whether the only update is a tap on a button: who tapped, what it says, under which message."""

    def __init__(self, data: str, message_id: int, user_id: int) -> None:
        self._data = data
        self._message_id = message_id
        self._user_id = user_id

    def _fits(self, result: Any) -> bool:
        if not isinstance(result, list) or len(result) != 1:
            return False
        tap = result[0].get("callback_query") or {}
        message = tap.get("message") or {}
        return bool(
            tap.get("id")
            and tap.get("data") == self._data
            and tap.get("chat_instance")
            and (tap.get("from") or {}).get("id") == self._user_id
            and message.get("message_id") == self._message_id
            and (message.get("chat") or {}).get("id") == self._user_id
            and message.get("text")
            and message.get("reply_markup")
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"offer one tap of user {self._user_id} that says {self._data!r}, under message "
            f"{self._message_id} with its chat, text and buttons"
        )


def offers_tap(data: str, message_id: int, user_id: int) -> OffersTap:
    """A tap in the private chat with somebody, with its data."""
    return OffersTap(data, message_id, user_id)


class OffersContact(OfResult):
    """Whether the only update is a contact of the person's own."""

    def __init__(self, user_id: int, phone: str) -> None:
        self._user_id = user_id
        self._phone = phone

    def _fits(self, result: Any) -> bool:
        if not isinstance(result, list) or len(result) != 1:
            return False
        contact = (result[0].get("message") or {}).get("contact") or {}
        return bool(contact.get("user_id") == self._user_id and contact.get("phone_number") == self._phone)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"offer the contact of user {self._user_id}, with the number {self._phone}")


def offers_contact(user_id: int, phone: str) -> OffersContact:
    """The person's own phone number."""
    return OffersContact(user_id, phone)


class ShowsTrouble(OfResult):
    """Whether the webhook's state tells how many updates wait and how the last delivery failed."""

    def __init__(self, waiting: int, error: str) -> None:
        self._waiting = waiting
        self._error = error

    def _fits(self, result: Any) -> bool:
        return (
            isinstance(result, dict)
            and result.get("pending_update_count") == self._waiting
            and result.get("last_error_message") == self._error
            and isinstance(result.get("last_error_date"), int)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"tell that {self._waiting} updates wait and the last error is «{self._error}»"
        )


def shows_trouble(waiting: int, error: str) -> ShowsTrouble:
    """The state of a webhook that fails."""
    return ShowsTrouble(waiting, error)


class WasBrought(BaseMatcher["list[Delivery]"]):
    """Whether these texts were brought, in this order, each as often as it stands here."""

    def __init__(self, texts: list[str]) -> None:
        self._texts = texts

    def _matches(self, item: "list[Delivery]") -> bool:
        return [_text_in(delivery) for delivery in item] == self._texts

    def describe_to(self, description: Description) -> None:
        listed = ", ".join(quoted(text) for text in self._texts)
        description.append_text(f"bring {listed} in turn, and nothing else")

    def describe_mismatch(self, item: "list[Delivery]", mismatch_description: Description) -> None:
        listed = ", ".join(f"{quoted(str(_text_in(each)))} ({each.status})" for each in item)
        mismatch_description.append_text(f"it brought {listed or 'nothing'}")


def was_brought(texts: list[str]) -> WasBrought:
    """These texts, in this order, tries that failed included."""
    return WasBrought(texts)


class HasRead(BaseMatcher["list[str]"]):
    """Whether that text of the bot has come, once."""

    def __init__(self, text: str) -> None:
        self._text = text

    def _matches(self, item: "list[str]") -> bool:
        return item.count(self._text) == 1

    def describe_to(self, description: Description) -> None:
        description.append_text(f"read {quoted(self._text)} of the bot, once")

    def describe_mismatch(self, item: "list[str]", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"read {', '.join(quoted(text) for text in item) or 'nothing'}")


def has_read(text: str) -> HasRead:
    """The bot's message has come."""
    return HasRead(text)


class CarriesHeader(BaseMatcher["list[Delivery]"]):
    """Whether every delivery carries a header of that value."""

    def __init__(self, name: str, value: str | None) -> None:
        self._name = name
        self._value = value

    def _matches(self, item: "list[Delivery]") -> bool:
        return bool(item) and all(each.headers.get(self._name) == self._value for each in item)

    def describe_to(self, description: Description) -> None:
        value = f"«{self._value}»" if self._value is not None else "absent"
        description.append_text(f"bring each update with the header {self._name} {value}")

    def describe_mismatch(self, item: "list[Delivery]", mismatch_description: Description) -> None:
        found = ", ".join(each.headers.get(self._name, "absent") for each in item) or "no delivery"
        mismatch_description.append_text(f"it was {found}")


def carries_header(name: str, value: str | None) -> CarriesHeader:
    """Every delivery has the header, or none has it."""
    return CarriesHeader(name, value)


class WaitsBetween(BaseMatcher["list[Delivery]"]):
    """Whether the tries are apart: the last by more than the first, or by a time that was asked for."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds

    def _matches(self, item: "list[Delivery]") -> bool:
        pauses = _pauses(item)
        if self._seconds is not None:
            return bool(pauses) and pauses[0] >= self._seconds
        return len(pauses) > 1 and pauses[-1] > 1.5 * pauses[0]

    def describe_to(self, description: Description) -> None:
        told = f"{self._seconds:g} s after the first" if self._seconds is not None else "later each time"
        description.append_text(f"try again {told}")

    def describe_mismatch(self, item: "list[Delivery]", mismatch_description: Description) -> None:
        pauses = ", ".join(f"{pause:.2f} s" for pause in _pauses(item)) or "not tried again"
        mismatch_description.append_text(f"the pauses were {pauses}")


def waits_longer_each_time() -> WaitsBetween:
    """The pauses between the tries grow."""
    return WaitsBetween(None)


def waits_as_asked(seconds: float) -> WaitsBetween:
    """The second try comes no sooner than was asked for."""
    return WaitsBetween(seconds)


def _pauses(deliveries: "list[Delivery]") -> list[float]:
    times = [delivery.at for delivery in deliveries]
    return [later - sooner for sooner, later in pairwise(times)]


def text_of(update: Any) -> str | None:
    """The text of the message that an update is about."""
    message = update.get("message") or update.get("edited_message") or {}
    text = message.get("text")
    return str(text) if text is not None else None


def _text_in(delivery: "Delivery") -> str | None:
    return text_of(delivery.document)
