"""One thing that one party said to another: the unit every transcript and report is made of."""

import time
from typing import Any

import msgspec


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """What one party said to another, when, over which channel, and how long the answer took."""

    at: float
    """Seconds since the epoch."""
    sender: str
    """Who said it, as the features name people and systems: "Amira", "the bot", "the mail service"."""
    receiver: str
    channel: str
    """How it travelled: "telegram", "mail", "http", "socket", "phone", "database"."""
    body: str
    """What was said, as a person would read it."""
    took: float | None = None
    """Seconds the sender took to answer what came before, where that was measured."""
    detail: dict[str, Any] = msgspec.field(default_factory=dict)
    """Machine-readable extras: status codes, ids, headers, buttons."""


def said(
    sender: str, receiver: str, channel: str, body: str, *, took: float | None = None, **detail: Any
) -> Exchange:
    """An exchange that happens now."""
    return Exchange(
        at=time.time(), sender=sender, receiver=receiver, channel=channel, body=body, took=took, detail=detail
    )
