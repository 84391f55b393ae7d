"""Whoever watches over the line, and asks it how it is."""

import httpx

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import reached


class LineWatch:
    """Asks once, and takes the answer for what it is."""

    def __init__(self, client: httpx.Client, health: str, ready: str, transcript: Transcript) -> None:
        self._client = client
        self._health = health
        self._ready = ready
        self._transcript = transcript

    def runs(self) -> httpx.Response:
        """Whether the line runs."""
        return self._ask(self._health)

    def is_ready(self) -> httpx.Response:
        """Whether it could book an appointment now."""
        return self._ask(self._ready)

    def _ask(self, path: str) -> httpx.Response:
        self._transcript.add(said("the watch", "the line", "health", f"GET {path}"))
        answer = reached(self._client, "GET", path, "the line")
        gist = f"{answer.status_code} {answer.text[:200]}"
        self._transcript.add(said("the line", "the watch", "health", gist))
        return answer
