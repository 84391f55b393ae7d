"""What Brevo tells, after a while, about what became of a mail."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, get_args

import msgspec

from countersign.providers.brevo.rules import Refusal

Outcome = Literal[
    "delivered", "hardBounces", "softBounces", "blocked", "deferred", "invalid", "error", "spam"
]  # fmt: skip
ARRIVES = {"delivered", "spam"}
REASONS: Mapping[str, str] = {
    "hardBounces": "550 5.1.1 The email account that you tried to reach does not exist",
    "softBounces": "452 4.2.2 The recipient's inbox is out of storage space",
    "blocked": "The recipient is on the block list",
    "deferred": "421 4.7.0 Try again later",
    "invalid": "The address is not valid",
    "error": "The mail could not be made",
}

_KINDS: Mapping[str, set[str]] = {
    **{kind: {kind} for kind in ("requests", "opened", "clicks", "unsubscribed", "loadedByProxy")},
    **{kind: {kind} for kind in get_args(Outcome)},
    "bounces": {"hardBounces", "softBounces"},
}
_MOST, _USUALLY = 5000, 2500


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """One thing that happened to a mail on its way to one recipient."""

    email: str
    date: str
    subject: str
    message_id: str
    event: str
    reason: str | None = None
    tag: str | None = None
    template_id: int | None = None
    sender: str | None = msgspec.field(default=None, name="from")


def selected(events: Sequence[Event], asked: Mapping[str, str]) -> list[Event]:
    """The events that a query asks for; they come, and are given unless asked otherwise, newest first."""
    if "tags" in asked:
        raise Refusal(501, "not_implemented", "this stand-in does not play tags")
    limit, offset = _number(asked, "limit", _USUALLY), _number(asked, "offset", 0)
    if limit > _MOST:
        raise Refusal(400, "out_of_range", "Limit exceeds max value")
    order = asked.get("sort", "desc")
    if order not in ("asc", "desc"):
        raise _invalid("sort")
    first, last = _days(asked)
    kinds = _kinds(asked)
    wanted = [
        event
        for event in (events if order == "desc" else events[::-1])
        if (kinds is None or event.event in kinds)
        and first <= event.date[:10] <= last
        and asked.get("email", event.email).lower() == event.email.lower()
        and asked.get("messageId", event.message_id) == event.message_id
        and asked.get("templateId", str(event.template_id)) == str(event.template_id)
    ]
    return wanted[offset : offset + limit]


def _kinds(asked: Mapping[str, str]) -> set[str] | None:
    kind = asked.get("event")
    if kind is None:
        return None
    if kind not in _KINDS:
        raise _invalid("event")
    return _KINDS[kind]


def _number(asked: Mapping[str, str], name: str, usually: int) -> int:
    given = asked.get(name, str(usually))
    if not given.isdecimal():
        raise _invalid(name)
    return int(given)


def _days(asked: Mapping[str, str]) -> tuple[str, str]:
    """The first and the last day; both or neither are given."""
    days = [asked.get(name) for name in ("startDate", "endDate")]
    for name, day, other in zip(("startDate", "endDate"), days, reversed(days), strict=True):
        if day is None and other is not None:
            raise Refusal(400, "missing_parameter", f"{name} is missing")
        try:
            date.fromisoformat(day or "2000-01-01")
        except ValueError as error:
            raise _invalid(name) from error
    first, last = days
    if first and last and first > last:
        raise Refusal(400, "invalid_parameter", "startDate is later than endDate")
    return first or "0000-00-00", last or "9999-99-99"


def _invalid(name: str) -> Refusal:
    return Refusal(400, "invalid_parameter", f"{name} is not valid")
