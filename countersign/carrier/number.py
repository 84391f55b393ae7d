"""The number that is called, as it is configured at the carrier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

WITHHELD = "+266696687"
"""What the carrier says for a caller who withholds the number: ANONYMOUS on a keypad."""

Method = Literal["GET", "POST"]
StatusEvent = Literal["initiated", "ringing", "answered", "completed"]


@dataclass(frozen=True)
class Number:
    """Where the carrier asks what to do with a call to this number, and how."""

    voice_url: str
    number: str
    account: str
    method: Method = "POST"
    auth_token: str | None = None
    """What requests are signed with; without it they bear no signature."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """What is sent along to the configured hosts, and to no other: an API key."""
    fallback_url: str | None = None
    status_callback: str | None = None
    status_events: tuple[StatusEvent, ...] = ("completed",)
    """What the status callback is told; of an incoming call the carrier tells the end alone."""
