"""What can be asked of Stripe here, once it is known who asks."""

import re
from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from countersign.providers.stripe.errors import Refusal, not_found, not_played
from countersign.providers.stripe.keys import Account
from countersign.providers.stripe.parameters import Parameters
from countersign.providers.stripe.rules import draft
from countersign.providers.stripe.sessions import Session
from countersign.providers.stripe.shop import Shop

_SESSION = re.compile(r"cs_(test|live)_[0-9A-Za-z]+")
_USUALLY, _MOST = 10, 100
_BALANCE: dict[str, Any] = {
    "object": "balance",
    "available": [{"amount": 0, "currency": "usd", "source_types": {"card": 0}}],
    "livemode": False,
    "pending": [{"amount": 0, "currency": "usd", "source_types": {"card": 0}}],
}


class Counter:
    """Serves requests; each answer is a resource, or a `Refusal` in Stripe's words."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def create(self, request: Request, account: Account, asked: Parameters) -> dict[str, Any]:
        """Open a session."""
        expanded = _expanded(asked)
        page = f"{str(request.base_url).rstrip('/')}/c/pay/"
        session = await self._shop.open(account, draft(asked), page)
        request.state.session = session.id
        return _shown(session, expanded)

    async def session(self, request: Request, account: Account, asked: Parameters) -> dict[str, Any]:
        """A session as it stands now."""
        asked.only(("expand",))
        return _shown(self._session(request, account), _expanded(asked))

    async def line_items(self, request: Request, account: Account, asked: Parameters) -> dict[str, Any]:
        """What is sold in a session."""
        asked.only(("limit", "expand"), ("starting_after", "ending_before"))
        lines = self._session(request, account).lines()
        limit = _limit(asked)
        return lines | {"data": lines["data"][:limit], "has_more": len(lines["data"]) > limit}

    async def expire(self, request: Request, account: Account, asked: Parameters) -> dict[str, Any]:
        """Let nobody pay any more."""
        asked.only(("expand",))
        session = self._session(request, account)
        if session.status != "open":
            raise Refusal(
                400,
                f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has '
                f"a status of `{session.status}`.",
            )
        caused_by = {
            "id": request.state.request_id,
            "idempotency_key": request.headers.get("idempotency-key"),
        }
        self._shop.expire(session, caused_by)
        return _shown(session, _expanded(asked))

    async def event(self, request: Request, account: Account, asked: Parameters) -> dict[str, Any]:
        """What has happened."""
        asked.only(("expand",))
        name = request.path_params["event"]
        event = self._shop.events.find(name)
        if event is None or event.account is not account:
            raise not_found("event", name, "id")
        request.state.session = event.session.id
        return event.document

    async def events(self, _: Request, account: Account, asked: Parameters) -> dict[str, Any]:
        """What has happened of late, the newest first."""
        asked.only(
            ("limit", "type"), ("created", "delivery_success", "ending_before", "starting_after", "types")
        )
        kind, limit = asked.text("type"), _limit(asked)
        found = [event for event in self._shop.events.of(account) if kind in (None, event.kind)]
        return {
            "object": "list",
            "data": [event.document for event in found[:limit]],
            "has_more": len(found) > limit,
            "url": "/v1/events",
        }

    async def balance(self, _: Request, __: Account, asked: Parameters) -> dict[str, Any]:
        """Nothing: money of test mode is never paid out here. It tells that a key is good."""
        asked.only(("expand",))
        return _BALANCE

    def _session(self, request: Request, account: Account) -> Session:
        name = request.path_params["session"]
        if not _SESSION.fullmatch(name):
            raise Refusal(400, f"Invalid checkout.session id: {name}")
        session = self._shop.sessions.find(name)
        if session is None or session.account is not account:
            raise not_found("checkout.session", name, "session")
        request.state.session = session.id
        return session


def _shown(session: Session, expanded: Iterable[str]) -> dict[str, Any]:
    resource = session.as_resource()
    return resource | {"line_items": session.lines()} if "line_items" in expanded else resource


def _expanded(asked: Parameters) -> list[str]:
    """What is to be shown whole."""
    wanted = asked.texts("expand")
    for name in wanted:
        if name != "line_items":
            raise not_played(f"expand={name}")
    return wanted


def _limit(asked: Parameters) -> int:
    limit = asked.whole("limit", least=1)
    if limit is not None and limit > _MOST:
        raise Refusal(
            400,
            f"This value must be less than or equal to {_MOST} (it currently is '{limit}').",
            code="parameter_invalid_integer",
            param="limit",
        )
    return limit or _USUALLY
