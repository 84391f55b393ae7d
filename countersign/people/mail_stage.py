"""The receivers' side of the Brevo stand-in: mailboxes, and outages for one address."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import msgspec

from countersign.people.wire import Door


class Mail(msgspec.Struct, frozen=True):
    """A mail as it was handed to the mail service."""

    seq: int
    at: float
    message_id: str
    to: str
    subject: str
    html: str | None = None
    text: str | None = None
    sender: Any = None

    def words(self) -> str:
        """The text as a reader sees it, without markup."""
        seen = re.sub(
            r"<(style|script|head)\b.*?</\1>|<[^>]+>", " ", self.html or "", flags=re.DOTALL | re.IGNORECASE
        )
        return " ".join(unescape(seen or self.text or "").split())


class Mails(msgspec.Struct, frozen=True):
    """What is new in a mailbox."""

    mails: list[Mail]
    last: int


class Asked(msgspec.Struct, frozen=True):
    """A mail that the mail service was asked to send."""

    to: list[str]


class Requests(msgspec.Struct, frozen=True):
    """What the mail service was asked."""

    requests: list[Asked]


class MailStage:
    """The stand-in's backstage door."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def mails(self, address: str, after: int = 0, wait: float = 0.0) -> Mails:
        """The mails to that address since then; waits up to `wait` seconds for the first."""
        answer = self._door.ask(
            "GET",
            "/backstage/mails",
            params={"to": address, "after": after, "wait": wait},
            timeout=wait + 5.0,
        )
        return msgspec.json.decode(answer.content, type=Mails)

    def addressees(self, address: str) -> list[list[str]]:
        """For each mail to that address, taken or not: all those whom it was for, copies and all."""
        answer = self._door.ask("GET", "/backstage/requests", params={"to": address})
        return [asked.to for asked in msgspec.json.decode(answer.content, type=Requests).requests]

    def break_for(self, address: str, trouble: Mapping[str, Any]) -> None:
        """From now on every mail to that address meets this trouble."""
        self._door.ask("PUT", "/backstage/faults", json={"to": address, **trouble})

    def mend_for(self, address: str) -> None:
        """The service works again for that address."""
        self._door.ask("DELETE", "/backstage/faults", params={"to": address})
