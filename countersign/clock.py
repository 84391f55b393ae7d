"""The virtual clock of a sandbox: moves time for one subject, never for all."""

from datetime import datetime, timedelta

from countersign.people.wire import Door


class Clock:
    """Moves a product's time for one subject."""

    def __init__(self, door: Door, product: str) -> None:
        self._door = door
        self._product = product

    def forward(self, subject: str, by: timedelta) -> None:
        """Let that much time go by for the subject."""
        order = {"subject": subject, "forward_seconds": by.total_seconds()}
        self._door.ask("POST", f"/clock/{self._product}", json=order)

    def now(self, subject: str) -> datetime:
        """The moment that the subject lives in."""
        told = self._door.ask("GET", f"/clock/{self._product}", params={"subject": subject})
        return datetime.fromisoformat(told.json()["now"])

    def back(self, subject: str) -> None:
        """Let the subject live in everybody's time again; for one that somebody else will bear."""
        self._door.ask("DELETE", f"/clock/{self._product}", params={"subject": subject})
