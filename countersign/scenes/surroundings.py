"""What every scene of a world shares."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Protocol

from countersign.adversity.spares import Spares
from countersign.evidence.transcript import Transcript
from countersign.ledger import Entry


class Belongings(Protocol):
    """Writes down who comes into the world before that happens, and removes what they leave behind."""

    def expect(self, entry: Entry) -> Callable[[], None]:
        """Write down what is about to be created; what is returned removes all traces of it."""
        ...

    def can_remove(self, entry: Entry) -> bool:
        """Whether all traces of it can be removed, so that nobody will find any later."""
        ...

    def made(self, entry: Entry, what: str, which: str) -> None:
        """Note what has come of it: the run lists what it can't remove (`which`: found again by what)."""
        ...


@dataclass(frozen=True)
class Surroundings:
    """Where a scene writes down what is said and who comes, and what is to be done when the world ends."""

    source: str
    """The target file, for the sentences of a failure."""
    transcript: Transcript
    belongings: Belongings
    leave: ExitStack
    """Undone in reverse order when the world ends."""
    measured: list[tuple[str, float, str]]
    """What the scenario measured that is no answer to anybody: name, value, unit."""
    spares: Spares | None = None
    """Starts deployments that may be broken, where the suite can."""
    users: int = 5
    """How many people make a crowd, as the tester said."""
    answered: list[tuple[str, float]] = field(default_factory=list)
    """What was answered to others than the scenario's people, and in how many seconds."""
