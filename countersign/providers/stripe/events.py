"""Events: what has happened to a session, as it was at that moment."""

import time
from collections.abc import Iterator
from typing import Any

import msgspec

from countersign.providers.journal import KEPT
from countersign.providers.stripe.ids import new_id
from countersign.providers.stripe.keys import Account
from countersign.providers.stripe.sessions import Session

API_VERSION = "2026-10-28.endive"
"""In which events are told, whatever version a product asks in."""

COMPLETED = "checkout.session.completed"
EXPIRED = "checkout.session.expired"
PAID_LATER = "checkout.session.async_payment_succeeded"


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event."""

    id: str
    account: Account
    session: Session
    kind: str
    document: dict[str, Any]
    """As the API shows it, and as webhooks are brought it."""


class Events:
    """The newest events of all accounts."""

    def __init__(self) -> None:
        self._by_id: dict[str, Event] = {}

    def happened(self, kind: str, session: Session, *, listeners: int, asked: dict[str, Any]) -> Event:
        """Write down what has just happened."""
        event = Event(
            id=(name := new_id("evt_")),
            account=session.account,
            session=session,
            kind=kind,
            document={
                "id": name,
                "object": "event",
                "api_version": API_VERSION,
                "created": int(time.time()),
                "data": {"object": session.as_resource()},
                "livemode": False,
                "pending_webhooks": listeners,
                "request": asked,
                "type": kind,
            },
        )
        self._by_id[event.id] = event
        if len(self._by_id) > KEPT:
            del self._by_id[next(iter(self._by_id))]
        return event

    def find(self, name: str) -> Event | None:
        """The event with that name, whoever's it is."""
        return self._by_id.get(name)

    def of(self, account: Account) -> Iterator[Event]:
        """All events of an account, the newest first."""
        return (event for event in reversed(self._by_id.values()) if event.account is account)
