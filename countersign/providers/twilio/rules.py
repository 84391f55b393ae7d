"""What Twilio takes for a message to be sent, and in which order it looks."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from countersign.providers.twilio.accounts import Account
from countersign.providers.twilio.errors import not_played, refusal
from countersign.providers.twilio.numbers import MAGIC_FROM, MAGIC_TO, is_phone_number

_LONGEST_BODY = 1600
_UNPLAYED = (
    *("MediaUrl", "ContentSid", "ContentVariables", "PersistentAction", "ApplicationSid"),
    *("SendAt", "ScheduleType", "ShortenUrls"),
)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message that Twilio is ready to take."""

    to: str
    sender: str
    body: str
    service: str | None
    callback: str | None


def draft(asked: Mapping[str, str], account: Account, *, opted_out: bool) -> Draft:
    """The message that is asked for; a `Refusal` in Twilio's words for what it does not take."""
    for name in _UNPLAYED:
        if asked.get(name):
            raise not_played(name)
    to, body = asked.get("To", ""), asked.get("Body", "")
    _check_recipient(to)
    service = asked.get("MessagingServiceSid") or None
    sender = _sender(asked.get("From", ""), service, to, account)
    _check_pair(to, sender, opted_out=opted_out)
    if not body.strip():
        raise refusal(21602)
    if len(body) > _LONGEST_BODY:
        raise refusal(21617)
    callback = asked.get("StatusCallback") or None
    if callback is not None and not _is_url(callback):
        raise refusal(21609, url=callback)
    return Draft(to=to, sender=sender, body=body, service=service, callback=callback)


def _check_recipient(to: str) -> None:
    if not to:
        raise refusal(21604)
    if not is_phone_number(to):
        raise refusal(21211, to=to)


def _sender(given: str, service: str | None, to: str, account: Account) -> str:
    """Who sends: the number that is given, or one that the messaging service chooses."""
    if service is not None and service not in account.services:
        raise refusal(21705, service=service)
    if not given:
        if service is None:
            raise refusal(21603)
        return _chosen(to, account)
    if given in MAGIC_FROM:
        raise refusal(MAGIC_FROM[given], sender=given)
    if not account.owns(given):
        raise refusal(21606, sender=given)
    return given


def _chosen(to: str, account: Account) -> str:
    for number in account.numbers:
        if number != to:
            return number
    raise refusal(21704)


def _check_pair(to: str, sender: str, *, opted_out: bool) -> None:
    if to in MAGIC_TO:
        raise refusal(MAGIC_TO[to], to=to, sender=sender)
    if to == sender:
        raise refusal(21266, to=to)
    if opted_out:
        raise refusal(21610)


def _is_url(text: str) -> bool:
    if " " in text or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
