"""The receivers' side of the Twilio stand-in: what was texted to a number, and outages for it alone."""

from collections.abc import Mapping
from typing import Any

import msgspec

from countersign.people.wire import Door


class Text(msgspec.Struct, frozen=True):
    """An SMS that the service has accepted."""

    seq: int
    at: float
    sid: str
    to: str
    body: str
    status: str


class Texts(msgspec.Struct, frozen=True):
    """What is new on a phone."""

    messages: list[Text]
    last: int


class SmsStage:
    """The stand-in's backstage door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def texts(self, number: str, after: int = 0, wait: float = 0.0) -> Texts:
        """The SMS to that number since then; waits up to `wait` seconds for the first."""
        answer = self._door.ask(
            "GET",
            "/backstage/messages",
            params={"to": number, "after": after, "wait": wait},
            timeout=wait + 5.0,
        )
        return msgspec.json.decode(answer.content, type=Texts)

    def break_for(self, number: str, trouble: Mapping[str, Any]) -> None:
        """From now on every SMS to that number meets this trouble."""
        self._door.ask("PUT", "/backstage/faults", json={"to": number, **trouble})

    def mend_for(self, number: str) -> None:
        """The service works again for that number."""
        self._door.ask("DELETE", "/backstage/faults", params={"to": number})
