"""Faults on demand: the next calls of a bot are answered with an error, late, or not at all."""

import asyncio
from http import HTTPStatus
from typing import Annotated

import msgspec

from countersign.providers.hanging_up import CUT
from countersign.providers.telegram.refusal import ApiError, too_many_requests

LONGEST_DELAY = 60.0


class CutOffError(Exception):
    """The connection is to be cut without an answer."""


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """What shall happen to the next calls that fit."""

    bot: str
    status: Annotated[int, msgspec.Meta(ge=0, le=599)] | None = None
    """The error to answer; 0 cuts the connection without an answer; None: the call is only late."""
    retry_after: Annotated[int, msgspec.Meta(ge=0)] = 1
    delay: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_DELAY)] = 0.0
    """Seconds before the call is looked at; before it is answered where the fault comes after it."""
    method: str | None = None
    chat_id: int | None = None
    times: Annotated[int, msgspec.Meta(ge=1)] = 1
    after: bool = False
    """The call is performed first: only its answer is lost or late."""

    def __post_init__(self) -> None:
        if self.status is not None and self.status != CUT and self.status < HTTPStatus.BAD_REQUEST:
            raise ValueError("status must be 0, or an error from 400 to 599")

    def fits(self, method: str, chat_id: int | None) -> bool:
        """Whether a call is meant."""
        return (self.method is None or self.method.lower() == method) and self.chat_id in (None, chat_id)

    async def strike(self) -> None:
        """Spoil the call: `ApiError`, `CutOffError`, or only late."""
        await asyncio.sleep(self.delay)
        if self.status == CUT:
            raise CutOffError
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise too_many_requests(self.retry_after)
        if self.status:
            raise ApiError(self.status, _phrase(self.status))


class Faults:
    """The faults that wait for the calls of one bot."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def meet(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that waits for a call, if any does; it counts as one of its times."""
        fault = next((each for each in self.waiting if each.fits(method, chat_id)), None)
        if fault:
            fault.times -= 1
            if not fault.times:
                self.waiting.remove(fault)
        return fault


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown Error"
