"""The customers' side of the Stripe stand-in: they pay, and the shop has outages for one of them alone."""

from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from countersign.people.wire import Door

Signed = Literal[
    "rightly", "with another secret", "for another body", "with a test scheme only", "not at all"
]
"""How an event is signed; a product must turn away all but the first."""


class Checkout(msgspec.Struct, frozen=True):
    """A checkout session as it stands now."""

    id: str
    amount_total: int
    currency: str
    status: str
    payment_status: str
    url: str | None = None
    client_reference_id: str | None = None
    metadata: dict[str, str] = {}
    seq: int = 0
    """Its place among all sessions, where they were waited for."""


class Brought(msgspec.Struct, frozen=True):
    """One try to bring an event to a product."""

    seq: int
    at: float
    event: str
    session: str
    type: str
    url: str
    attempt: int
    status: int | None
    """None where the product did not answer; `said` tells why."""
    said: str
    took: float


class Payment(msgspec.Struct, frozen=True):
    """What has come of a payment: the event as it truly is, and how it was taken."""

    event: dict[str, Any]
    deliveries: list[Brought]

    @property
    def event_id(self) -> str:
        """The event's name, under which it can be brought again."""
        return str(self.event["id"])

    @property
    def statuses(self) -> list[int | None]:
        """How the product has answered, each time."""
        return [brought.status for brought in self.deliveries]


class Asked(msgspec.Struct, frozen=True):
    """One request of a product, refused or not."""

    seq: int
    at: float
    method: str
    path: str
    status: int
    """0 where the answer was cut off."""
    code: str | None
    session: str | None
    parameters: dict[str, Any]
    idempotency_key: str | None
    replayed: bool


class Bringing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an event is brought, and how; without an address, to the endpoints that are registered."""

    deliver_to: str | None = None
    secret: str | list[str] | None = None
    times: int = 1
    """So many times at once."""
    retries: int = 0
    """How often it comes again while it is not taken."""
    signed: Signed = "rightly"
    age: float = 0.0
    """So many seconds ago it says that it was signed."""
    differing: Mapping[str, Any] = msgspec.field(name="as", default_factory=dict)
    """What the delivered event says otherwise than is true."""


class Endpoint(msgspec.Struct, frozen=True):
    """Where a product wants to hear of sessions that bear this metadata."""

    url: str
    secrets: list[str]
    metadata: dict[str, str]
    retries: int = 3


class _Sessions(msgspec.Struct):
    sessions: list[Checkout]


class _Deliveries(msgspec.Struct):
    deliveries: list[Brought]


class _Requests(msgspec.Struct):
    requests: list[Asked]


_Found = TypeVar("_Found", _Sessions, _Deliveries, _Requests)
_SECONDS_TO_BRING = 15.0
"""The stand-in itself waits ten for the product."""


class ShopStage:
    """The stand-in's backstage door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def sessions_of(self, whose: str, after: int = 0, wait: float = 0.0) -> list[Checkout]:
        """The sessions of whoever the product has written onto them; waits up to `wait` seconds for one."""
        return self._found("sessions", _Sessions, wait, whose=whose, after=after).sessions

    def session(self, name: str) -> Checkout:
        """One session as it stands now."""
        answer = self._door.ask("GET", f"/backstage/sessions/{name}")
        return msgspec.json.decode(answer.content, type=Checkout)

    def pay(self, session: str, bringing: Bringing, *, paid: bool = True) -> Payment:
        """Let the customer go through with it; without the money for now where it is not paid."""
        return self._brought(f"/backstage/sessions/{session}/pay", bringing, {"paid": paid})

    def bring_again(self, event: str, bringing: Bringing) -> Payment:
        """Bring an event once more."""
        return self._brought(f"/backstage/events/{event}/deliver", bringing, {})

    def deliveries(self, session: str, after: int = 0, wait: float = 0.0) -> list[Brought]:
        """Every try to bring events of a session."""
        return self._found("deliveries", _Deliveries, wait, session=session, after=after).deliveries

    def requests(self, whose: str, after: int = 0, wait: float = 0.0) -> list[Asked]:
        """All that products have asked about somebody, or about the session of that name."""
        return self._found("requests", _Requests, wait, whose=whose, after=after).requests

    def register(self, endpoint: Endpoint) -> None:
        """Let a product hear of what happens to sessions."""
        self._door.ask("PUT", "/backstage/endpoints", json=msgspec.to_builtins(endpoint))

    def strike_off(self, url: str) -> None:
        """Let it hear of nothing any more."""
        self._door.ask("DELETE", "/backstage/endpoints", params={"url": url})

    def break_for(self, whose: str, trouble: Mapping[str, Any]) -> None:
        """From now on every request about somebody, or a session, meets this trouble."""
        self._door.ask("PUT", "/backstage/faults", json={"to": whose, **trouble})

    def mend_for(self, whose: str) -> None:
        """Requests about somebody are served again."""
        self._door.ask("DELETE", "/backstage/faults", params={"to": whose})

    def _brought(self, path: str, bringing: Bringing, more: Mapping[str, Any]) -> Payment:
        order = {**msgspec.to_builtins(bringing), **more}
        answer = self._door.ask("POST", path, json=order, timeout=_SECONDS_TO_BRING)
        return msgspec.json.decode(answer.content, type=Payment)

    def _found(self, what: str, kind: type[_Found], wait: float, **query: str | int) -> _Found:
        asked = {**query, "wait": wait}
        answer = self._door.ask("GET", f"/backstage/{what}", params=asked, timeout=wait + 5.0)
        return msgspec.json.decode(answer.content, type=kind)
