"""What the Stripe stand-in knows and does: sessions are opened, paid and expired, and events tell of it."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from countersign.providers.faults import Faults
from countersign.providers.journal import Entry, Journal
from countersign.providers.stripe.events import COMPLETED, EXPIRED, PAID_LATER, Event, Events
from countersign.providers.stripe.faults import Fault
from countersign.providers.stripe.idempotency import Idempotency
from countersign.providers.stripe.keys import Account, Accounts
from countersign.providers.stripe.rules import Draft
from countersign.providers.stripe.sessions import Session, Sessions
from countersign.providers.stripe.webhooks import Way, Webhooks

_BACKSTAGE: Mapping[str, Any] = {"id": None, "idempotency_key": None}
"""Which request has caused what happens backstage: none."""


class Shop:
    """All accounts with all that happens to them."""

    def __init__(self, keys: Iterable[str], pause: float) -> None:
        self.accounts = Accounts(keys)
        self.sessions = Sessions()
        self.events = Events()
        self.webhooks = Webhooks(pause)
        self.faults: Faults[Fault] = Faults()
        self.idempotency = Idempotency()
        self.requests = Journal()
        self.opened = Journal()

    async def open(self, account: Account, draft: Draft, page: str) -> Session:
        """Open a session; whoever waits for it is woken."""
        session = Session(account, draft, page)
        self.sessions.keep(session)
        await self.opened.note("session", id=session.id)
        return session

    def expire(self, session: Session, asked: Mapping[str, Any]) -> None:
        """End a session, and tell the endpoints."""
        session.expire()
        event = self._happened(EXPIRED, session, asked)
        for way in self.webhooks.listeners(session.draft.metadata):
            self.webhooks.bring_later(event, body_of(event.document), way)

    def pay(self, session: Session, *, paid: bool) -> Event:
        """Let the customer go through with it; or, where the money was still to come, let it come."""
        kind = COMPLETED if session.status == "open" else PAID_LATER
        session.complete(paid=paid)
        return self._happened(kind, session, _BACKSTAGE)

    async def deliver(
        self, event: Event, ways: list[Way], *, times: int, differing: Mapping[str, Any]
    ) -> list[Entry]:
        """Bring an event so many times at once to each, perhaps saying something else than is true."""
        body = body_of(merged(event.document, differing))
        each = [self.webhooks.bring(event, body, way) for way in ways for _ in range(times)]
        return await asyncio.gather(*each)

    def _happened(self, kind: str, session: Session, asked: Mapping[str, Any]) -> Event:
        listeners = self.webhooks.listeners(session.draft.metadata)
        return self.events.happened(kind, session, listeners=len(listeners), asked=dict(asked))


def body_of(document: Mapping[str, Any]) -> bytes:
    """A document as Stripe writes it: over several lines."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def merged(document: Mapping[str, Any], differing: Mapping[str, Any]) -> dict[str, Any]:
    """The document with other values in some places, however deep."""
    result = dict(document)
    for name, value in differing.items():
        before = result.get(name)
        both = isinstance(value, Mapping) and isinstance(before, Mapping)
        result[name] = merged(before, value) if both else value  # type: ignore[arg-type]
    return result
