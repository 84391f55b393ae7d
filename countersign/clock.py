"""The virtual clock of a sandbox: moves time for one subject, never for all."""

from datetime import timedelta

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
