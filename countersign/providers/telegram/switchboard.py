"""Where every call of every bot passes: performed or refused, and written down either way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from countersign.providers.telegram import messages, profile, receiving
from countersign.providers.telegram.calls import Call, Handler, Told
from countersign.providers.telegram.delivery import Clients
from countersign.providers.telegram.parameters import Parameters, as_text
from countersign.providers.telegram.refusal import ApiError
from countersign.providers.telegram.state import Account, Network

_HANDLERS: dict[str, Handler] = {**messages.METHODS, **receiving.METHODS, **profile.METHODS}
_METHODS = {name.lower(): (name, handler) for name, handler in _HANDLERS.items()}


@dataclass(frozen=True)
class Reply:
    """What the caller gets back."""

    status: int
    body: bytes
    retry_after: int | None = None

    @classmethod
    def granted(cls, result: Any) -> "Reply":
        """The call was performed."""
        envelope = {"ok": True, "result": result}
        if isinstance(result, Told):
            envelope = {"ok": True, "result": result.result, "description": result.description}
        return cls(200, msgspec.json.encode(envelope))

    @classmethod
    def refused(cls, refusal: ApiError) -> "Reply":
        """It was not."""
        envelope = {"ok": False, "error_code": refusal.code, "description": refusal.description}
        if refusal.retry_after is not None:
            envelope["parameters"] = {"retry_after": refusal.retry_after}
        return cls(refusal.code, msgspec.json.encode(envelope), refusal.retry_after)


class Switchboard:
    """Performs the calls of bots."""

    def __init__(self, network: Network, clients: Clients) -> None:
        self._network = network
        self._clients = clients

    async def perform(
        self,
        account: Account,
        name: str,
        parameters: Parameters,
        hung_up: Callable[[], Awaitable[None]],
    ) -> Reply:
        """Perform a call that somebody waits for."""
        return await self._connect(name, self._call(account, parameters, hung_up=hung_up))

    async def perform_answer(self, account: Account, name: str, given: dict[str, Any]) -> None:
        """Perform what a bot asked for in its answer to an update; it doesn't learn how that went."""
        values = {key: as_text(value) for key, value in given.items() if value is not None}
        await self._connect(name, self._call(account, Parameters(values)))

    def _call(self, account: Account, parameters: Parameters, **more: Any) -> Call:
        return Call(self._network, account, self._clients, parameters, self.perform_answer, **more)

    async def _connect(self, given_name: str, call: Call) -> Reply:
        lower = given_name.lower()
        name, handler = _METHODS.get(lower, (given_name, None))
        chat_id = call.chat_id
        chat = call.known_chat
        try:
            await call.account.faults.strike(lower, chat_id)
            if handler is None:
                raise ApiError(404, "Not Found: method not found")
            reply = Reply.granted(await handler(call))
        except ApiError as refusal:
            reply = Reply.refused(refusal)
            if chat:
                await chat.journal.note(
                    "refused", method=name, error_code=refusal.code, description=refusal.description
                )
        about = {"chat_id": chat_id} if chat_id else {}
        await call.account.requests.note(
            "request", method=name, **about, parameters=call.parameters.shown, status=reply.status
        )
        return reply
