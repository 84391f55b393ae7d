"""What an outside service answers to a developer, and the wire over which it was asked."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import reached

_LONGEST_TOLD = 2_000


@dataclass(frozen=True)
class Answer:
    """One answer of a service, whatever its status."""

    service: str
    asked: str
    """What was asked, in words: "sendMessage, as JSON"."""
    status: int
    text: str
    headers: Mapping[str, str]
    seconds: float

    @property
    def body(self) -> dict[str, Any]:
        """The object that was answered; empty where it is none."""
        try:
            return msgspec.json.decode(self.text, type=dict[str, Any])
        except msgspec.MsgspecError:
            return {}

    @property
    def result(self) -> Any:
        """What a call of the Bot API gave."""
        return self.body.get("result")

    def described(self) -> str:
        """The answer in a few words, for the sentence of a failure."""
        told = _shortened(" ".join(self.text.split()), 240)
        return f"{self.service} answered {self.status} «{told}» to {self.asked}"


class Answers:
    """The answers that came in one scenario, whoever asked."""

    def __init__(self, transcript: Transcript) -> None:
        self._answers: list[Answer] = []
        self._transcript = transcript

    @property
    def last(self) -> Answer:
        """The newest."""
        if not self._answers:
            raise LookupError("nothing has been asked of a service yet in this scenario")
        return self._answers[-1]

    @property
    def all(self) -> list[Answer]:
        """All, the oldest first."""
        return list(self._answers)

    def take(self, answer: Answer) -> Answer:
        """Keep an answer, and write it into the transcript."""
        self._answers.append(answer)
        self._transcript.add(
            said(
                answer.service,
                "the developer",
                "http",
                f"{answer.status} {_shortened(answer.text, _LONGEST_TOLD)}",
                took=answer.seconds,
            )
        )
        return answer

    def asks(self, service: str, asked: str) -> None:
        """Write what is asked into the transcript."""
        self._transcript.add(said("the developer", service, "http", _shortened(asked, _LONGEST_TOLD)))


class ServiceWire:
    """A developer's line to one service; each thread of a scenario has its own."""

    def __init__(self, service: str, client: httpx.Client, answers: Answers) -> None:
        self.service = service
        self.answers = answers
        self._client = client

    def ask(self, asked: str, method: str, path: str, *, told: str = "", **options: Any) -> Answer:
        """The answer, whatever its status; `told` is what the transcript says beside `asked`."""
        return self.answers.take(self.ask_aside(asked, method, path, told=told, **options))

    def ask_aside(self, asked: str, method: str, path: str, *, told: str = "", **options: Any) -> Answer:
        """As `ask`, for what only prepares a scenario or waits in a thread: it is not the last answer."""
        self.answers.asks(self.service, f"{asked} {told}".strip())
        begun = time.monotonic()
        got = reached(self._client, method, path, self.service, **options)
        return Answer(
            service=self.service,
            asked=asked,
            status=got.status_code,
            text=got.text,
            headers={name.lower(): value for name, value in got.headers.items()},
            seconds=time.monotonic() - begun,
        )


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()} …"
