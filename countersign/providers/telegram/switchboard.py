"""Where every call of every bot passes: performed or refused, and written down either way."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from countersign.providers.hanging_up import CUT
from countersign.providers.telegram import membership, messages, profile, receiving
from countersign.providers.telegram.calls import Call, Handler, Told
from countersign.providers.telegram.delivery import Clients
from countersign.providers.telegram.faults import CutOffError, Fault
from countersign.providers.telegram.parameters import Parameters, as_text
from countersign.providers.telegram.refusal import ApiError
from countersign.providers.telegram.state import Account, Network

_HANDLERS: dict[str, Handler] = {
    **messages.METHODS,
    **receiving.METHODS,
    **profile.METHODS,
    **membership.METHODS,
}
_METHODS = {name.lower(): (name, handler) for name, handler in _HANDLERS.items()}


@dataclass(frozen=True)
class Reply:
    """What the caller gets back."""

    status: int
    body: bytes
    retry_after: int | None = None
    description: str = ""
    """Why the call was refused."""

    @property
    def is_refusal(self) -> bool:
        """Whether it is anything but the result."""
        return self.status != HTTPStatus.OK

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
        if refusal.migrate_to_chat_id is not None:
            envelope["parameters"] = {"migrate_to_chat_id": refusal.migrate_to_chat_id}
        return cls(refusal.code, msgspec.json.encode(envelope), refusal.retry_after, refusal.description)


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
        fault = call.account.faults.meet(lower, chat_id)
        reply = await _spoiled(fault) if fault and not fault.after else None
        reply = reply or await _performed(handler, call)
        if reply.is_refusal and chat:
            await call.note(
                chat, "refused", method=name, error_code=reply.status, description=reply.description
            )
        if fault and fault.after and (spoiled := await _spoiled(fault)):
            reply = spoiled
            if chat:
                await call.note(chat, "answer_lost", method=name, error_code=reply.status)
        about = {"chat_id": chat_id} if chat_id else {}
        await call.account.requests.note(
            "request", method=name, **about, parameters=call.parameters.shown, status=reply.status
        )
        return reply


async def _performed(handler: Handler | None, call: Call) -> Reply:
    try:
        if handler is None:
            raise ApiError(404, "Not Found: method not found")
        return Reply.granted(await handler(call))
    except ApiError as refusal:
        return Reply.refused(refusal)


async def _spoiled(fault: Fault) -> Reply | None:
    """What comes instead of the answer; None where it was only late."""
    try:
        await fault.strike()
    except CutOffError:
        return Reply(CUT, b"", description="the connection was cut")
    except ApiError as refusal:
        return Reply.refused(refusal)
    return None
