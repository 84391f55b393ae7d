"""OpenRouter's API as products see it."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.providers.backstage import answer as json_answer
from countersign.providers.backstage import backstage
from countersign.providers.hanging_up import hang_up
from countersign.providers.openrouter.account import Account
from countersign.providers.openrouter.asking import model_for, read
from countersign.providers.openrouter.calls import Call, Delivered, Hold
from countersign.providers.openrouter.generation import Generation, generated
from countersign.providers.openrouter.refusals import Refusal
from countersign.providers.openrouter.scripts import Answer
from countersign.providers.openrouter.stage import Stage
from countersign.providers.openrouter.telling import EventStream, Gone, Lost, Telling
from countersign.providers.openrouter.visitor import Visitor

_API = "/api/v1"
_BIGGEST_BODY = 4 * 1024 * 1024

Work = Callable[[Request, Call], Awaitable[Response]]


def openrouter_app(*, backstage_token: str, api_keys: list[str]) -> Starlette:
    """The stand-in, which takes these keys."""
    account = Account(api_keys)
    desk = _Desk(account)
    app = Starlette(
        routes=[
            Route(f"{_API}/chat/completions", desk.serves(desk.complete), methods=["POST"]),
            Route(f"{_API}/models", desk.serves(desk.models), methods=["GET"]),
            Route(f"{_API}/models/count", desk.serves(desk.count), methods=["GET"]),
            Route(f"{_API}/providers", desk.serves(desk.providers), methods=["GET"]),
            Route(f"{_API}/key", desk.serves(desk.key), methods=["GET"]),
            Route(f"{_API}/credits", desk.serves(desk.credits), methods=["GET"]),
            Route(f"{_API}/generation", desk.serves(desk.generation), methods=["GET"]),
            backstage(Stage(account).routes(), backstage_token),
        ],
        exception_handlers={HTTPException: _turn_away},
    )
    app.router.redirect_slashes = False
    return app


class _Desk:
    """Where requests are taken."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def serves(self, work: Work) -> Callable[[Request], Awaitable[Response]]:
        """The work; all that is asked is remembered, and how it was answered."""

        async def endpoint(request: Request) -> Response:
            call = Call(request.method, request.url.path, request.headers)
            try:
                response = await work(request, call)
            except Refusal as refused:
                return await self._refuse(call, refused)
            except Gone:
                await self._account.calls.end(call, "left")
                return Response()
            except Lost:
                await self._account.calls.end(call, "cut")
                return await hang_up(request)
            return response

        return endpoint

    async def complete(self, request: Request, call: Call) -> Response:
        """Have a model go on with a conversation."""
        body = await request.body()
        call.body = _anything(body)
        call.whose = _whose(call.body)
        await self._account.calls.begin(call)
        self._account.admit(request.headers.get("authorization"))
        if len(body) > _BIGGEST_BODY:
            raise Refusal(413)
        asked = read(body)
        call.stream = bool(asked.stream)
        model = model_for(asked, self._account.catalog)
        call.model, call.provider = model.id, model.provider
        answer = self._account.scripts.next(call.whose)
        held = answer.hold_after is not None
        call.hold = Hold(answer.hold_after if call.stream or not held else 0)
        said = generated(call, asked, model, answer)
        return await self._tell(request, call, said, answer)

    async def _tell(self, request: Request, call: Call, said: Generation, answer: Answer) -> Response:
        await self._come_to_it(request, call, answer)
        call.content, call.finish_reason = said.text, said.finish_reason
        if call.stream:
            return EventStream(self._account, call, said, answer)
        self._account.charge(call, said, len(said.pieces))
        if answer.cut or answer.cut_after is not None:
            raise Lost
        return await self._in_one_piece(call, said, answer)

    async def _come_to_it(self, request: Request, call: Call, answer: Answer) -> None:
        """All that happens before the answer begins."""
        held = answer.hold_after is not None and not call.stream
        if answer.delay or held:
            async with Visitor(request.receive) as visitor:
                telling = Telling(self._account.calls, call, visitor)
                await telling.pauses(answer.delay)
                if held:
                    await telling.is_free_to_tell(0)
        if answer.cut == "before":
            raise Lost
        if answer.error and answer.error_after is None:
            raise answer.error.as_refusal()

    async def _in_one_piece(self, call: Call, said: Generation, answer: Answer) -> Response:
        call.status = 200
        call.error = answer.error.as_refusal().as_error() if answer.error else None
        call.delivered = Delivered(len(said.pieces), said.text, finished=answer.error is None)
        await self._account.calls.end(call, "failed" if answer.error else "answered")
        body = said.as_completion(call.error)
        return Response(body, media_type="application/json", headers={"X-Generation-Id": call.id})

    async def models(self, _: Request, call: Call) -> Response:
        """All models; anybody may look at them."""
        return await self._shown(call, [model.as_resource() for model in self._account.catalog.listed()])

    async def count(self, _: Request, call: Call) -> Response:
        """How many models there are."""
        return await self._shown(call, {"count": len(self._account.catalog.listed())})

    async def providers(self, _: Request, call: Call) -> Response:
        """Who runs them."""
        return await self._shown(call, self._account.catalog.providers())

    async def key(self, request: Request, call: Call) -> Response:
        """Whose key it is, and what was spent with it."""
        key = self._account.admit(request.headers.get("authorization"))
        return await self._shown(call, self._account.as_key(key))

    async def credits(self, request: Request, call: Call) -> Response:
        """What was paid in, and what is spent."""
        self._account.admit(request.headers.get("authorization"))
        return await self._shown(call, self._account.as_credits())

    async def generation(self, request: Request, call: Call) -> Response:
        """What an answer has cost."""
        self._account.admit(request.headers.get("authorization"))
        id = request.query_params.get("id")
        if not id:
            raise Refusal(400, "Invalid request parameters: id is missing")
        return await self._shown(call, self._account.as_generation(id))

    async def _shown(self, call: Call, data: Any) -> Response:
        call.status = 200
        await self._account.calls.begin(call)
        await self._account.calls.end(call, "answered")
        return json_answer({"data": data})

    async def _refuse(self, call: Call, refused: Refusal) -> Response:
        call.status, call.error = refused.status, refused.as_error()
        if self._account.calls.find(call.id) is None:
            await self._account.calls.begin(call)
        await self._account.calls.end(call, "refused")
        return _refusal(refused)


def _refusal(refused: Refusal) -> Response:
    response = Response(refused.as_body(), refused.status, media_type="application/json")
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


async def _turn_away(_: Request, error: Exception) -> Response:
    """The answer where nothing is, and for a method that is not served."""
    assert isinstance(error, HTTPException)
    return _refusal(Refusal(error.status_code, error.detail))


def _anything(body: bytes) -> Any:
    """The body as it was sent, for the journal; as text where it is no JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode("utf-8", "replace")


def _whose(body: Any) -> str:
    """By whose name a call goes: OpenAI's `user`."""
    user = body.get("user") if isinstance(body, dict) else None
    return user if isinstance(user, str) else ""
