"""The backstage door of the Twilio stand-in: the messages, what was asked, and what shall go wrong."""

import re
from typing import Annotated

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.providers.backstage import answer, order, told, waiting
from countersign.providers.faults import EVERYBODY
from countersign.providers.journal import Entry, Journal
from countersign.providers.twilio.exchange import Exchange
from countersign.providers.twilio.faults import Fault

_NUMBER = re.compile(r"\+[0-9]{1,15}")


class OptOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whether somebody wants no more messages."""

    to: Annotated[str, msgspec.Meta(pattern=r"^\+[0-9]{1,15}$")]
    out: bool


class Stage:
    """What those see who direct the stand-in."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def routes(self) -> list[BaseRoute]:
        """What can be asked and ordered."""
        return [
            Route("/messages", self.messages, methods=["GET"]),
            Route("/messages", self.forget, methods=["DELETE"]),
            Route("/requests", self.requests, methods=["GET"]),
            Route("/callbacks", self.callbacks, methods=["GET"]),
            Route("/faults", self.break_down, methods=["PUT"]),
            Route("/faults", self.mend, methods=["DELETE"]),
            Route("/opt-outs", self.opt_out, methods=["PUT"]),
            Route("/accounts", self.accounts, methods=["GET"]),
        ]

    async def messages(self, request: Request) -> Response:
        """What was accepted for a number, in that order; waits for it if asked to."""
        to = _to(request)
        if to is None:
            raise HTTPException(422, "say whose messages you want: ?to=%2B14155550100")
        after, wait = waiting(request)
        found = await self._exchange.phone(to).wait_after(after, lambda _: True, wait)
        return told("messages", [self._exchange.as_it_stands(entry) for entry in found], after)

    async def forget(self, request: Request) -> Response:
        """A number gets another holder, who finds nothing of what was sent there before."""
        to = _to(request)
        if to is None:
            raise HTTPException(422, "say whose messages are to be forgotten: ?to=%2B14155550100")
        self._exchange.forget(to)
        return Response(status_code=204)

    async def requests(self, request: Request) -> Response:
        """Everything that was asked, refused or not; for one number or for all."""
        return await _found(request, "requests", self._exchange.requests)

    async def callbacks(self, request: Request) -> Response:
        """Every status callback, and how it was answered; for one number or for all."""
        return await _found(request, "callbacks", self._exchange.delivery.callbacks.journal)

    async def break_down(self, request: Request) -> Response:
        """Let something go wrong from now on."""
        self._exchange.faults.put(await order(request, Fault))
        return Response(status_code=204)

    async def mend(self, request: Request) -> Response:
        """Let it go right again, for one number or for all."""
        to = EVERYBODY if request.query_params.get("to") == EVERYBODY else _to(request)
        self._exchange.faults.mend(to)
        return Response(status_code=204)

    async def opt_out(self, request: Request) -> Response:
        """Let somebody want no more messages, or want them again."""
        wish = await order(request, OptOut)
        if wish.out:
            self._exchange.opted_out.add(wish.to)
        else:
            self._exchange.opted_out.discard(wish.to)
        return Response(status_code=204)

    async def accounts(self, _: Request) -> Response:
        """The accounts, without their tokens."""
        return answer({"accounts": self._exchange.accounts.as_seen_backstage()})


async def _found(request: Request, name: str, journal: Journal) -> Response:
    after, wait = waiting(request)
    to = _to(request)

    def wanted(entry: Entry) -> bool:
        return to is None or entry.data["to"] == to

    return told(name, await journal.wait_after(after, wanted, wait), after)


def _to(request: Request) -> str | None:
    to = request.query_params.get("to")
    # A plus that was not encoded comes as a space: such a number would never be found.
    if to is not None and not _NUMBER.fullmatch(to):
        raise HTTPException(422, "to must be a number such as +14155550100, with its + written as %2B")
    return to
