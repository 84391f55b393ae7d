"""The virtual clock of a sandbox: moves time for one subject, never for all."""

from datetime import timedelta

import httpx


class Clock:
    """Moves a product's time for one subject."""

    def __init__(self, client: httpx.Client, product: str) -> None:
        self._client = client
        self._product = product

    def forward(self, subject: str, by: timedelta) -> None:
        """Let that much time go by for the subject."""
        order = {"subject": subject, "forward_seconds": by.total_seconds()}
        self._client.post(f"/clock/{self._product}", json=order).raise_for_status()
