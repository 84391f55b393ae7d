"""Tells a call as the dialogue that it is, exchange by exchange."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from countersign.carrier.speech import Heard
from countersign.carrier.turn import Turn
from countersign.evidence.exchange import Exchange

CHANNEL = "phone"


class Dialogue:
    """What is said on the phone between one caller and one line."""

    def __init__(self, say: Callable[[Exchange], None], caller: str, line: str) -> None:
        self._say = say
        self._caller = caller
        self._line = line

    def caller(self, body: str) -> None:
        """The caller says or does something."""
        self._tell(self._caller, self._line, body)

    def line(self, heard: Sequence[Heard], turns: Sequence[Turn]) -> None:
        """The line has said these things, in answer to what these turns brought it."""
        if not heard:
            return
        body = " ".join(str(one) for one in heard)
        took = sum(turn.seconds for turn in turns) if turns else None
        self._tell(self._line, self._caller, body, took, requests=[_gist(turn) for turn in turns])

    def line_does(self, what: str, turns: Sequence[Turn] = ()) -> None:
        """The line does something that is not heard as words."""
        self._tell(self._line, self._caller, f"[{what}]", requests=[_gist(turn) for turn in turns])

    def _tell(self, sender: str, receiver: str, body: str, took: float | None = None, **detail: Any) -> None:
        self._say(
            Exchange(
                at=time.time(),
                sender=sender,
                receiver=receiver,
                channel=CHANNEL,
                body=body,
                took=took,
                detail={name: value for name, value in detail.items() if value},
            )
        )


def _gist(turn: Turn) -> dict[str, Any]:
    return {
        "method": turn.method,
        "url": turn.url,
        "status": turn.status,
        "seconds": round(turn.seconds, 4),
        "verbs": list(turn.verbs),
    }
