"""The backstage door of the Stripe stand-in: customers who pay, what was asked, and what shall go wrong."""

from typing import Annotated, Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.errors import UserError
from countersign.providers.backstage import answer, order, plain, told, waiting
from countersign.providers.journal import Entry
from countersign.providers.stripe.events import Event
from countersign.providers.stripe.faults import Fault
from countersign.providers.stripe.sessions import Session
from countersign.providers.stripe.shop import Shop
from countersign.providers.stripe.signing import Signed
from countersign.providers.stripe.webhooks import Endpoint, Way


class Bringing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an event is brought; without an address, to the endpoints that want to hear of the session."""

    deliver_to: str | None = None
    secret: str | list[str] | None = None
    """What it is signed with there: two while a secret is rolled."""
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    """So many times at once."""
    retries: Annotated[int, msgspec.Meta(ge=0, le=10)] = 0
    """How often it comes again to that address while it is not taken; endpoints say so themselves."""
    signed: Signed = "rightly"
    age: float = 0.0
    """So many seconds ago it says that it was signed."""
    differing: dict[str, Any] = msgspec.field(name="as", default_factory=dict)
    """What the delivered event says otherwise than is true."""


class Payment(Bringing, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a customer goes through with a session."""

    paid: bool = True
    """Whether the money is there at once; where it is not, paying once more lets it come."""


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key that shall open the API, with an account of its own."""

    key: str


class Stage:
    """What those see who direct the stand-in."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def routes(self) -> list[BaseRoute]:
        """What can be asked and ordered."""
        return [
            Route("/", self.here, methods=["GET"]),
            Route("/sessions", self.sessions, methods=["GET"]),
            Route("/sessions/{session}", self.session, methods=["GET"]),
            Route("/sessions/{session}/pay", self.pay, methods=["POST"]),
            Route("/events/{event}/deliver", self.deliver, methods=["POST"]),
            Route("/deliveries", self.deliveries, methods=["GET"]),
            Route("/requests", self.requests, methods=["GET"]),
            Route("/endpoints", self.register, methods=["PUT"]),
            Route("/endpoints", self.strike_off, methods=["DELETE"]),
            Route("/faults", self.break_down, methods=["PUT"]),
            Route("/faults", self.mend, methods=["DELETE"]),
            Route("/keys", self.add_key, methods=["POST"]),
        ]

    async def here(self, _: Request) -> Response:
        """That the token opens the door."""
        return answer({"keys": len(self._shop.accounts)})

    async def sessions(self, request: Request) -> Response:
        """Somebody's sessions as they stand now, the oldest first; waits for one if asked to."""
        whose = _given(request, "whose", "say whose sessions you want: ?whose=USER")
        after, wait = waiting(request)

        def wanted(entry: Entry) -> bool:
            session = self._shop.sessions.find(entry.data["id"])
            return session is not None and whose in session.whose()

        found = await self._shop.opened.wait_after(after, wanted, wait)
        return told("sessions", found, after, shown=self._shown)

    async def session(self, request: Request) -> Response:
        """One session as it stands now."""
        return answer(self._session(request).as_resource())

    async def pay(self, request: Request) -> Response:
        """Let the customer pay; tells how the event was taken."""
        payment = await order(request, Payment)
        _check(payment)
        session = self._session(request)
        if session.status == "expired" or session.paid == "paid":
            raise HTTPException(
                409,
                f"the session is {'paid' if session.paid == 'paid' else 'expired'} already: open another, "
                f"or bring its event again (POST /backstage/events/ID/deliver)",
            )
        if session.status == "complete" and not payment.paid:
            raise HTTPException(409, "the session is complete, and its money is still to come: say paid")
        return await self._brought(self._shop.pay(session, paid=payment.paid), payment)

    async def deliver(self, request: Request) -> Response:
        """Bring an event again; tells how it was taken."""
        bringing = await order(request, Bringing)
        _check(bringing)
        event = self._shop.events.find(request.path_params["event"])
        if event is None:
            raise HTTPException(404, f"there is no event {request.path_params['event']}")
        return await self._brought(event, bringing)

    async def deliveries(self, request: Request) -> Response:
        """Every try to bring an event; of one session, of one event, or all."""
        after, wait = waiting(request)
        wanted = {name: request.query_params.get(name) for name in ("session", "event", "url")}

        def is_wanted(entry: Entry) -> bool:
            return all(value in (None, entry.data[name]) for name, value in wanted.items())

        return told("deliveries", await self._shop.webhooks.journal.wait_after(after, is_wanted, wait), after)

    async def requests(self, request: Request) -> Response:
        """Everything that was asked, refused or not; about one customer or session, or all."""
        after, wait = waiting(request)
        whose = request.query_params.get("whose")

        def wanted(entry: Entry) -> bool:
            return whose is None or whose in entry.data["about"]

        return told("requests", await self._shop.requests.wait_after(after, wanted, wait), after)

    async def register(self, request: Request) -> Response:
        """Let an endpoint hear of sessions from now on."""
        self._shop.webhooks.register(await order(request, Endpoint))
        return Response(status_code=204)

    async def strike_off(self, request: Request) -> Response:
        """Let it hear of nothing any more."""
        self._shop.webhooks.strike_off(_given(request, "url", "say which endpoint: ?url=URL"))
        return Response(status_code=204)

    async def break_down(self, request: Request) -> Response:
        """Let something go wrong from now on."""
        self._shop.faults.put(await order(request, Fault))
        return Response(status_code=204)

    async def mend(self, request: Request) -> Response:
        """Let it go right again, for one customer or session or for all."""
        self._shop.faults.mend(request.query_params.get("to"))
        return Response(status_code=204)

    async def add_key(self, request: Request) -> Response:
        """Let one more key open the API."""
        try:
            self._shop.accounts.open((await order(request, NewKey)).key)
        except UserError as error:
            raise HTTPException(422, str(error)) from error
        return Response(status_code=201)

    def _session(self, request: Request) -> Session:
        session = self._shop.sessions.find(request.path_params["session"])
        if session is None:
            raise HTTPException(404, f"there is no session {request.path_params['session']}")
        return session

    def _shown(self, entry: Entry) -> dict[str, Any]:
        session = self._shop.sessions.find(entry.data["id"])
        return {"seq": entry.seq, "at": entry.at, **(session.as_resource() if session else entry.data)}

    async def _brought(self, event: Event, bringing: Bringing) -> Response:
        ways = self._shop.webhooks.listeners(event.session.draft.metadata)
        if bringing.deliver_to is not None:
            ways = [_way(bringing.deliver_to, bringing)]
        found = await self._shop.deliver(event, ways, times=bringing.times, differing=bringing.differing)
        return answer({"event": event.document, "deliveries": [plain(entry) for entry in found]})


def _way(url: str, bringing: Bringing) -> Way:
    secret = bringing.secret
    return Way(
        url=url,
        secrets=[secret] if isinstance(secret, str) else secret or [],
        retries=bringing.retries,
        signed=bringing.signed,
        age=bringing.age,
    )


def _check(bringing: Bringing) -> None:
    if bringing.deliver_to is not None and not bringing.secret:
        raise HTTPException(422, "deliver_to needs the secret that the event is signed with")


def _given(request: Request, name: str, otherwise: str) -> str:
    value = request.query_params.get(name)
    if not value:
        raise HTTPException(422, otherwise)
    return value
