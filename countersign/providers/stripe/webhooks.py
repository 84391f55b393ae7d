"""Bringing events to products: signed, again while they are not taken, and every try remembered."""

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated

import httpx
import msgspec

from countersign.providers.errands import Errands
from countersign.providers.journal import Entry, Journal
from countersign.providers.stripe.events import Event
from countersign.providers.stripe.signing import HEADER, Signed, header
from countersign.unanswered import why

PATIENCE = 10.0
"""Seconds that a product has to answer."""
RETRIES = 3
"""How often an event is brought again in test mode."""

_AT_ONCE = 50
_LIMITS = httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=2.0)
_LONGEST_ANSWER = 1_000


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """Where an event is brought, and how."""

    url: str
    secrets: list[str]
    """What it is signed with: two while a secret is rolled."""
    retries: Annotated[int, msgspec.Meta(ge=0, le=10)] = RETRIES
    signed: Signed = "rightly"
    age: float = 0.0
    """So many seconds ago it says that it was signed."""


class Endpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a product wants to hear of sessions."""

    url: str
    secrets: Annotated[list[str], msgspec.Meta(min_length=1)]
    metadata: Mapping[str, str] = {}
    """Of sessions that bear all this; without any, of all sessions."""
    retries: Annotated[int, msgspec.Meta(ge=0, le=10)] = RETRIES

    @property
    def way(self) -> Way:
        """How it is reached."""
        return Way(url=self.url, secrets=self.secrets, retries=self.retries)


class Webhooks:
    """The endpoints, and whatever was brought to them or elsewhere."""

    def __init__(self, pause: float) -> None:
        self.journal = Journal()
        self._pause = pause
        self._endpoints: dict[str, Endpoint] = {}
        self._errands = Errands()
        self._client: httpx.AsyncClient | None = None
        self._hands = asyncio.Semaphore(_AT_ONCE)

    def register(self, endpoint: Endpoint) -> None:
        """Let it hear of sessions from now on."""
        self._endpoints[endpoint.url] = endpoint

    def strike_off(self, url: str) -> None:
        """Let it hear of nothing any more."""
        self._endpoints.pop(url, None)

    def listeners(self, metadata: Mapping[str, str]) -> list[Way]:
        """Those who want to hear of a session that bears this."""
        return [
            endpoint.way
            for endpoint in self._endpoints.values()
            if endpoint.metadata.items() <= metadata.items()
        ]

    async def bring(self, event: Event, body: bytes, way: Way) -> Entry:
        """Bring it once; if it is not taken, it comes again later, after growing pauses."""
        entry = await self._try(event, body, way, 1)
        if way.retries and not _is_taken(entry):
            self._errands.start(self._try_again(event, body, way))
        return entry

    def bring_later(self, event: Event, body: bytes, way: Way) -> None:
        """Bring it beside answering whoever has caused it."""

        async def errand() -> None:
            await self.bring(event, body, way)

        self._errands.start(errand())

    async def aclose(self) -> None:
        """Give up what is under way."""
        await self._errands.aclose()
        if self._client is not None:
            await self._client.aclose()

    async def _try_again(self, event: Event, body: bytes, way: Way) -> None:
        for number in range(way.retries):
            await asyncio.sleep(self._pause * 2**number)
            if _is_taken(await self._try(event, body, way, number + 2)):
                return

    async def _try(self, event: Event, body: bytes, way: Way, number: int) -> Entry:
        status, said = None, ""
        async with self._hands:
            begun = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._open().post(way.url, content=body, headers=_headers(body, way))
                status, said = answer.status_code, answer.text[:_LONGEST_ANSWER]
            except TimeoutError:
                said = f"no answer within {PATIENCE:g} seconds"
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                said = f"{type(error).__name__}: {why(error)}"
            took = time.monotonic() - begun
        return await self.journal.note(
            "delivery",
            event=event.id,
            session=event.session.id,
            type=event.kind,
            url=way.url,
            attempt=number,
            status=status,
            said=said,
            took=took,
        )

    def _open(self) -> httpx.AsyncClient:
        # Only when it is needed: its TLS context takes longer to build than all else at the start.
        if self._client is None:
            self._client = httpx.AsyncClient(limits=_LIMITS, timeout=PATIENCE, trust_env=False)
        return self._client


def _headers(body: bytes, way: Way) -> dict[str, str]:
    headers = {
        "Accept": "*/*; q=0.5, application/xml",
        "Cache-Control": "no-cache",
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    # Made anew for each try: a product turns away what was signed long ago.
    signed = header(way.secrets, body, signed=way.signed, age=way.age)
    return headers | {HEADER: signed} if signed else headers


def _is_taken(entry: Entry) -> bool:
    status = entry.data["status"]
    return status is not None and 200 <= status < 300
