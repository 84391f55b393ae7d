"""An account at Twilio that is asked what became of its SMS, by the public API alone."""

import time
from collections.abc import Callable
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from countersign.people.parcel import Parcel, Stage, followed, told
from countersign.people.wire import http_client
from countersign.target import TwilioDoor

ARRIVES_AS = frozenset({"delivered", "read"})
LOST_AS = frozenset({"undelivered", "failed", "canceled"})
_SECONDS_TO_ANSWER = 10.0


class TextMessage(msgspec.Struct, frozen=True):
    """An SMS as the account shows it."""

    sid: str
    status: str
    body: str = ""
    error_code: int | None = None
    error_message: str | None = None
    date_updated: str | None = None

    @property
    def reason(self) -> str:
        """Why it did not arrive."""
        return " ".join(str(part) for part in (self.error_code, self.error_message) if part)

    @property
    def dated(self) -> datetime | None:
        """When it came to this status, where the date can be read."""
        try:
            return parsedate_to_datetime(self.date_updated) if self.date_updated else None
        except ValueError:
            return None


class _Page(msgspec.Struct):
    messages: list[TextMessage]


class TwilioAccount:
    """Asks what became of SMS."""

    def __init__(self, door: TwilioDoor) -> None:
        self.live = door.backstage_token is None
        self.service = "Twilio" if self.live else "the stand-in of Twilio"
        self.client = http_client(door.url, timeout=_SECONDS_TO_ANSWER)
        self.client.auth = httpx.BasicAuth(door.account, door.auth_token)
        self._path = f"/2010-04-01/Accounts/{door.account}"

    def who_am_i(self) -> httpx.Response | str:
        """Whether the credentials are good; a `UserError` where they are not."""
        return self._told(f"{self._path}.json")

    def sent_to(self, number: str) -> list[TextMessage] | str:
        """The newest SMS to that number; or why that can't be said now."""
        answer = self._told(f"{self._path}/Messages.json", To=number, PageSize="50")
        if isinstance(answer, str):
            return answer
        try:
            return msgspec.json.decode(answer.content, type=_Page).messages
        except msgspec.MsgspecError as error:
            return f"{self.service} answered something else than messages: {error}"

    def message(self, sid: str) -> TextMessage | str:
        """One SMS as it stands now; or why that can't be said now."""
        answer = self._told(f"{self._path}/Messages/{sid}.json")
        if isinstance(answer, str):
            return answer
        try:
            return msgspec.json.decode(answer.content, type=TextMessage)
        except msgspec.MsgspecError as error:
            return f"{self.service} answered something else than a message: {error}"

    def _told(self, path: str, **params: str) -> httpx.Response | str:
        return told(self.client, path, "TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN", self.service, **params)


class FollowedPhone:
    """The SMS to one number; what was sent there before counts for nothing."""

    def __init__(
        self, account: TwilioAccount, number: str, tell: Callable[[TextMessage, float], None]
    ) -> None:
        self.number = number
        self._account = account
        self._tell = tell
        before = account.sent_to(number)
        if isinstance(before, str):
            raise LookupError(f"what was sent to the phone before can't be told from what will be: {before}")
        self._before = {message.sid for message in before}

    def sids(self) -> list[str] | str:
        """The SMS since then, the newest first; or why that can't be said now."""
        found = self._account.sent_to(self.number)
        if isinstance(found, str):
            return found
        return [message.sid for message in found if message.sid not in self._before]

    def follow(self, what: str, *, asked_at: float, patience: float) -> Parcel:
        """Follow the first SMS since then to its end."""
        parcel = Parcel(
            what, self._account.service, asked_at, patience, ARRIVES_AS, LOST_AS, live=self._account.live
        )
        sid = ""
        for _ in followed(parcel):
            if not sid:
                found = self.sids()
                parcel.trouble = found if isinstance(found, str) else ""
                sid = found[-1] if isinstance(found, list) and found else ""
            if sid:
                self._look(sid, parcel)
        return parcel

    def _look(self, sid: str, parcel: Parcel) -> None:
        message = self._account.message(sid)
        if isinstance(message, str):
            parcel.trouble = message
            return
        parcel.trouble = ""
        if any(stage.event == message.status for stage in parcel.stages):
            return
        now = time.time()
        parcel.stages.append(Stage(message.status, now, message.dated, message.reason))
        self._tell(message, now)
