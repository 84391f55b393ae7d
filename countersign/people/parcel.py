"""What becomes of a mail or an SMS on its way, as the service that carries it tells."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from countersign.errors import UserError
from countersign.unanswered import why

_SHORTEST_PAUSE = 0.05
_SHARE_OF_PAUSES = 0.25
"""Brevo tells 300 times an hour and no oftener, so that who has waited long asks more rarely."""


@dataclass(frozen=True)
class Stage:
    """Something that happened to it on the way."""

    event: str
    """In the service's own word: delivered, hardBounces, undelivered."""
    seen_at: float
    """When the suite was told of it."""
    dated: datetime | None = None
    """When it happened by the service's own clock, where that is known."""
    reason: str = ""


@dataclass
class Parcel:
    """One mail or SMS, followed until it has arrived, is lost, or patience is over."""

    what: str
    """As in "the mail with the code"."""
    service: str
    """As in "Brevo" or "the stand-in of Brevo"."""
    asked_at: float
    """When the recipient did what it answers."""
    patience: float
    arrives_as: frozenset[str]
    lost_as: frozenset[str]
    stages: list[Stage] = field(default_factory=list)
    trouble: str = ""
    """Why the service could not be asked, the last time that it could not."""
    live: bool = True
    """Whether a real service carries it, which wants to be asked rarely; a stand-in minds nothing."""

    @property
    def arrival(self) -> Stage | None:
        """How it arrived."""
        return next((stage for stage in self.stages if stage.event in self.arrives_as), None)

    @property
    def loss(self) -> Stage | None:
        """How it was lost."""
        return next((stage for stage in self.stages if stage.event in self.lost_as), None)

    def is_over(self) -> bool:
        """Whether nothing else is to be expected."""
        return bool(self.arrival or self.loss)

    def times(self) -> Iterator[tuple[str, float]]:
        """Each event, and how many seconds after the request the suite was told of it."""
        for stage in self.stages:
            yield stage.event, max(stage.seen_at - self.asked_at, 0.0)


def followed(parcel: Parcel) -> Iterator[None]:
    """A turn for each time that the service should be asked again, until the parcel's way is over."""
    began = time.monotonic()
    while True:
        yield
        gone = time.monotonic() - began
        if parcel.is_over() or gone >= parcel.patience:
            return
        pause = max(gone * _SHARE_OF_PAUSES, _SHORTEST_PAUSE) if parcel.live else _SHORTEST_PAUSE
        time.sleep(min(pause, parcel.patience - gone))


def told(client: httpx.Client, path: str, key: str, service: str, **params: str) -> httpx.Response | str:
    """What the service answers to a question, or in a sentence why it doesn't tell now."""
    try:
        answer = client.get(path, params=params)
    except httpx.TransportError as error:
        return f"{service} did not answer at {client.base_url.host}: {why(error)}"
    if answer.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise UserError(
            f"{key} is refused by {service} at {client.base_url.host} ({answer.status_code}: "
            f"{answer.text[:200]}): correct it."
        )
    if not answer.is_success:
        return f"{service} answered {answer.status_code} to the question: {answer.text[:200]}"
    return answer
