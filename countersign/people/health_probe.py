"""Whoever watches over the bot, and asks it how it is."""

from collections.abc import Mapping

import httpx
import msgspec

from countersign.evidence.exchange import said
from countersign.evidence.transcript import Transcript
from countersign.people.wire import reached


class Report(msgspec.Struct, frozen=True):
    """What the bot says of itself; `code` is what a machine understands of it."""

    code: int
    status: str
    database: str
    bot: str
    version: str

    @property
    def good(self) -> bool:
        """Whether a machine that asks would take the bot for healthy."""
        return self.code == httpx.codes.OK

    def described(self) -> str:
        """The report in words."""
        return (
            f"{self.status} ({self.code}): database {self.database}, bot {self.bot}, version {self.version}"
        )


class HealthProbe:
    """Asks once, and takes the answer for what it is."""

    def __init__(self, client: httpx.Client, path: str, transcript: Transcript) -> None:
        self._client = client
        self._path = path
        self._transcript = transcript

    def asks(self) -> Report:
        """How the bot says it is at this moment."""
        self._transcript.add(said("the watch", "the bot", "health", f"GET {self._path}"))
        answer = reached(self._client, "GET", self._path, "the bot")
        try:
            told: Mapping[str, str] = msgspec.json.decode(answer.content, type=dict[str, str])
            report = msgspec.convert({**told, "code": answer.status_code}, type=Report)
        except msgspec.MsgspecError as error:
            raise AssertionError(
                f"The bot should say in what state it, its database and its version are, but it answers "
                f"{answer.status_code}: {answer.text[:200]!r} ({error})."
            ) from error
        self._transcript.add(said("the bot", "the watch", "health", report.described()))
        return report
