"""Brevo's API as products see it."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.providers.backstage import answer, backstage
from countersign.providers.brevo.events import selected
from countersign.providers.brevo.faults import is_cut, refusal, refuse_as
from countersign.providers.brevo.post_office import REQUESTS_A_SECOND, PostOffice
from countersign.providers.brevo.rules import Refusal, addressed, letter
from countersign.providers.brevo.stage import Stage
from countersign.providers.faults import longest_delay
from countersign.providers.hanging_up import CUT, hang_up

_ACCOUNT: Mapping[str, Any] = {
    "organization_id": "countersign",
    "email": "post@countersign.example",
    "firstName": "Counter",
    "lastName": "Sign",
    "companyName": "Countersign",
    "address": {"street": "1 Loopback", "zipCode": "12701", "city": "Local", "country": "France"},
    "plan": [{"type": "payAsYouGo", "credits": 10_000, "creditsType": "sendLimit"}],
    "relay": {
        "enabled": True,
        "data": {"userName": "post@countersign.example", "relay": "smtp-relay.brevo.com", "port": 587},
    },
}


def brevo_app(
    *,
    backstage_token: str,
    api_keys: Sequence[str],
    events_after: float = 0.0,
    flood_limits: bool = False,
) -> Starlette:
    """The stand-in; what became of a mail can be asked `events_after` seconds after it was sent."""
    office = PostOffice(api_keys, events_after)
    counter = _Counter(office, flood_limits)
    return Starlette(
        routes=[
            Route("/v3/smtp/email", counter.send, methods=["POST"]),
            Route("/v3/smtp/statistics/events", counter.events, methods=["GET"]),
            Route("/v3/account", counter.account, methods=["GET"]),
            backstage(Stage(office).routes(), backstage_token),
        ],
        exception_handlers={Refusal: _refuse, HTTPException: _explain},
    )


class _Counter:
    """Where requests are taken."""

    def __init__(self, office: PostOffice, flood_limits: bool) -> None:
        self._office = office
        self._flood_limits = flood_limits

    async def send(self, request: Request) -> Response:
        """Take a mail, or say why not."""
        asked: dict[str, Any] = {}
        try:
            self._admit(request)
            asked = await _json(request)
            faults = self._office.faults.met_by(addressed(asked))
            await asyncio.sleep(longest_delay(faults))
            if is_cut(faults, after=False):
                await self._office.remember(CUT, "", asked)
                return await hang_up(request)
            refuse_as(faults)
            message_id = await self._office.post(letter(asked), faults)
        except Refusal as refused:
            await self._office.remember(refused.status, refused.code, asked)
            raise
        await self._office.remember(201, "", asked)
        if is_cut(faults, after=True):
            return await hang_up(request)
        return _limited(request, answer({"messageId": message_id}, 201))

    async def events(self, request: Request) -> Response:
        """What became of mails; nothing at all where nothing is known."""
        self._admit(request)
        found = selected(self._office.events(), request.query_params)
        return _limited(request, answer({"events": found} if found else {}))

    async def account(self, request: Request) -> Response:
        """Whose key it is."""
        self._admit(request)
        return _limited(request, answer(_ACCOUNT))

    def _admit(self, request: Request) -> None:
        key = request.headers.get("api-key")
        if not key:
            raise Refusal(401, "unauthorized", "authentication not found in headers")
        if key not in self._office.keys:
            raise refusal(401)
        left = self._office.requests_left(key)
        request.state.requests_left = max(left, 0)
        if left < 0 and self._flood_limits:
            raise refusal(429)


def _limited(request: Request, response: Response, left: int | None = None) -> Response:
    """The answer with the headers that tell how many requests are left."""
    if left is None:
        left = getattr(request.state, "requests_left", None)
    if left is not None:
        response.headers["x-sib-ratelimit-limit"] = str(REQUESTS_A_SECOND)
        response.headers["x-sib-ratelimit-remaining"] = str(left)
        response.headers["x-sib-ratelimit-reset"] = "1"
    return response


async def _json(request: Request) -> dict[str, Any]:
    try:
        return msgspec.json.decode(await request.body(), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refusal(400, "bad_request", "Input must be a valid JSON object") from error


async def _refuse(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    response = answer({"code": error.code, "message": error.message}, error.status)
    return _limited(request, response, left=0 if error.status == 429 else None)


async def _explain(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    codes = {404: "not_found", 405: "method_not_allowed"}
    code = codes.get(error.status_code, "bad_request")
    return answer({"code": code, "message": error.detail}, error.status_code)
