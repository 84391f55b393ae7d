"""Faults on demand: the next calls of a bot are answered with an error, or late."""

import asyncio
from http import HTTPStatus

import msgspec

from countersign.providers.telegram.refusal import ApiError, too_many_requests


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """What shall happen to the next calls that fit."""

    bot: str
    status: int | None = None
    """The error to answer; None: the call is only late."""
    retry_after: int = 1
    delay: float = 0.0
    method: str | None = None
    chat_id: int | None = None
    times: int = 1

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether a call is meant."""
        return (self.method is None or self.method.lower() == method) and self.chat_id in (None, chat_id)


class Faults:
    """The faults that wait for the calls of one bot."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    async def strike(self, method: str, chat_id: int | None) -> None:
        """Spoil the call, if a fault waits for it."""
        fault = next((each for each in self.waiting if each.fits(method, chat_id)), None)
        if fault is None:
            return
        fault.times -= 1
        if fault.times <= 0:
            self.waiting.remove(fault)
        await asyncio.sleep(fault.delay)
        if fault.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise too_many_requests(fault.retry_after)
        if fault.status:
            raise ApiError(fault.status, _phrase(fault.status))


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"
