"""The Bot API over HTTP: where a call and its parameters are in a request."""

from urllib.parse import parse_qsl

import msgspec
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.providers.hanging_up import CUT, hang_up
from countersign.providers.telegram.parameters import Parameters, as_text
from countersign.providers.telegram.refusal import ApiError, bad_request
from countersign.providers.telegram.state import Network
from countersign.providers.telegram.switchboard import Reply, Switchboard

_LARGEST_FILE = 50 * 1024 * 1024


class Transport:
    """Takes calls in and hands replies out."""

    def __init__(self, network: Network, switchboard: Switchboard) -> None:
        self._network = network
        self._switchboard = switchboard

    @property
    def routes(self) -> list[Route]:
        """Where bots call."""
        return [Route("/bot{token}/{method}", self.call, methods=["GET", "POST"])]

    async def call(self, request: Request) -> Response:
        """One call of a bot."""
        account = self._network.with_token(request.path_params["token"])
        if account is None:
            return respond(Reply.refused(ApiError(401, "Unauthorized")))
        try:
            parameters = await _parameters(request)
        except ApiError as refusal:
            return respond(Reply.refused(refusal))

        async def hung_up() -> None:
            # The body was read to its end: all that can come now is that the caller goes away.
            await request.receive()

        method = request.path_params["method"]
        reply = await self._switchboard.perform(account, method, parameters, hung_up)
        return await hang_up(request) if reply.status == CUT else respond(reply)


def respond(reply: Reply) -> Response:
    """A reply as an HTTP response."""
    headers = {"Retry-After": str(reply.retry_after)} if reply.retry_after is not None else {}
    return Response(reply.body, reply.status, headers, media_type="application/json")


async def unknown_place(_: Request, error: Exception) -> Response:
    """What Telegram answers where there is no method at all."""
    assert isinstance(error, HTTPException)
    return respond(Reply.refused(ApiError(error.status_code, error.detail)))


async def _parameters(request: Request) -> Parameters:
    """All parameters; those of the address come before those of the body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    values: dict[str, str] = {}
    files: dict[str, bytes] = {}
    if kind == "application/json":
        values = _json(await request.body())
    elif kind == "application/x-www-form-urlencoded":
        values = _urlencoded(await request.body())
    elif kind == "multipart/form-data":
        values, files = await _multipart(request)
    else:
        await request.body()
    if query := request.scope["query_string"]:
        values |= _urlencoded(query)
    return Parameters(values, files)


def _urlencoded(raw: bytes) -> dict[str, str]:
    pairs = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True)
    return dict(reversed(pairs))  # Of several with one name the first counts.


def _json(raw: bytes) -> dict[str, str]:
    if not raw.strip():
        return {}
    try:
        body = msgspec.json.decode(raw)
    except msgspec.DecodeError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(body, dict):
        raise bad_request("JSON object expected")
    return {name: as_text(value) for name, value in body.items() if value is not None}


async def _multipart(request: Request) -> tuple[dict[str, str], dict[str, bytes]]:
    values: dict[str, str] = {}
    files: dict[str, bytes] = {}
    try:
        async with request.form(max_part_size=_LARGEST_FILE) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    files[name] = await value.read()
                else:
                    values.setdefault(name, value)
    except HTTPException as error:
        raise bad_request(f"can't parse multipart form: {error.detail}") from error
    return values, files
