"""What the carrier asks: read from a form or a query, and believed only when it is signed."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from countersign.sandbox.booking.case import Heard
from countersign.sandbox.booking.settings import LineSettings
from countersign.sandbox.booking.signature import Signatures
from countersign.sandbox.booking.spoken import cleaned
from countersign.sandbox.booking.switchboard import Ring

_LARGEST_BODY = 1_000_000
"""Bytes; 35,000 characters of any script need less."""
_MOST_PARAMETERS = 200
_LONGEST_SID = 64


@dataclass(frozen=True)
class Webhook:
    """One request of the carrier."""

    ring: Ring
    heard: Heard
    status: str


class RefusedError(Exception):
    """Not from the carrier, or nothing that the carrier would ask."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def read(request: Request, settings: LineSettings, signatures: Signatures) -> Webhook:
    """What is asked, and by whom; raises where it can't be the carrier."""
    form = await _form(request)
    if not signatures.hold(request, form):
        raise RefusedError(403)
    asked = form if request.method == "POST" else request.query_params
    sid = asked.get("CallSid", "")
    if not sid or len(sid) > _LONGEST_SID or not sid.isalnum():
        raise RefusedError(400)
    if settings.account and asked.get("AccountSid") != settings.account:
        raise RefusedError(403)
    ring = Ring(sid, _number(asked.get("From", "")), _number(asked.get("To", "")) or settings.number)
    heard = Heard(
        cleaned(asked.get("SpeechResult", "")),
        cleaned(asked.get("Digits", "")),
        _confidence(asked.get("Confidence", "")),
    )
    return Webhook(ring, heard, asked.get("CallStatus", ""))


async def _form(request: Request) -> ImmutableMultiDict[str, str]:
    """The parameters in the body, the blank ones too; there are none in a GET."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise RefusedError(413)
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_PARAMETERS
        )
    except ValueError as error:
        raise RefusedError(400) from error
    return ImmutableMultiDict(pairs)


def _number(given: str) -> str:
    """As the carrier gives it; the records hold no more than 20 characters of it."""
    return cleaned(given)[:20]


def _confidence(given: str) -> float:
    try:
        return float(given or 1.0)
    except ValueError:
        return 1.0
