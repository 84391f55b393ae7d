"""Callers who are put into a queue, from which nobody fetches them."""

import secrets
from dataclasses import dataclass, field

from countersign.carrier.gather import Queue
from countersign.carrier.page import Page
from countersign.carrier.verbs import GoesTo


@dataclass(frozen=True)
class Waiting:
    """A caller in a queue."""

    queue: Queue
    page: Page
    """The document that goes on when the caller has left the queue."""
    since: float
    sid: str = field(default_factory=lambda: f"QU{secrets.token_hex(16)}")

    def document(self, now: float) -> GoesTo | None:
        """What is heard in the queue; None where the line leaves that to the carrier."""
        if self.queue.wait_url is None:
            return None
        told = {
            "QueueSid": self.sid,
            "QueuePosition": "1",
            "QueueTime": self._waited(now),
            "AvgQueueTime": "0",
            "CurrentQueueSize": "1",
            "MaxQueueSize": "1000",
        }
        return GoesTo(self.queue.wait_url, self.queue.wait_method, told)

    def left(self, result: str, now: float) -> GoesTo | None:
        """Where the call goes on when the caller has left; None where it goes on in the same document."""
        if self.queue.action is None:
            return None
        told = {"QueueResult": result, "QueueSid": self.sid, "QueueTime": self._waited(now)}
        return GoesTo(self.queue.action, self.queue.method, told)

    def _waited(self, now: float) -> str:
        return str(round(now - self.since))
