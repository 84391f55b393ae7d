"""What the Twilio stand-in knows: who may ask, what was asked, what was sent, what is broken."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from countersign.providers.faults import Faults
from countersign.providers.journal import Entry, Journal
from countersign.providers.twilio.accounts import Account, Accounts
from countersign.providers.twilio.delivery import Delivery
from countersign.providers.twilio.faults import End, Fault
from countersign.providers.twilio.messages import Message, Messages
from countersign.providers.twilio.rules import Draft


class Exchange:
    """All accounts with all that happens to them."""

    def __init__(self, accounts: Iterable[Account], delivered_after: float) -> None:
        self.accounts = Accounts(accounts)
        self.messages = Messages()
        self.delivery = Delivery(delivered_after)
        self.faults: Faults[Fault] = Faults()
        self.opted_out: set[str] = set()
        self.requests = Journal()
        # One journal for each phone, so that whoever waits is woken by messages of their own only.
        self._phones: defaultdict[str, Journal] = defaultdict(Journal)

    def phone(self, number: str) -> Journal:
        """What was accepted for a number."""
        return self._phones[number]

    def forget(self, number: str) -> None:
        """Know nothing any more of what was sent to a number: it gets another holder."""
        self.messages.forget(number)
        self._phones.pop(number, None)

    async def accept(self, account: Account, draft: Draft, end: End) -> Message:
        """Take a message; it is on its way from now on."""
        message = Message(account, draft, end)
        self.messages.keep(message)
        await self.phone(draft.to).note(
            "message",
            sid=message.sid,
            to=draft.to,
            sender=draft.sender,
            body=draft.body,
            segments=message.segments,
            status=message.status,
        )
        return message

    def as_it_stands(self, entry: Entry) -> Entry:
        """An accepted message with the status that it has by now."""
        message = self.messages.find(entry.data["sid"])
        if message is None:
            return entry
        data: dict[str, Any] = {**entry.data, "status": message.status}
        return Entry(seq=entry.seq, at=entry.at, kind=entry.kind, data=data)
