"""What goes wrong around the steps: hooks and clean-ups that fail, of a scenario or of the whole run."""

from collections.abc import Iterator
from contextlib import contextmanager

from countersign.results.session import Redact


class Troubles:
    """Collects sentences, each for the scenario under way, or for the run while there is none."""

    def __init__(self) -> None:
        self.of_the_run: list[str] = []
        self.redact: Redact = str
        self.cleanups = 0
        self._under_way = self.of_the_run

    def note(self, sentence: str) -> None:
        """Something failed that is not a step."""
        self._under_way.append(self.redact(sentence))

    def note_cleanup(self, sentence: str) -> None:
        """A clean-up failed; behave counts them too, so that one which escapes us is known of."""
        self.cleanups += 1
        self.note(sentence)

    @contextmanager
    def scenario(self) -> Iterator[list[str]]:
        """Collects for a scenario while it lasts."""
        self._under_way = []
        try:
            yield self._under_way
        finally:
            self._under_way = self.of_the_run
