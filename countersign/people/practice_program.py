"""A program of the practice's own, which sees and makes appointments at the line's REST interface."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import reached
from countersign.records.booking import Appointment, moment_of

KEYS: Mapping[str, str | None] = {"no key": None, "a wrong key": "countersign-wrong-key"}
"""What a program shows that has no right to, as the features say it."""

_API_KEY = "X-API-Key"


class Found(msgspec.Struct, frozen=True):
    """An appointment as the line's REST interface tells it."""

    starts_at: str
    duration_min: int
    status: str = "booked"


class PracticeProgram:
    """Shows its key, and takes the answer for what it is."""

    def __init__(self, client: httpx.Client, path: str, key: str | None, transcript: Transcript) -> None:
        self._client = client
        self._path = path
        self._headers = {_API_KEY: key} if key else {}
        self._transcript = transcript
        self._answer: httpx.Response | None = None

    @property
    def answer(self) -> httpx.Response:
        """What the line said to what was asked last."""
        if self._answer is None:
            raise LookupError("the program has asked nothing yet")
        return self._answer

    def asks_for(self, mobile: str) -> None:
        """The appointments under that number."""
        self._ask("GET", params={"mobile": mobile})

    def makes(self, mobile: str, full_name: str, line: str, starts_at: str | None, minutes: int) -> None:
        """Make an appointment for somebody."""
        order: dict[str, Any] = {
            "mobile": mobile, "full_name": full_name, "line": line, "duration_min": minutes,
        }  # fmt: skip
        self._ask("POST", json=order if starts_at is None else {**order, "starts_at": starts_at})

    def found(self) -> list[Appointment]:
        """The appointments that were told."""
        try:
            rows = msgspec.json.decode(self.answer.content, type=list[Found])
        except msgspec.MsgspecError as error:
            raise AssertionError(
                f"The line should tell a program the appointments, but it answers "
                f"{self.answer.status_code}: {self.answer.text[:200]!r} ({error})."
            ) from error
        return [Appointment(moment_of(row.starts_at), row.duration_min, row.status) for row in rows]

    def _ask(self, method: str, **options: Any) -> None:
        self._transcript.add(said("the program", "the line", "http", f"{method} {self._path}"))
        self._answer = reached(self._client, method, self._path, "the line", headers=self._headers, **options)
        gist = f"{self._answer.status_code} {self._answer.text[:300]}"
        self._transcript.add(said("the line", "the program", "http", gist))
