"""Sends SMS through Twilio."""

import asyncio
import logging
from typing import Any

import httpx
import msgspec

from countersign.sandbox.onboarding.outcomes import Texting
from countersign.sandbox.onboarding.settings import House, Settings

_SECONDS_TO_ANSWER = 5.0

_TOO_MANY = 429
_LIMITS = {20429, 14107, 21611}
_NUMBER_REFUSED = {21211, 21217, 21265, 21266, 21408, 21612, 21614, 21635}
_OPTED_OUT = 21610

_log = logging.getLogger(__name__)


class _Refusal(msgspec.Struct):
    code: int = 0


class _Accepted(msgspec.Struct):
    sid: str


class Sms:
    """A client of the SMS service."""

    def __init__(self, settings: Settings, house: House, options: dict[str, Any]) -> None:
        self._house = house
        self._sender = settings.twilio_from
        account = settings.twilio_account
        self._path = f"/2010-04-01/Accounts/{account}/Messages.json"
        self._client = httpx.AsyncClient(
            base_url=settings.twilio_api.rstrip("/"),
            auth=(account, settings.twilio_token),
            timeout=_SECONDS_TO_ANSWER,
            **options,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def send_welcome(self, number: str) -> Texting:
        """Text the welcome."""
        body = (
            f"Welcome to {self._house.brand}! SMS alerts are set up for this number. Reply STOP to end them."
        )
        form = {"To": number, "From": self._sender, "Body": body}
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                answer = await self._client.post(self._path, data=form)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            _log.warning("The SMS service cannot be reached: %s", error)
            return Texting.DOWN
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("The SMS service did not answer: %r", error)
            return Texting.UNKNOWN
        return _accepted(answer) if answer.is_success else _refused(answer)


def _accepted(answer: httpx.Response) -> Texting:
    try:
        msgspec.json.decode(answer.content, type=_Accepted)
    except msgspec.MsgspecError:
        _log.warning("The SMS service answered %d without a message", answer.status_code)
        return Texting.UNKNOWN
    return Texting.ACCEPTED


def _refused(answer: httpx.Response) -> Texting:
    try:
        code = msgspec.json.decode(answer.content, type=_Refusal).code
    except msgspec.MsgspecError:
        code = 0
    _log.warning("The SMS service refused an SMS with status %d, code %d", answer.status_code, code)
    if answer.status_code == _TOO_MANY or code in _LIMITS:
        return Texting.LIMITED
    if code == _OPTED_OUT:
        return Texting.OPTED_OUT
    return Texting.NUMBER_REFUSED if code in _NUMBER_REFUSED else Texting.DOWN
