"""What became of a mail or an SMS, until it is kept in the records."""

from collections.abc import Callable
from dataclasses import dataclass

from countersign.sandbox.onboarding.actions import Effect

_MOST = 1000


@dataclass(frozen=True)
class Keeping:
    """How to keep an outcome, and what the user sees then."""

    update_id: int
    """The update that brought it about; it comes again until the outcome is kept."""
    work: Callable[[], list[Effect]]
    seen: bool
    """Whether the user waits for it."""


class Unkept:
    """Outcomes that the database did not take yet: a mail that went out can't be called back."""

    def __init__(self) -> None:
        self._keepings: dict[int, Keeping] = {}

    def of(self, update_id: int) -> Keeping | None:
        """The outcome that the update has left behind."""
        return self._keepings.get(update_id)

    def add(self, keeping: Keeping) -> None:
        """Remember an outcome; the oldest is forgotten where there are too many."""
        self._keepings[keeping.update_id] = keeping
        if len(self._keepings) > _MOST:
            del self._keepings[next(iter(self._keepings))]

    def remove(self, keeping: Keeping) -> None:
        """Forget an outcome that is kept."""
        self._keepings.pop(keeping.update_id, None)
