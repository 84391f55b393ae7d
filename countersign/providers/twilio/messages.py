"""A message that was taken, as it stands now, and all of them together."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from countersign.providers.journal import KEPT
from countersign.providers.twilio.accounts import API_VERSION, Account
from countersign.providers.twilio.faults import REASONS, End, ErrorCode
from countersign.providers.twilio.rules import Draft
from countersign.providers.twilio.segments import segments


@dataclass(eq=False)
class Message:
    """A message on its way."""

    account: Account
    draft: Draft
    end: End
    """What becomes of it."""
    sid: str = field(default_factory=lambda: f"SM{secrets.token_hex(16)}")
    status: str = ""
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime = field(init=False)
    sent: datetime | None = None

    def __post_init__(self) -> None:
        self.updated = self.created
        self.status = "accepted" if self.draft.service else "queued"
        self.segments = segments(self.draft.body)

    @property
    def steps(self) -> list[str]:
        """The statuses that are still to come."""
        first = ["queued", "sending"] if self.draft.service else ["sending"]
        if self.end.status == "failed":
            return [*first, "failed"]
        return [*first, "sent"] if self.end.status == "sent" else [*first, "sent", self.end.status]

    @property
    def error_code(self) -> ErrorCode | None:
        """Why it did not arrive, once that is known."""
        return self.end.error_code if self.status in ("undelivered", "failed") else None

    def become(self, status: str) -> None:
        """Come to the next status."""
        self.status = status
        self.updated = datetime.now(UTC)
        if status == "sent":
            self.sent = self.updated

    def as_resource(self) -> dict[str, Any]:
        """The `Message` as the API shows it."""
        uri = f"{self.account.path}/Messages/{self.sid}"
        chosen = self.status != "accepted"
        return {
            "account_sid": self.account.sid,
            "api_version": API_VERSION,
            "body": self.draft.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.sent) if self.sent else None,
            "date_updated": format_datetime(self.updated),
            "direction": "outbound-api",
            "error_code": self.error_code,
            "error_message": REASONS[self.error_code] if self.error_code else None,
            "from": self.draft.sender if chosen else None,
            "messaging_service_sid": self.draft.service,
            "num_media": "0",
            "num_segments": str(self.segments) if chosen else "0",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "tags": None,
            "to": self.draft.to,
            "uri": f"{uri}.json",
        }

    def as_callback(self) -> dict[str, str]:
        """What a status callback tells of it."""
        told = {
            "SmsSid": self.sid,
            "SmsStatus": self.status,
            "MessageStatus": self.status,
            "To": self.draft.to,
            "MessageSid": self.sid,
            "AccountSid": self.account.sid,
            "From": self.draft.sender,
            "ApiVersion": API_VERSION,
        }
        if self.draft.service:
            told["MessagingServiceSid"] = self.draft.service
        if self.error_code:
            told["ErrorCode"] = str(self.error_code)
        if self.status in ("delivered", "undelivered"):
            told["RawDlrDoneDate"] = f"{self.updated:%y%m%d%H%M}"
        return told


class Messages:
    """The newest messages of all accounts."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Message] = {}

    def keep(self, message: Message) -> None:
        """Remember a message; the oldest are forgotten, as a stand-in may run for weeks."""
        self._by_sid[message.sid] = message
        if len(self._by_sid) > KEPT:
            del self._by_sid[next(iter(self._by_sid))]

    def find(self, sid: str) -> Message | None:
        """The message with that SID."""
        return self._by_sid.get(sid)

    def forget(self, number: str) -> None:
        """Know nothing any more of what was sent to a number."""
        self._by_sid = {sid: each for sid, each in self._by_sid.items() if each.draft.to != number}

    def of(self, account: Account) -> Iterable[Message]:
        """All messages of an account, the newest first."""
        return (message for message in reversed(self._by_sid.values()) if message.account.sid == account.sid)
