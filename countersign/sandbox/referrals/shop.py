"""Stripe, where customers pay: a page for each purchase."""

import asyncio
import logging
from collections.abc import Mapping

import httpx
import msgspec

from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.settings import GatewaySettings

_SECONDS_TO_ANSWER = 8.0
_TOO_MANY = 429

_log = logging.getLogger(__name__)


class Page(msgspec.Struct):
    """Where a customer pays."""

    id: str
    url: str


class Shop:
    """A client of Stripe."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._open = bool(settings.stripe_key)
        headers = {"Authorization": f"Bearer {settings.stripe_key}"} if self._open else {}
        self._client = httpx.AsyncClient(
            base_url=settings.stripe_api.rstrip("/"),
            headers=headers,
            timeout=_SECONDS_TO_ANSWER,
            trust_env=False,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def open_page(self, form: Mapping[str, str], once: str) -> Page:
        """A page for this purchase; asked twice in one name, it is the same page."""
        if not self._open:
            raise RefusedError(503, "Credits can't be bought here: Stripe is not set up.", "shop_closed")
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                told = await self._client.post(
                    "/v1/checkout/sessions", data=form, headers={"Idempotency-Key": once}
                )
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("Stripe does not answer: %r", error)
            late = isinstance(error, TimeoutError | httpx.TimeoutException)
            raise _failed(504 if late else 502) from error
        if not told.is_success:
            _log.warning("Stripe answered %d: %s", told.status_code, told.text[:300])
            raise _failed(503 if told.status_code == _TOO_MANY else 502)
        try:
            return msgspec.json.decode(told.content, type=Page)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _failed(502) from error


def _failed(status: int) -> RefusedError:
    return RefusedError(status, "The payment page can't be opened at the moment; try again.", "shop_failed")
