"""The mailbox of someone the suite plays."""

import re
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.people.mail_stage import Mail, Mails
from countersign.people.waiting import Silence, follow
from countersign.phrasebook import Phrasebook
from countersign.target import Patience

OUTAGE: Mapping[str, Any] = {"status": 503, "code": "internal_error", "message": "Service Unavailable"}

CODE = re.compile(r"(?<!\d)(\d{6})$")
"""How the subject of a mail with a one-time code ends."""


class MailSource(Protocol):
    """Where the mails to an address can be read."""

    def mails(self, address: str, after: int = 0, wait: float = 0.0) -> Mails:
        """The mails since then; waits up to `wait` seconds for the first."""
        ...

    def addressees(self, address: str) -> list[list[str]]:
        """For each mail to that address all those whom it was for."""
        ...

    def break_for(self, address: str, trouble: Mapping[str, Any]) -> None:
        """From now on every mail to that address meets this trouble."""
        ...

    def mend_for(self, address: str) -> None:
        """The service works again for that address."""
        ...


class Mailbox:
    """What has been mailed to one address."""

    def __init__(
        self,
        name: str,
        address: str,
        stage: MailSource,
        phrasebook: Phrasebook,
        transcript: Transcript,
        patience: Patience,
    ) -> None:
        self.name = name
        self.address = address
        self.mails: list[Mail] = []
        self._stage = stage
        self._phrasebook = phrasebook
        self._transcript = transcript
        self._patience = patience
        self._seen = 0
        self._broken = False
        self._silence = Silence()

    def codes(self) -> list[str]:
        """The one-time codes that have arrived, oldest first: a code mail's subject ends in the code."""
        return [found.group(1) for mail in self.mails if (found := CODE.search(mail.subject.strip()))]

    def newest_code(self, since: int = 0) -> str:
        """The newest code, of those that came after the first `since` ones; waits until there is one."""
        self.wait_for(lambda: len(self.codes()) > since)
        codes = self.codes()[since:]
        if not codes:
            raise AssertionError(
                f"{self.name} should get a mail whose subject ends in a six-digit code within "
                f"{self._patience.answer:g} s, but {self.contents()}."
            )
        return codes[-1]

    def age_of_newest(self) -> timedelta:
        """How long ago, really, the newest mail has come."""
        if not self.mails:
            raise LookupError(f"{self.name} has got no mail yet")
        return timedelta(seconds=time.time() - self.mails[-1].at)

    def welcomes(self) -> list[Mail]:
        """The mails whose subject is a welcome."""
        return [mail for mail in self.mails if self._phrasebook.says("welcomes by mail", mail.subject)]

    def strange(self) -> list[Mail]:
        """The mails that are neither about a code nor a welcome."""
        welcomes = self.welcomes()
        return [mail for mail in self.mails if mail not in welcomes and not CODE.search(mail.subject.strip())]

    def others_addressed(self) -> list[str]:
        """Who else was to get the mails to this address."""
        everybody = {other.lower() for mail in self._stage.addressees(self.address) for other in mail}
        return sorted(everybody - {self.address.lower()})

    def look(self, wait: float = 0.0) -> None:
        """Take in what has arrived by now, waiting so long for something new."""
        news = self._stage.mails(self.address, self._seen, wait)
        for mail in news.mails:
            self.mails.append(mail)
            self._transcript.add(
                Exchange(
                    at=mail.at,
                    sender="the mail service",
                    receiver=self.name,
                    channel="mail",
                    body=mail.subject,
                    detail={"message_id": mail.message_id},
                )
            )
        self._seen = max(self._seen, news.last)
        if news.mails:
            self._silence.is_broken()

    def wait_for(self, until: Callable[[], bool]) -> None:
        """Take in mail until the condition holds or patience is over."""
        follow(self.look, until, self._patience.answer)

    def stay_for_more(self) -> None:
        """Take in what still comes in the time that this deployment may take to show a second mail.

        The silence that was waited for before counts too.
        """
        self.look(self._silence.left(self._patience.quiet))

    def goes_out_of_order(self, trouble: Mapping[str, Any] = OUTAGE) -> None:
        """From now on every mail to this address meets an outage, or another trouble."""
        self._stage.break_for(self.address, trouble)
        self._broken = True

    def works_again(self) -> None:
        """The outage is over."""
        self._stage.mend_for(self.address)
        self._broken = False

    def leave(self) -> None:
        """Leave no outage behind: a stand-in may outlive the run."""
        if self._broken:
            self.works_again()

    def contents(self) -> str:
        """What lies in the mailbox, in words."""
        if not self.mails:
            return "the mailbox is empty"
        return "the mailbox holds " + ", ".join(f"«{mail.subject}»" for mail in self.mails)
