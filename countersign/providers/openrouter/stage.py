"""The backstage door of the OpenRouter stand-in: what is answered, and everything that was asked."""

from typing import Literal, get_args

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from countersign.providers.backstage import answer, order, told, waiting
from countersign.providers.openrouter.account import Account
from countersign.providers.openrouter.calls import State, is_in, shown
from countersign.providers.openrouter.catalog import Model
from countersign.providers.openrouter.scripts import Script


class Models(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Models that shall be there."""

    models: list[Model]


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A key that shall open the API."""

    key: str


class Stage:
    """What those see who direct the stand-in."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def routes(self) -> list[BaseRoute]:
        """What can be asked and ordered."""
        return [
            Route("/scripts", self.script, methods=["POST"]),
            Route("/scripts", self.waiting, methods=["GET"]),
            Route("/scripts", self.drop, methods=["DELETE"]),
            Route("/requests", self.requests, methods=["GET"]),
            Route("/streams/{id}/release", self.release, methods=["POST"]),
            Route("/models", self.put_models, methods=["PUT"]),
            Route("/models", self.withdraw_model, methods=["DELETE"]),
            Route("/keys", self.add_key, methods=["POST"]),
            Route("/keys", self.remove_key, methods=["DELETE"]),
        ]

    async def script(self, request: Request) -> Response:
        """Say what the next calls of somebody are answered with."""
        script = await order(request, Script)
        self._account.scripts.add(script)
        return answer({"waiting": self._account.scripts.waiting(script.whose)}, 201)

    async def waiting(self, request: Request) -> Response:
        """How many scripted answers have not been given yet."""
        whose = request.query_params.get("whose", "")
        return answer({"waiting": self._account.scripts.waiting(whose)})

    async def drop(self, request: Request) -> Response:
        """Answer as usual again: one, or all."""
        self._account.scripts.drop(request.query_params.get("whose"))
        return Response(status_code=204)

    async def requests(self, request: Request) -> Response:
        """Everything that was asked, by one or by all; waits for it, and for its state, if asked to."""
        after, wait = waiting(request)
        journal = self._account.calls.of(request.query_params.get("whose"))
        state = _state(request)
        found = await journal.wait_after(after, lambda entry: is_in(entry, state), wait)
        return told("requests", found, after, shown=shown)

    async def release(self, request: Request) -> Response:
        """Let so many chunks of a held stream go out, or all the rest of it."""
        call = self._account.calls.find(request.path_params["id"])
        if call is None:
            raise HTTPException(404, "there is no such call")
        call.hold.release(_chunks(request))
        return Response(status_code=204)

    async def put_models(self, request: Request) -> Response:
        """Let there be these models, beside the others."""
        self._account.catalog.put((await order(request, Models)).models)
        return Response(status_code=204)

    async def withdraw_model(self, request: Request) -> Response:
        """Let there be a model no more; one of the usual ones is again what it was."""
        id = request.query_params.get("id")
        if not id:
            raise HTTPException(422, "say which model: ?id=AUTHOR/MODEL")
        self._account.catalog.withdraw(id)
        return Response(status_code=204)

    async def add_key(self, request: Request) -> Response:
        """Let one more key open the API."""
        self._account.keys.add((await order(request, NewKey)).key)
        return Response(status_code=201)

    async def remove_key(self, request: Request) -> Response:
        """Let a key open the API no more."""
        self._account.keys.discard((await order(request, NewKey)).key)
        return Response(status_code=204)


def _state(request: Request) -> State | None:
    state = request.query_params.get("state")
    known: tuple[Literal["running", "held", "ended"], ...] = get_args(State)
    for each in known:
        if state == each:
            return each
    if state is not None:
        raise HTTPException(422, f"state must be one of {', '.join(known)}")
    return None


def _chunks(request: Request) -> int | None:
    chunks = request.query_params.get("chunks")
    if chunks is None:
        return None
    if not chunks.isascii() or not chunks.isdigit() or int(chunks) < 1:
        raise HTTPException(422, "chunks must be a number from 1")
    return int(chunks)
