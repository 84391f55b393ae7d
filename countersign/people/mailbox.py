"""The mailbox of someone the suite plays."""

import re
import time
from collections.abc import Callable

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.people.mail_stage import Mail, MailStage
from countersign.phrasebook import Phrasebook
from countersign.target import Patience

_CODE = re.compile(r"(?<!\d)(\d{6})$")


class Mailbox:
    """What has been mailed to one address."""

    def __init__(
        self,
        name: str,
        address: str,
        stage: MailStage,
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

    def codes(self) -> list[str]:
        """The one-time codes that have arrived, oldest first: a code mail's subject ends in the code."""
        return [found.group(1) for mail in self.mails if (found := _CODE.search(mail.subject.strip()))]

    def newest_code(self, since: int = 0) -> str:
        """The newest code, of those that came after the first `since` ones; waits until there is one."""
        self._follow(until=lambda: len(self.codes()) > since)
        codes = self.codes()[since:]
        if not codes:
            raise AssertionError(
                f"{self.name} should get a mail whose subject ends in a six-digit code within "
                f"{self._patience.answer:g} s, but {self.contents()}."
            )
        return codes[-1]

    def welcomes(self) -> list[Mail]:
        """The mails whose subject is a welcome."""
        return [mail for mail in self.mails if self._phrasebook.says("welcomes by mail", mail.subject)]

    def strange(self) -> list[Mail]:
        """The mails that are neither about a code nor a welcome."""
        welcomes = self.welcomes()
        return [
            mail for mail in self.mails if mail not in welcomes and not _CODE.search(mail.subject.strip())
        ]

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

    def wait_for(self, until: Callable[[], bool]) -> None:
        """Take in mail until the condition holds or patience is over."""
        self._follow(until)

    def stay_for_more(self) -> None:
        """Take in what still comes in the time that this deployment may take to show a second mail."""
        self.look(self._patience.quiet)

    def goes_out_of_order(self) -> None:
        """From now on every mail to this address meets an outage."""
        self._stage.break_for(self.address)
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

    def _follow(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._patience.answer
        self.look()
        while not until() and (left := deadline - time.monotonic()) > 0:
            self.look(left)
