"""Twilio's API as products see it."""

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.providers.backstage import answer, backstage
from countersign.providers.faults import longest_delay
from countersign.providers.hanging_up import CUT, hang_up
from countersign.providers.twilio.accounts import API_VERSION, Account
from countersign.providers.twilio.errors import Refusal, refusal, refusal_as_told
from countersign.providers.twilio.exchange import Exchange
from countersign.providers.twilio.faults import Fault, deciding, end_of
from countersign.providers.twilio.listing import listed
from countersign.providers.twilio.messages import Message
from countersign.providers.twilio.rules import draft
from countersign.providers.twilio.stage import Stage

MOST_AT_ONCE = 100
"""How many requests of one account may be under way."""

Work = Callable[[Request, Account], Awaitable[Response]]


def twilio_app(
    *,
    backstage_token: str,
    accounts: Sequence[Account],
    flood_limits: bool = False,
    delivered_after: float = 0.0,
) -> Starlette:
    """The stand-in; a message comes to its end `delivered_after` seconds after it was accepted."""
    exchange = Exchange(accounts, delivered_after)
    desk = _Desk(exchange, flood_limits)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await exchange.delivery.aclose()

    account = f"/{API_VERSION}/Accounts/{{account}}"
    app = Starlette(
        routes=[
            Route(f"{account}/Messages.json", desk.serves(desk.send), methods=["POST"]),
            Route(f"{account}/Messages.json", desk.serves(desk.list), methods=["GET"]),
            Route(f"{account}/Messages/{{message}}.json", desk.serves(desk.fetch), methods=["GET"]),
            Route(f"{account}.json", desk.serves(desk.account), methods=["GET"]),
            backstage(Stage(exchange).routes(), backstage_token),
        ],
        exception_handlers={HTTPException: desk.turn_away},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # Twilio doesn't: a client that adds one gets its 404.
    return app


class _Cut(Exception):  # noqa: N818 - what happens to an answer, not an error of ours
    """The answer shall be lost."""


class _Desk:
    """Where requests are taken."""

    def __init__(self, exchange: Exchange, flood_limits: bool) -> None:
        self._exchange = exchange
        self._flood_limits = flood_limits
        self._under_way: Counter[str] = Counter()

    def serves(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        """The work for those who may ask for it; all that is asked is remembered, and how it was answered."""

        async def endpoint(request: Request) -> Response:
            try:
                account = self._exchange.accounts.admit(request)
                response = await self._one_of_many(work, request, account)
            except Refusal as refused:
                return await self._refuse(request, refused)
            except _Cut:
                await self._remember(request, CUT)
                return await hang_up(request)
            await self._remember(request, response.status_code)
            return response

        return endpoint

    async def send(self, request: Request, account: Account) -> Response:
        """Take a message, or say why not."""
        asked = await _form(request)
        to = asked.get("To", "")
        request.state.asked = {
            "to": to,
            "sender": asked.get("From"),
            "service": asked.get("MessagingServiceSid"),
            "body": asked.get("Body"),
        }
        met = self._exchange.faults.met_by([to])
        await asyncio.sleep(longest_delay(met))
        fault = deciding(met)
        if fault and not fault.after:
            raise _broken(fault, request, asked)
        accepted = draft(asked, account, opted_out=to in self._exchange.opted_out)
        message = await self._exchange.accept(account, accepted, end_of(met))
        request.state.asked["sid"] = message.sid
        shown = message.as_resource()
        self._exchange.delivery.start(message)
        if fault:
            raise _broken(fault, request, asked)
        return answer(shown, 201)

    async def fetch(self, request: Request, account: Account) -> Response:
        """One message as it stands now."""
        return answer(self._message(request, account).as_resource())

    async def list(self, request: Request, account: Account) -> Response:
        """The messages of an account."""
        return answer(listed(self._exchange.messages.of(account), account, request.query_params))

    async def account(self, _: Request, account: Account) -> Response:
        """Whose credentials they are."""
        return answer(self._exchange.accounts.as_resource(account))

    async def turn_away(self, request: Request, error: Exception) -> Response:
        """The answer where nothing is, and for a method that is not served."""
        assert isinstance(error, HTTPException)
        if error.status_code == 404:
            return await self._refuse(request, refusal(20404, path=request.url.path))
        code = 20004 if error.status_code == 405 else 20000 + error.status_code
        return await self._refuse(request, Refusal(error.status_code, code, error.detail))

    async def _one_of_many(self, work: Work, request: Request, account: Account) -> Response:
        self._under_way[account.sid] += 1
        try:
            if self._flood_limits and self._under_way[account.sid] > MOST_AT_ONCE:
                raise refusal(20429)
            response = await work(request, account)
            response.headers["Twilio-Concurrent-Requests"] = str(self._under_way[account.sid])
            response.headers["Twilio-Request-Id"] = f"RQ{secrets.token_hex(16)}"
            return response
        finally:
            self._under_way[account.sid] -= 1

    def _message(self, request: Request, account: Account) -> Message:
        message = self._exchange.messages.find(request.path_params["message"])
        if message is None or message.account.sid != account.sid:
            raise refusal(20404, path=request.url.path)
        return message

    async def _refuse(self, request: Request, refused: Refusal) -> Response:
        await self._remember(request, refused.status, refused.code)
        response = answer(refused.as_body(), refused.status)
        if refused.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        return response

    async def _remember(self, request: Request, status: int, code: int | None = None) -> None:
        """Write down what was asked and how it was answered; never with which credentials."""
        asked: dict[str, Any] = getattr(request.state, "asked", {"to": None})
        await self._exchange.requests.note(
            "request", method=request.method, path=request.url.path, status=status, code=code, **asked
        )


async def _form(request: Request) -> dict[str, str]:
    """The parameters of a form; another kind of body has none."""
    async with request.form() as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _broken(fault: Fault, request: Request, asked: dict[str, str]) -> Exception:
    """What comes in place of the answer."""
    if not fault.status:
        return _Cut()
    return refusal_as_told(
        fault.status,
        fault.code,
        fault.message,
        to=asked.get("To", ""),
        sender=asked.get("From", ""),
        path=request.url.path,
    )
