"""What the Brevo stand-in knows: who may ask, what was asked, what lies in the mailboxes, what is broken."""

import secrets
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from countersign.providers.brevo.events import ARRIVES, REASONS, Event
from countersign.providers.brevo.faults import Fault, outcome_for
from countersign.providers.brevo.rules import Letter, addressed
from countersign.providers.faults import Faults
from countersign.providers.journal import Journal

REQUESTS_A_SECOND = 1000


class PostOffice:
    """One Brevo account with all that happens to it."""

    def __init__(self, api_keys: Iterable[str], events_after: float) -> None:
        self.keys = set(api_keys)
        self.faults: Faults[Fault] = Faults()
        self.requests = Journal()
        # One journal for each mailbox, so that whoever waits is woken by mail of their own only.
        self._boxes: defaultdict[str, Journal] = defaultdict(Journal)
        self._events: list[tuple[float, Event]] = []
        self._events_after = events_after
        self._second = 0
        self._used: dict[str, int] = {}

    def requests_left(self, key: str) -> int:
        """How many more requests the key may make in this second, after this one; negative for none."""
        second = int(time.monotonic())
        if second != self._second:
            self._second, self._used = second, {}
        self._used[key] = self._used.get(key, 0) + 1
        return REQUESTS_A_SECOND - self._used[key]

    def box(self, address: str) -> Journal:
        """The mailbox of an address, whatever its case."""
        return self._boxes[address.lower()]

    async def post(self, letter: Letter, faults: Sequence[Fault]) -> str:
        """Send a mail on its way to all its recipients; its id."""
        moment = datetime.now(UTC)
        number = 10**10 + secrets.randbelow(9 * 10**10)
        message_id = f"<{moment:%Y%m%d%H%M}.{number}@smtp-relay.mailin.fr>"
        for address in dict.fromkeys(letter.recipients) if not letter.dropped else ():
            outcome = outcome_for(address, faults)
            self._tell(letter, address, message_id, moment, "requests")
            self._tell(letter, address, message_id, moment, outcome)
            if outcome in ARRIVES:
                await self._drop_into_box(letter, address, message_id)
        return message_id

    async def remember(self, status: int, code: str, asked: object) -> None:
        """Write down what was asked and how it was answered; never with which key."""
        subject = asked.get("subject") if isinstance(asked, dict) else None
        await self.requests.note("request", status=status, code=code, to=addressed(asked), subject=subject)

    def events(self) -> list[Event]:
        """What can be told by now, the newest first."""
        now = time.monotonic()
        return [event for told_at, event in reversed(self._events) if told_at <= now]

    async def _drop_into_box(self, letter: Letter, address: str, message_id: str) -> None:
        await self.box(address).note(
            "mail",
            message_id=message_id,
            to=address,
            subject=letter.subject,
            html=letter.html,
            text=letter.text,
            sender=letter.sender,
            reply_to=letter.reply_to,
            template_id=letter.template_id,
        )

    def _tell(self, letter: Letter, address: str, message_id: str, moment: datetime, kind: str) -> None:
        event = Event(
            email=address,
            date=moment.isoformat(timespec="milliseconds"),
            subject=letter.subject,
            message_id=message_id,
            event=kind,
            reason=REASONS.get(kind),
            tag=letter.tags[0] if letter.tags else None,
            template_id=letter.template_id,
            sender=(letter.sender or {}).get("email"),
        )
        self._events.append((time.monotonic() + self._events_after, event))
