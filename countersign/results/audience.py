"""Everyone who is told how scenarios end: the run record first, then the formatters."""

import time
from collections.abc import Sequence

from countersign.results.listening import Listener
from countersign.results.masking import masked_line
from countersign.results.plan import Item
from countersign.results.record import Attempt, Outcome, Planned
from countersign.results.recorder import Recorder
from countersign.results.scenario_run import Ended
from countersign.results.session import Redact
from countersign.results.verdict import RED


class Audience:
    """Tells everyone the same, and in the same words: those that were written down."""

    def __init__(self, record: Recorder, formatters: Sequence[object], redact: Redact) -> None:
        self._record = record
        self._listeners = [formatter for formatter in formatters if isinstance(formatter, Listener)]
        self._redact = redact

    def ended(self, planned: Planned, ended: Ended) -> None:
        """A scenario has ended."""
        self.write(ended)
        self.tell(planned, ended.attempt)

    def write(self, ended: Ended) -> None:
        """Put it down, at once."""
        for measure in ended.measures:
            self._record.append(measure)
        self._record.append(ended.attempt)

    def tell(self, planned: Planned, attempt: Attempt, but: Sequence[object] = ()) -> None:
        """Let the formatters know of it, those aside that know already."""
        for listener in self._listeners:
            if listener not in but:
                listener.attempted(planned, attempt)

    def left_out(self, planned: Planned, outcome: Outcome, reason: str) -> None:
        """A scenario was not executed, for that reason."""
        attempt = Attempt(
            id=planned.id, outcome=outcome, started_at=time.time(), seconds=0.0, sentence=reason
        )
        self.ended(planned, Ended(masked_line(attempt, self._redact)))

    def never_reached(self, items: Sequence[Item], reason: str) -> None:
        """Everything that was planned and not reported was not run."""
        for item in items:
            if item.planned.id not in self._record.all_attempts:
                self.left_out(item.planned, Outcome.NOT_RUN, reason)

    def red(self, items: Sequence[Item], attempt: int) -> list[Item]:
        """Those whose attempt of that number was red."""
        attempts = {item.planned.id: self._record.all_attempts.get(item.planned.id, []) for item in items}
        return [
            item
            for item in items
            if len(attempts[item.planned.id]) == attempt and attempts[item.planned.id][-1].outcome in RED
        ]

    def troubled(self, problems: Sequence[str]) -> None:
        """This went wrong outside of every scenario."""
        for problem in problems:
            for listener in self._listeners:
                listener.troubled(problem)
