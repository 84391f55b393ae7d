"""Where requests are taken: who asks, whether it was asked before, what goes wrong, and what was answered."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from countersign.providers.faults import longest_delay
from countersign.providers.hanging_up import CUT, hang_up
from countersign.providers.stripe.errors import Refusal, no_such_place
from countersign.providers.stripe.events import API_VERSION
from countersign.providers.stripe.faults import Fault, deciding
from countersign.providers.stripe.form import Tree, tree_of
from countersign.providers.stripe.idempotency import Saved
from countersign.providers.stripe.ids import new_id
from countersign.providers.stripe.keys import Account
from countersign.providers.stripe.parameters import Parameters
from countersign.providers.stripe.shop import Shop, body_of

Work = Callable[[Request, Account, Parameters], Awaitable[dict[str, Any]]]

_VERSION = re.compile(r"20[0-9]{2}-[01][0-9]-[0-3][0-9](\.[a-z]+)?(;.*)?")


class _Cut(Exception):  # noqa: N818 - what happens to an answer, not an error of ours
    """The answer shall be lost."""


class Desk:
    """Takes every request; all that is asked is remembered, and how it was answered."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def serves(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        """The work for those who may ask for it."""

        async def endpoint(request: Request) -> Response:
            request.state.request_id = new_id("req_")
            try:
                response = await self._answer(work, request)
            except Refusal as refused:
                return await self._refuse(request, refused)
            except _Cut:
                await self._remember(request, CUT)
                return await hang_up(request)
            await self._remember(request, response.status_code)
            return response

        return endpoint

    async def turn_away(self, request: Request, error: Exception) -> Response:
        """The answer where nothing is, and for a method that is not served."""
        assert isinstance(error, HTTPException)
        request.state.request_id = new_id("req_")
        if error.status_code in (404, 405):
            return await self._refuse(request, no_such_place(request.method, request.url.path))
        return await self._refuse(request, Refusal(error.status_code, error.detail))

    async def _answer(self, work: Work, request: Request) -> Response:
        version = request.headers.get("stripe-version")
        if version is not None and not _VERSION.fullmatch(version):
            raise Refusal(400, f"Invalid Stripe API version: {version}")
        account = self._shop.accounts.admit(request.headers.get("authorization", ""))
        tree = await tree_of(request)
        request.state.tree = tree
        key = request.headers.get("idempotency-key") if request.method == "POST" else None
        if key is None:
            return self._response(request, await self._done(work, request, account, tree, None))
        request.state.key = key
        saved = self._shop.idempotency.begin(account.key, key, request.url.path, tree)
        if saved is None:
            return self._response(request, await self._done(work, request, account, tree, key))
        request.state.replayed = True
        response = self._response(request, saved)
        response.headers["Idempotent-Replayed"] = "true"
        response.headers["Original-Request"] = saved.request
        return response

    async def _done(
        self, work: Work, request: Request, account: Account, tree: Tree, key: str | None
    ) -> Saved:
        """Do what is asked, with what goes wrong on the way; what was done is kept under its key."""
        done, name = None, request.state.request_id
        try:
            fault = await self._met(request, tree)
            if fault and not fault.after:
                raise _broken(fault)
            resource = await work(request, account, Parameters(tree))
            done = Saved(status=200, body=body_of(resource), request=name)
            if fault and fault.status:
                refused = fault.refusal()
                request.state.code = refused.code
                done = Saved(status=refused.status, body=body_of(refused.as_body()), request=name)
        finally:
            if key is not None:
                self._shop.idempotency.end(account.key, key, done)
        if fault and not fault.status:
            raise _Cut
        return done

    async def _met(self, request: Request, tree: Tree) -> Fault | None:
        """What goes wrong with this request."""
        met = self._shop.faults.met_by(self._about(request, tree))
        await asyncio.sleep(longest_delay(met))
        return deciding(met)

    def _about(self, request: Request, tree: Tree) -> list[str]:
        """Whom and what a request is about."""
        name = request.path_params.get("session", "")
        session = self._shop.sessions.find(name)
        if session is not None:
            return session.whose()
        metadata = tree.get("metadata")
        given = [tree.get("client_reference_id"), tree.get("customer_email")]
        given += metadata.values() if isinstance(metadata, dict) else []
        return [name, *(value for value in given if isinstance(value, str))]

    def _response(self, request: Request, saved: Saved) -> Response:
        response = Response(saved.body, saved.status, media_type="application/json")
        response.headers["Request-Id"] = request.state.request_id
        response.headers["Stripe-Version"] = request.headers.get("stripe-version", API_VERSION)
        if key := getattr(request.state, "key", None):
            response.headers["Idempotency-Key"] = key
        return response

    async def _refuse(self, request: Request, refused: Refusal) -> Response:
        request.state.code = refused.code
        await self._remember(request, refused.status)
        saved = Saved(
            status=refused.status, body=body_of(refused.as_body()), request=request.state.request_id
        )
        response = self._response(request, saved)
        if refused.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Stripe"'
        if refused.should_be_retried:
            response.headers["Stripe-Should-Retry"] = "true"
        return response

    async def _remember(self, request: Request, status: int) -> None:
        """Write down what was asked and how it was answered; never with which key of the API."""
        state = request.state
        tree: Tree = getattr(state, "tree", {})
        session = getattr(state, "session", None)
        await self._shop.requests.note(
            "request",
            id=state.request_id,
            method=request.method,
            path=request.url.path,
            status=status,
            code=getattr(state, "code", None),
            session=session,
            about=[one for one in dict.fromkeys([*self._about(request, tree), session]) if one],
            parameters=tree,
            idempotency_key=getattr(state, "key", None),
            replayed=getattr(state, "replayed", False),
            version=request.headers.get("stripe-version"),
        )


def _broken(fault: Fault) -> Exception:
    """What comes in place of the answer."""
    return fault.refusal() if fault.status else _Cut()
