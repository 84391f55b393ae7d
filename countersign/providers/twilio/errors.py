"""What Twilio says to what it refuses: a code of its error dictionary, and the sentence that goes with it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

_HIDDEN = 4
_SENTENCES: Mapping[int, str] = {
    20003: "Authenticate",
    20404: "The requested resource {path} was not found",
    20429: "Too Many Requests",
    21211: "Invalid 'To' Phone Number: {masked}",
    21212: "The 'From' number {sender} is not a valid phone number, shortcode, or alphanumeric sender ID.",
    21266: "'To' and 'From' number cannot be the same",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: "
    "{masked}",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The From phone number {sender} is not a valid, SMS-capable inbound phone number "
    "or short code for your account.",
    21609: "The StatusCallback URL {url} is not a valid URL.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "SMS queue is full.",
    21612: "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {sender} "
    "via SMS.",
    21614: "To number: {to}, is not a mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21704: "The Messaging Service contains no phone numbers",
    21705: "The Messaging Service Sid {service} is invalid",
}
_STATUSES: Mapping[int, int] = {20003: 401, 20004: 405, 20404: 404, 20429: 429, 21611: 429}
_CODES: Mapping[int, int] = {401: 20003, 405: 20004}


class Refusal(Exception):  # noqa: N818 - an answer that Twilio gives, not an error of ours
    """An answer that Twilio gives instead of doing what was asked."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def as_body(self) -> dict[str, Any]:
        """The body of the answer."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


def refusal(code: int, *, to: str = "", **details: str) -> Refusal:
    """The refusal with that code, in Twilio's words."""
    words = {"sender": "", "service": "", "url": "", "path": "", **details}
    sentence = _SENTENCES[code].format(to=to, masked=masked(to), **words)
    return Refusal(usual_status(code), code, sentence)


def refusal_as_told(
    status: int, code: int | None, message: str | None, *, to: str, sender: str, path: str
) -> Refusal:
    """A refusal that was ordered; what the order leaves out is as Twilio says it."""
    chosen = code or _CODES.get(status, 20000 + status)
    if message is None:
        known = chosen in _SENTENCES
        message = refusal(chosen, to=to, sender=sender, path=path).message if known else _phrase(status)
    return Refusal(status, chosen, message)


def usual_status(code: int) -> int:
    """The HTTP status with which a code comes."""
    return _STATUSES.get(code, 400)


def not_played(what: str) -> Refusal:
    """For what Twilio takes and this stand-in does not play."""
    return Refusal(501, 20501, f"this stand-in does not play {what}")


def masked(number: str) -> str:
    """A number as Twilio writes it into its errors: without its last digits."""
    return number[:-_HIDDEN] + "X" * _HIDDEN if len(number) > _HIDDEN else number


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"
