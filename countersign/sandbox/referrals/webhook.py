"""Stripe's events: believed only when they are signed, and credited only when they are paid."""

import logging
import time
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from countersign.sandbox.referrals import signature
from countersign.sandbox.referrals.accounts import time_of
from countersign.sandbox.referrals.answers import RefusedError, answer
from countersign.sandbox.referrals.clerks import Clerks
from countersign.sandbox.referrals.purchases import Checkout, buyer_of, credited
from countersign.sandbox.referrals.reading import body_of
from countersign.sandbox.referrals.settings import GatewaySettings

_PAID = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})
_LIVE = ("sk_live_", "rk_live_")

_log = logging.getLogger(__name__)


class _Data(msgspec.Struct):
    object: msgspec.Raw


class _Event(msgspec.Struct):
    id: str
    type: str
    data: _Data
    livemode: bool = False


class Webhook:
    """The door for Stripe."""

    def __init__(self, settings: GatewaySettings, clerks: Clerks) -> None:
        self._secret = settings.stripe_webhook_secret
        self._live = settings.stripe_key.startswith(_LIVE)
        self._clerks = clerks

    async def take(self, request: Request) -> Response:
        """Take one event; what is refused has no effect, and Stripe delivers it again."""
        body = await body_of(request)
        if not signature.holds(request.headers.get("stripe-signature", ""), body, self._secret, time.time()):
            raise RefusedError(400, "The signature is missing, wrong or too old.", "invalid_signature")
        event = _read(body, _Event)
        if event.livemode != self._live:
            raise RefusedError(400, "Test events and live ones don't mix.", "wrong_mode")
        if event.type not in _PAID:
            return _taken("ignored")
        return await self._paid(_read(event.data.object, Checkout))

    async def _paid(self, checkout: Checkout) -> Response:
        buyer = await self._clerks.look(lambda db: buyer_of(db, checkout))
        if not checkout.paid:
            return _taken("not paid yet")
        first = await self._clerks.write(lambda db: credited(db, checkout, time_of(db, buyer)))
        return _taken("credited" if first else "credited before")


def _taken(what: str) -> Response:
    return answer({"received": True, "outcome": what})


def _read(body: "bytes | msgspec.Raw", kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        _log.warning("An event of Stripe's could not be read: %s", error)
        raise RefusedError(400, f"The event can't be read: {error}.", "invalid_event") from error
