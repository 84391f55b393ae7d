"""Everyone who is told how scenarios end: the run record first, then the formatters."""

import time
from collections.abc import Sequence

from countersign.results.listening import Listener
from countersign.results.plan import Item
from countersign.results.record import Attempt, Outcome, Planned
from countersign.results.recorder import Recorder
from countersign.results.scenario_run import Ended


class Audience:
    """Tells everyone the same, and in the same words: those that were written down."""

    def __init__(self, record: Recorder, formatters: Sequence[object]) -> None:
        self._record = record
        self._listeners = [formatter for formatter in formatters if isinstance(formatter, Listener)]

    def ended(self, planned: Planned, ended: Ended) -> None:
        """A scenario has ended."""
        for measure in ended.measures:
            self._record.write(measure)
        attempt = self._record.write(ended.attempt)
        for listener in self._listeners:
            listener.attempted(planned, attempt)

    def left_out(self, planned: Planned, outcome: Outcome, reason: str) -> None:
        """A scenario was not executed, for that reason."""
        attempt = Attempt(
            id=planned.id, outcome=outcome, started_at=time.time(), seconds=0.0, sentence=reason
        )
        self.ended(planned, Ended(attempt))

    def never_reached(self, items: Sequence[Item], reason: str) -> None:
        """Everything that was planned and not reported was not run."""
        for item in items:
            if item.planned.id not in self._record.attempts:
                self.left_out(item.planned, Outcome.NOT_RUN, reason)

    def troubled(self, problems: Sequence[str]) -> None:
        """This went wrong outside of every scenario."""
        for problem in problems:
            for listener in self._listeners:
                listener.troubled(problem)
