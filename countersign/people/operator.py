"""Whoever runs the product, at its operator's door."""

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import Door

STANDINGS = {"suspends": "suspended", "blocks": "blocked", "reinstates": "active"}
"""What an operator does, and how the user stands then."""


class Operator:
    """Suspends users of one product, blocks them, and takes that back."""

    def __init__(self, door: Door, transcript: Transcript, product: str = "onboarding") -> None:
        self._door = door
        self._transcript = transcript
        self._product = product

    def gives_standing(self, name: str, user_id: int, standing: str) -> None:
        """From now on the user is suspended, blocked, or whatever else the product knows."""
        by = "telegram_id" if self._product == "onboarding" else "user_id"
        self._door.ask("PUT", f"/operator/{self._product}", json={by: user_id, "status": standing})
        what = "the bot" if self._product == "onboarding" else "the gateway"
        self._transcript.add(said("the operator", what, "operator", f"{name} is {standing} from now on"))
