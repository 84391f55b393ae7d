"""An account at Brevo that is asked what became of its mails, by the public API alone."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import httpx
import msgspec

from countersign.people.mail_stage import Mail, Mails
from countersign.people.parcel import Parcel, Stage, followed, told
from countersign.people.wire import http_client
from countersign.target import BrevoDoor

ARRIVES_AS = frozenset({"delivered", "opened", "clicks", "loadedByProxy"})
LOST_AS = frozenset({"hardBounces", "softBounces", "blocked", "invalid", "error", "spam"})
_SECONDS_TO_ANSWER = 10.0


class MailEvent(msgspec.Struct, frozen=True, rename="camel"):
    """Something that happened to a mail."""

    email: str
    date: str
    message_id: str
    event: str
    subject: str = ""
    reason: str | None = None

    @property
    def dated(self) -> datetime | None:
        """When it happened, where the date can be read."""
        try:
            return datetime.fromisoformat(self.date)
        except ValueError:
            return None


class _Told(msgspec.Struct):
    events: list[MailEvent] = []


class BrevoAccount:
    """Asks what became of mails."""

    def __init__(self, door: BrevoDoor) -> None:
        self.live = door.backstage_token is None
        self.service = "Brevo" if self.live else "the stand-in of Brevo"
        self.client = http_client(door.url, timeout=_SECONDS_TO_ANSWER)
        self.client.headers["api-key"] = door.api_key

    def who_am_i(self) -> httpx.Response | str:
        """Whether the key is good; a `UserError` where it is not."""
        return told(self.client, "/v3/account", "BREVO_API_KEY", self.service)

    def events(self, address: str) -> list[MailEvent] | str:
        """What is known of mails to that address, the oldest first; or why that can't be said now."""
        answer = told(
            self.client, "/v3/smtp/statistics/events", "BREVO_API_KEY", self.service,
            email=address, sort="asc",
        )  # fmt: skip
        if isinstance(answer, str):
            return answer
        try:
            return msgspec.json.decode(answer.content, type=_Told).events
        except msgspec.MsgspecError as error:
            return f"{self.service} answered something else than events: {error}"


class FollowedMail:
    """The mails to one address as the account tells of them; a mailbox can be read from it."""

    def __init__(self, account: BrevoAccount, address: str, tell: Callable[[MailEvent, float], None]) -> None:
        self.address = address
        self._account = account
        self._tell = tell
        self._stages: dict[str, list[Stage]] = {}
        self._mails: list[Mail] = []
        self._followed: set[str] = set()

    def mails(self, address: str, after: int = 0, wait: float = 0.0) -> Mails:
        """The mails to the address since then; waits up to `wait` seconds for the first."""
        if address.lower() != self.address.lower():
            raise LookupError(f"only mail to {self.address} is followed, not to {address}")
        waiting = self._parcel("a mail", 0.0, wait)
        for _ in followed(waiting):
            self._look(waiting)
            if len(self._mails) > after:
                break
        return Mails(mails=self._mails[after:], last=len(self._mails))

    def addressees(self, address: str) -> list[list[str]]:
        """Brevo tells each recipient's events alone."""
        raise self._not_ours(f"whom else a mail to {address} was for can't be told")

    def break_for(self, address: str, trouble: Mapping[str, Any]) -> None:
        """A service that others use can't be put out of order."""
        raise self._not_ours(f"mail to {address} can't meet {dict(trouble)}")

    def mend_for(self, address: str) -> None:
        """Nothing was broken."""
        raise self._not_ours(f"mail to {address} was not broken")

    def follow(self, what: str, wanted: Callable[[str], bool], *, asked_at: float, patience: float) -> Parcel:
        """Follow the next mail with such a subject to its end; each mail is followed once."""
        parcel = self._parcel(what, asked_at, patience)
        mail: Mail | None = None
        for _ in followed(parcel):
            self._look(parcel)
            mail = mail or self._next(wanted)
            if mail:
                self._followed.add(mail.message_id)
                parcel.stages = self._stages[mail.message_id]
        return parcel

    def _not_ours(self, what: str) -> LookupError:
        return LookupError(f"{what}: {self._account.service} is only asked here, never directed")

    def _next(self, wanted: Callable[[str], bool]) -> Mail | None:
        fresh = (mail for mail in self._mails if mail.message_id not in self._followed)
        return next((mail for mail in fresh if wanted(mail.subject.strip())), None)

    def _look(self, parcel: Parcel) -> None:
        events = self._account.events(self.address)
        if isinstance(events, str):
            parcel.trouble = events
            return
        parcel.trouble = ""
        now = time.time()
        for event in events:
            stages = self._stages.setdefault(event.message_id, [])
            if any(stage.event == event.event for stage in stages):
                continue
            if not stages:
                self._mails.append(
                    Mail(
                        seq=len(self._mails) + 1,
                        at=now,
                        message_id=event.message_id,
                        to=event.email,
                        subject=event.subject,
                    )
                )
            stages.append(Stage(event.event, now, event.dated, event.reason or ""))
            self._tell(event, now)

    def _parcel(self, what: str, asked_at: float, patience: float) -> Parcel:
        return Parcel(
            what, self._account.service, asked_at, patience, ARRIVES_AS, LOST_AS, live=self._account.live
        )
