"""Whoever runs the product, at its operator's door."""

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import Door

STANDINGS = {"suspends": "suspended", "blocks": "blocked", "reinstates": "active"}
"""What an operator does, and how the user stands then."""


class Operator:
    """Suspends users, blocks them, and takes that back."""

    def __init__(self, door: Door, transcript: Transcript) -> None:
        self._door = door
        self._transcript = transcript

    def gives_standing(self, name: str, telegram_id: int, standing: str) -> None:
        """From now on the user is suspended, blocked, or whatever else the product knows."""
        order = {"telegram_id": telegram_id, "status": standing}
        self._door.ask("PUT", "/operator/onboarding", json=order)
        self._transcript.add(said("the operator", "the bot", "operator", f"{name} is {standing} from now on"))
