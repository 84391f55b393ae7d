"""A developer whose product sends mail through Brevo, over the bare wire, also wrongly on purpose."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from countersign.errors import UserError
from countersign.matchers.brevo_answers import EVENTS
from countersign.people.mail_stage import Mail, MailStage
from countersign.people.provider_answers import Answer, ServiceWire
from countersign.people.wire import Door
from countersign.target import Patience

Letter = dict[str, Any]

DROP = {"X-Sib-Sandbox": "drop"}
"""Lets a mail be looked at and not be sent."""
NO_ADDRESS = "amira(at)example.com"

MISTAKES: Mapping[str, Callable[[Letter], Letter]] = {
    "without a sender": lambda letter: _without(letter, "sender"),
    "without recipients": lambda letter: _without(letter, "to"),
    "with an empty list of recipients": lambda letter: letter | {"to": []},
    "without a subject": lambda letter: _without(letter, "subject"),
    "with a blank subject": lambda letter: letter | {"subject": "  "},
    "without any content": lambda letter: _without(letter, "htmlContent"),
    "to a recipient without an address": lambda letter: letter | {"to": [{"name": "Amira"}]},
    "to an address that is none": lambda letter: letter | {"to": [{"email": NO_ADDRESS}]},
    "from an address that is none": lambda letter: letter | {"sender": {"email": NO_ADDRESS}},
    "with a copy to an address that is none": lambda letter: letter | {"cc": [{"email": NO_ADDRESS}]},
}
"""By what the features call them: what becomes of a mail that was in order."""


class MailTroubles:
    """What is staged at the stand-in for one recipient."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self.stage = MailStage(door)

    def refuse(self, address: str, status: int) -> None:
        """Every mail to that address is refused with a status."""
        self._door.ask("PUT", "/backstage/faults", json={"to": address, "status": status})

    def lose(self, address: str, outcome: str) -> None:
        """Every mail to that address is accepted, and this becomes of it."""
        self._door.ask("PUT", "/backstage/faults", json={"to": address, "outcome": outcome})


class MailDeveloper:
    """Sends mail to one recipient of the scenario's own, and asks what became of it."""

    def __init__(
        self,
        wire: ServiceWire,
        key: str,
        sender: str,
        recipient: str,
        troubles: MailTroubles | None,
        patience: Patience,
    ) -> None:
        self.recipient = recipient
        self._wire = wire
        self._key = key
        self._sender = sender
        self._troubles = troubles
        self._patience = patience

    @property
    def troubles(self) -> MailTroubles:
        """What can be staged, where the service is a stand-in."""
        if self._troubles is None:
            raise UserError("a step acts backstage at Brevo: tag the scenario with @needs.faults.")
        return self._troubles

    def sends(self, subject: str = "Your code is on its way") -> None:
        """Send a mail that is in order."""
        self._post("a mail", self._letter(subject))

    def tries_out(self) -> None:
        """Hand in a mail that is to be looked at and not to be sent."""
        self._post("a mail that is only tried out", self._letter("Only a trial") | {"headers": DROP})

    def tries(self, mistake: str) -> None:
        """Hand in a mail that can't be sent."""
        if mistake not in MISTAKES:
            raise LookupError(f"no mail is sent {mistake!r}: known are {', '.join(MISTAKES)}")
        # A service that takes it nevertheless must not send it: nobody asked for this mail.
        letter = self._letter("With a mistake") | {"headers": DROP}
        self._post(f"a mail {mistake}", MISTAKES[mistake](letter))

    def uses_unknown_key(self) -> None:
        """Hand in a mail with a key that nobody was given."""
        self._post("a mail, with an unknown key", self._letter("No key") | {"headers": DROP}, key="xkeysib-0")

    def uses_no_key(self) -> None:
        """Hand in a mail without saying who sends it."""
        self._post("a mail, without a key", self._letter("No key") | {"headers": DROP}, key=None)

    def asks_for_too_many_events(self) -> None:
        """Ask for more events than are given at once."""
        self._events("events, 5001 at once", {"limit": "5001"})

    def asks_about_unknown_mail(self) -> None:
        """Ask what became of a mail that never was."""
        self._events("events of a mail that never was", {"messageId": "<0.0@smtp-relay.mailin.fr>"})

    def will_be(self, fate: str) -> None:
        """Let the next mails be accepted, and let this become of them."""
        self.troubles.lose(self.recipient, EVENTS[fate])

    def asks_until(self, *fates: str) -> None:
        """Ask what became of the mail until all these events are told, or the time is over."""
        wanted = {EVENTS[fate] for fate in fates}
        deadline = time.monotonic() + self._patience.answer
        while not wanted <= set(_kinds(self._asks_about_mail())) and time.monotonic() < deadline:
            time.sleep(0.1)

    def asks_once_more_later(self) -> None:
        """Ask what became of the mail, for as long as silence must last on this target."""
        deadline = time.monotonic() + self._patience.quiet
        while not _kinds(self._asks_about_mail()) and time.monotonic() < deadline:
            time.sleep(0.05)

    def mails_that_arrived(self) -> list[Mail]:
        """What lies in the recipient's mailbox at the stand-in."""
        return self.troubles.stage.mails(self.recipient).mails

    @property
    def message_id(self) -> str:
        """The id of the last mail that was accepted."""
        for answer in reversed(self._wire.answers.all):
            if "messageId" in answer.body:
                return str(answer.body["messageId"])
        raise AssertionError(f"Brevo should have accepted a mail, but {self._wire.answers.last.described()}.")

    def leaves(self) -> None:
        """Leave no trouble behind: a stand-in may outlive the run."""
        if self._troubles:
            self._troubles.stage.mend_for(self.recipient)

    def _letter(self, subject: str) -> Letter:
        return {
            "sender": {"email": self._sender, "name": "Countersign"},
            "to": [{"email": self.recipient}],
            "subject": subject,
            "htmlContent": "<p>A mail of an acceptance test.</p>",
        }

    def _post(self, asked: str, letter: Letter, key: str | None = "") -> Answer:
        headers = {"api-key": self._key if key == "" else key} if key is not None else {}
        return self._wire.ask(asked, "POST", "/v3/smtp/email", told=str(letter), json=letter, headers=headers)

    def _asks_about_mail(self) -> Answer:
        return self._events("events of the mail", {"messageId": self.message_id})

    def _events(self, asked: str, params: dict[str, str]) -> Answer:
        headers = {"api-key": self._key}
        return self._wire.ask(asked, "GET", "/v3/smtp/statistics/events", params=params, headers=headers)


def _without(letter: Letter, field: str) -> Letter:
    return {name: value for name, value in letter.items() if name != field}


def _kinds(answer: Answer) -> list[str]:
    return [event.get("event") for event in answer.body.get("events") or []]
