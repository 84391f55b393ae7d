"""The backstage door of the Brevo stand-in: the mailboxes, what was asked, and what shall go wrong."""

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.providers.backstage import order, told, waiting
from countersign.providers.brevo.faults import Fault
from countersign.providers.brevo.post_office import PostOffice
from countersign.providers.journal import Entry


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key that shall open the API."""

    key: str


class Stage:
    """What those see who direct the stand-in."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def routes(self) -> list[BaseRoute]:
        """What can be asked and ordered."""
        return [
            Route("/mails", self.mails, methods=["GET"]),
            Route("/requests", self.requests, methods=["GET"]),
            Route("/faults", self.break_down, methods=["PUT"]),
            Route("/faults", self.mend, methods=["DELETE"]),
            Route("/keys", self.add_key, methods=["POST"]),
        ]

    async def mails(self, request: Request) -> Response:
        """What has come into a mailbox; waits for it if asked to."""
        to = request.query_params.get("to")
        if not to:
            raise HTTPException(422, "say whose mails you want: ?to=ADDRESS")
        after, wait = waiting(request)
        mails = await self._office.box(to).wait_after(after, lambda _: True, wait)
        return told("mails", mails, after)

    async def requests(self, request: Request) -> Response:
        """Everything that was asked, refused or not; for one address or for all."""
        after, wait = waiting(request)
        to = request.query_params.get("to", "").lower()

        def wanted(entry: Entry) -> bool:
            return not to or to in (address.lower() for address in entry.data["to"])

        asked = await self._office.requests.wait_after(after, wanted, wait)
        return told("requests", asked, after)

    async def break_down(self, request: Request) -> Response:
        """Let something go wrong from now on."""
        self._office.faults.put(await order(request, Fault))
        return Response(status_code=204)

    async def mend(self, request: Request) -> Response:
        """Let it go right again, for one address or for all."""
        self._office.faults.mend(request.query_params.get("to"))
        return Response(status_code=204)

    async def add_key(self, request: Request) -> Response:
        """Let one more key open the API."""
        self._office.keys.add((await order(request, NewKey)).key)
        return Response(status_code=201)
