"""What a developer expects of Brevo's answers."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.provider_answers import OfAnswer

if TYPE_CHECKING:
    from countersign.people.mail_stage import Mail
    from countersign.people.provider_answers import Answer

_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
_RATES = ("x-sib-ratelimit-limit", "x-sib-ratelimit-remaining", "x-sib-ratelimit-reset")

EVENTS = {
    "sent on its way": "requests",
    "delivered": "delivered",
    "bounced for good": "hardBounces",
    "bounced for now": "softBounces",
    "blocked": "blocked",
    "deferred": "deferred",
}
"""Brevo's names of events, by what the features call them."""


class NamesMail(OfAnswer):
    """Whether the mail was accepted, under an id in angle brackets."""

    def _matches(self, item: "Answer") -> bool:
        message_id = item.body.get("messageId")
        return item.status == 201 and isinstance(message_id, str) and bool(_MESSAGE_ID.fullmatch(message_id))

    def describe_to(self, description: Description) -> None:
        description.append_text("accept the mail under an id such as «<…@smtp-relay.mailin.fr>» (201)")


def names_mail() -> NamesMail:
    """The mail was accepted."""
    return NamesMail()


class TellsRate(OfAnswer):
    """Whether the headers tell how many requests are allowed, how many are left, and until when."""

    def __init__(self, left: int | None) -> None:
        self._left = left

    def _matches(self, item: "Answer") -> bool:
        values = [item.headers.get(name, "") for name in _RATES]
        if not all(value.isdecimal() for value in values):
            return False
        limit, left, _ = (int(value) for value in values)
        return 0 <= left < limit and (self._left is None or left == self._left)

    def describe_to(self, description: Description) -> None:
        left = f", with {self._left} left" if self._left is not None else ""
        description.append_text(f"tell its rate in the headers {', '.join(_RATES)}{left}")

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        found = ", ".join(f"{name} {item.headers.get(name, 'absent')}" for name in _RATES)
        mismatch_description.append_text(f"{item.described()}, with {found}")


def tells_rate(left: int | None = None) -> TellsRate:
    """The rate is told in headers."""
    return TellsRate(left)


class IsOutOfRequests(TellsRate):
    """Whether the call was one too many: 429, and nothing left."""

    def __init__(self) -> None:
        super().__init__(0)

    def _matches(self, item: "Answer") -> bool:
        named = item.body.keys() == {"code", "message"} and item.body["code"] == "too_many_requests"
        return item.status == 429 and named and super()._matches(item)

    def describe_to(self, description: Description) -> None:
        description.append_text("refuse the call as one too many (429, code too_many_requests), and ")
        super().describe_to(description)


def is_out_of_requests() -> IsOutOfRequests:
    """One request too many."""
    return IsOutOfRequests()


class TellsEvents(OfAnswer):
    """Whether these events of the mail, and no others, are told, the newest first."""

    def __init__(self, kinds: list[str], address: str, message_id: str) -> None:
        self._kinds = [EVENTS[kind] for kind in kinds]
        self._address = address
        self._message_id = message_id

    def _matches(self, item: "Answer") -> bool:
        events: list[dict[str, Any]] = item.body.get("events") or []
        if item.status != 200 or [event.get("event") for event in events] != self._kinds:
            return False
        return all(
            event.get("email") == self._address
            and event.get("messageId") == self._message_id
            and isinstance(event.get("subject"), str)
            and _is_date(event.get("date"))
            for event in events
        )

    def describe_to(self, description: Description) -> None:
        listed = " and ".join(self._kinds)
        description.append_text(f"tell {listed} of the mail to {self._address}, newest first, and no more")


def tells_events(kinds: list[str], address: str, message_id: str) -> TellsEvents:
    """What became of a mail."""
    return TellsEvents(kinds, address, message_id)


class GivesReason(OfAnswer):
    """Whether the newest event says why."""

    def _matches(self, item: "Answer") -> bool:
        events = item.body.get("events") or [{}]
        return bool(events[0].get("reason"))

    def describe_to(self, description: Description) -> None:
        description.append_text("give a reason with the newest event")


def gives_reason() -> GivesReason:
    """The newest event has a reason."""
    return GivesReason()


class TellsNothing(OfAnswer):
    """Whether the answer is in order and holds no event, with an empty list or with none at all."""

    def _matches(self, item: "Answer") -> bool:
        return item.status == 200 and item.text.strip() in ("{}", '{"events":[]}')

    def describe_to(self, description: Description) -> None:
        description.append_text("tell of no event (200, without events or with an empty list)")


def tells_nothing() -> TellsNothing:
    """Nothing is known of a mail."""
    return TellsNothing()


class HoldsSoMany(BaseMatcher["list[Mail]"]):
    """Whether so many mails have arrived."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: "list[Mail]") -> bool:
        return len(item) == self._number

    def describe_to(self, description: Description) -> None:
        description.append_text(f"have got {self._number or 'no'} mail{'' if self._number == 1 else 's'}")

    def describe_mismatch(self, item: "list[Mail]", mismatch_description: Description) -> None:
        subjects = ", ".join(f"«{mail.subject}»" for mail in item) or "nothing"
        mismatch_description.append_text(f"found {subjects}")


def holds_so_many(number: int) -> HoldsSoMany:
    """So many mails lie in a mailbox."""
    return HoldsSoMany(number)


def _is_date(text: Any) -> bool:
    try:
        return datetime.fromisoformat(str(text)).tzinfo is not None
    except ValueError:
        return False
