"""Whoever brings an answer to a line past the call: a stranger, or the carrier by another way."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from countersign.carrier import Call, CallFailed, Number, Signing, Turn
from countersign.carrier.errand import BUDGET, Errands
from countersign.carrier.markup import MalformedError, read_document
from countersign.evidence.exchange import Exchange, said

FORGED = {
    "no signature": Signing.ABSENT,
    "a garbled signature": Signing.GARBAGE,
    "the signature of another call": Signing.FOREIGN,
}
"""How a call is signed by whoever is not the carrier."""


@dataclass(frozen=True)
class Knock:
    """A request at the line's door, and how it was answered."""

    turn: Turn

    @property
    def status(self) -> int | None:
        """How it was answered; None where it was not."""
        return self.turn.status

    @property
    def verbs(self) -> list[str]:
        """What the carrier is told to do."""
        try:
            return [verb.name for verb in read_document(self.turn.body.encode()).children]
        except MalformedError:
            return []

    @property
    def words(self) -> str:
        """All words in the answer."""
        return " ".join(re.sub(r"<[^>]*>", " ", self.turn.body).split())

    @property
    def blank(self) -> list[str]:
        """The parameters that the carrier sent without a value."""
        return sorted(name for name, value in self.turn.params.items() if not value)

    def described(self) -> str:
        """The answer in words."""
        body = " ".join(self.turn.body.split())[:160]
        return f"{self.turn.status or 'nothing'} («{body}»)"


class Messenger:
    """Brings what somebody is to have said in a call, in the way that the line has asked for it."""

    def __init__(self, number: Number, say: Callable[[Exchange], Any]) -> None:
        self._number = number
        self._say = say

    def brings(self, words: str, call: Call, *, signing: Signing, base_url: str | None = None) -> Knock:
        """Answer what the call waits for in the caller's place; at another process where one is named."""
        awaits = call.awaits
        action = getattr(awaits, "action", None)
        if awaits is None or action is None:
            raise LookupError("nobody can answer in a call that waits for nothing")
        own = {"SpeechResult", "Confidence", "Digits", "FinishedOnKey", "msg"}
        params = {name: value for name, value in call.turns[-1].params.items() if name not in own}
        turn = Turn(_elsewhere(action, base_url), awaits.method, {**params, "CallStatus": "in-progress"})
        self._say(said("the messenger", "the line", "phone", words))
        errands = Errands(self._number, signing, BUDGET)
        try:
            errands.run(turn, {"SpeechResult": words, "Confidence": "0.9"})
        except CallFailed as failure:
            turn.failure = failure.sentence
        finally:
            errands.close()
        knock = Knock(turn)
        self._say(said("the line", "the messenger", "phone", knock.described(), took=turn.seconds))
        return knock


def _elsewhere(url: str, base_url: str | None) -> str:
    if base_url is None:
        return url
    there, path = urlsplit(base_url), urlsplit(url)
    return urlunsplit((there.scheme, there.netloc, path.path, path.query, ""))
