"""Something that a caller did on the phone, and what came of it."""

from countersign.carrier import Call, Turn


class PhoneAct:
    """What was done, from then until the next thing is done."""

    def __init__(self, kind: str, call: Call) -> None:
        self.kind = kind
        """What was given: a call, a name, a time, a length, a yes or no …"""
        self._call = call
        self._first_turn = len(call.turns)
        self._first_heard = len(call.heard)
        self._last_turn: int | None = None

    def is_done(self) -> None:
        """What the line does from now on is no answer to this."""
        self._last_turn = len(self._call.turns)

    @property
    def turns(self) -> list[Turn]:
        """What the carrier asked the line for because of it."""
        return self._call.turns[self._first_turn : self._last_turn]

    @property
    def came_of_it(self) -> bool:
        """Whether anything did: a key that nobody waits for changes nothing."""
        return bool(self.turns or self.sayings)

    @property
    def seconds(self) -> float | None:
        """How long the caller waited for the answer; None where the line was asked for nothing."""
        return sum(turn.seconds for turn in self.turns) if self.turns else None

    @property
    def sayings(self) -> list[str]:
        """What was said since, one text for each time that the line began to speak."""
        return [one.text for one in self._call.heard[self._first_heard :] if one.kind == "say"]
