"""What goes wrong around the steps: hooks and clean-ups that fail, of a scenario or of the whole run."""

from collections.abc import Iterator
from contextlib import contextmanager

from countersign.results.session import Redact


class Troubles:
    """Collects sentences, each for the scenario under way, or for the run while there is none."""

    def __init__(self) -> None:
        self.of_the_run: list[str] = []
        self.redact: Redact = str
        self._cleanups = 0
        self._under_way = self.of_the_run

    def note(self, sentence: str) -> None:
        """Something failed that is not a step."""
        self._under_way.append(self.redact(sentence))

    def note_of_the_run(self, sentence: str) -> None:
        """Something failed that no scenario can be blamed for, whichever is under way."""
        self.of_the_run.append(self.redact(sentence))

    def note_cleanup(self, sentence: str) -> None:
        """A clean-up failed; behave counts them too, so that one which escapes us is known of."""
        self._cleanups += 1
        self.note(sentence)

    def compare(self, cleanup_errors: int) -> None:
        """Note that clean-ups have failed, as behave counts them, of which nobody said why."""
        if cleanup_errors > self._cleanups:
            self.note("a clean-up failed, and on_cleanup_error kept the reason to itself")

    def take(self) -> list[str]:
        """Those of the run so far, which are somebody else's from here on."""
        taken, self.of_the_run[:] = list(self.of_the_run), []
        return taken

    @contextmanager
    def scenario(self) -> Iterator[list[str]]:
        """Collects for a scenario while it lasts."""
        self._under_way = []
        try:
            yield self._under_way
        finally:
            self._under_way = self.of_the_run
