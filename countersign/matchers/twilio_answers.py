"""What a developer expects of Twilio's answers and callbacks."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.provider_answers import OfAnswer

if TYPE_CHECKING:
    from countersign.people.callback_listener import Delivery
    from countersign.people.provider_answers import Answer
    from countersign.people.sms_developer import SmsDeveloper

_SID = re.compile(r"SM[0-9a-f]{32}")
_NULL = ("error_code", "error_message", "price", "messaging_service_sid", "date_sent")
_IN_VAIN = ("undelivered", "failed")
_GONE_OUT = ("sent", "delivered", "undelivered")
_CALLBACK = ("MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "To", "From", "AccountSid", "ApiVersion")


class NamesMessage(OfAnswer):
    """Whether the whole resource of a message that waits to be sent is answered."""

    def __init__(self, sms: "SmsDeveloper", body: str) -> None:
        self._facts: dict[str, Any] = {
            "account_sid": sms.account,
            "api_version": "2010-04-01",
            "body": body,
            "direction": "outbound-api",
            "from": sms.sender,
            "num_media": "0",
            "num_segments": "1",
            "price_unit": "USD",
            "status": "queued",
            "to": sms.number,
            **dict.fromkeys(_NULL),
        }

    def _matches(self, item: "Answer") -> bool:
        return item.status == 201 and not self._differing(item.body)

    def _differing(self, body: dict[str, Any]) -> list[str]:
        """The fields that are not as they should be."""
        wrong = [name for name, value in self._facts.items() if name not in body or body[name] != value]
        sid = str(body.get("sid"))
        path = f"/2010-04-01/Accounts/{self._facts['account_sid']}/Messages/{sid}"
        wrong += ["sid"] if not _SID.fullmatch(sid) else []
        wrong += ["uri"] if body.get("uri") != f"{path}.json" else []
        media = (body.get("subresource_uris") or {}).get("media")
        wrong += ["subresource_uris"] if media != f"{path}/Media.json" else []
        return wrong + [name for name in ("date_created", "date_updated") if not _is_rfc2822(body.get(name))]

    def describe_to(self, description: Description) -> None:
        description.append_text("accept the message (201) with its whole resource, queued, in one segment")

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        fields = self._differing(item.body)
        told = f" ({', '.join(fields)} not as they should be)" if item.status == 201 else ""
        mismatch_description.append_text(f"{item.described()}{told}")


def names_message(sms: "SmsDeveloper", body: str) -> NamesMessage:
    """A message that was accepted, with all its facts."""
    return NamesMessage(sms, body)


class HasSegments(OfAnswer):
    """Whether the message was accepted in so many segments, given as text."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: "Answer") -> bool:
        return item.status == 201 and item.body.get("num_segments") == str(self._number)

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f'accept the message in {self._number} segments (num_segments "{self._number}")'
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        found = item.body.get("num_segments")
        mismatch_description.append_text(f"num_segments is {found!r}; {item.described()}")


def has_segments(number: int) -> HasSegments:
    """So many segments."""
    return HasSegments(number)


class HasStatus(OfAnswer):
    """Whether the message that was looked up has a status, its error or none, and when it went out."""

    def __init__(self, status: str, error: int | None) -> None:
        self._status = status
        self._error = error

    def _matches(self, item: "Answer") -> bool:
        body = item.body
        explained = bool(body.get("error_message")) is (self._error is not None)
        found = item.status == 200 and body.get("status") == self._status
        dated = _is_rfc2822(body.get("date_sent")) if self._status in _GONE_OUT else True
        return found and body.get("error_code", "") == self._error and explained and dated

    def describe_to(self, description: Description) -> None:
        error = f"error {self._error}, explained" if self._error else "no error"
        description.append_text(f"tell that the message is {self._status}, with {error}")


def has_status(status: str, error: int | None = None) -> HasStatus:
    """What became of a message."""
    return HasStatus(status, error)


class Lists(OfAnswer):
    """Whether these messages, by their texts, are listed, the newest first."""

    def __init__(self, bodies: list[str]) -> None:
        self._bodies = bodies

    def _matches(self, item: "Answer") -> bool:
        messages: list[dict[str, Any]] = item.body.get("messages") or []
        return item.status == 200 and [message.get("body") for message in messages] == self._bodies

    def describe_to(self, description: Description) -> None:
        description.append_text(f"list {', '.join(f'«{body}»' for body in self._bodies)}, the newest first")


def lists(bodies: list[str]) -> Lists:
    """These messages."""
    return Lists(bodies)


class ToldInTurn(BaseMatcher["list[Delivery]"]):
    """Whether callbacks told of these statuses in turn, each complete and rightly signed."""

    def __init__(self, statuses: list[str], sms: "SmsDeveloper") -> None:
        self._statuses = statuses
        self._sms = sms

    def _matches(self, item: "list[Delivery]") -> bool:
        forms = [_form(each) for each in item]
        return (
            [form.get("MessageStatus") for form in forms] == self._statuses
            and all(self._is_complete(form) for form in forms)
            and all(self._sms.signed_rightly(each) for each in item)
        )

    def _is_complete(self, form: dict[str, str]) -> bool:
        return (
            all(form.get(name) for name in _CALLBACK)
            and form["MessageSid"] == form["SmsSid"] == self._sms.sid
            and form["MessageStatus"] == form["SmsStatus"]
            and form["To"] == self._sms.number
            and form["From"] == self._sms.sender
            and form["AccountSid"] == self._sms.account
            and bool(form.get("ErrorCode")) is (form["MessageStatus"] in _IN_VAIN)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"call back, complete and signed, with {', '.join(self._statuses)} in turn")

    def describe_mismatch(self, item: "list[Delivery]", mismatch_description: Description) -> None:
        told = [
            f"{_form(each).get('MessageStatus')}"
            f"{'' if self._is_complete(_form(each)) else ' (incomplete)'}"
            f"{'' if self._sms.signed_rightly(each) else ' (not signed by the account)'}"
            for each in item
        ]
        mismatch_description.append_text(f"it called back with {', '.join(told) or 'nothing'}")


def told_in_turn(statuses: list[str], sms: "SmsDeveloper") -> ToldInTurn:
    """These statuses, one callback each."""
    return ToldInTurn(statuses, sms)


def _form(delivery: "Delivery") -> dict[str, str]:
    return dict(parse_qsl(delivery.body.decode("utf-8", "replace"), keep_blank_values=True))


def _is_rfc2822(text: Any) -> bool:
    try:
        moment = parsedate_to_datetime(str(text))
    except ValueError:
        return False
    return moment.utcoffset() == timedelta(0)
