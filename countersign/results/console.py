"""One short line a scenario, when it has really ended; on failure the step and the sentence below it."""

from typing import Any

from behave.formatter.base import Formatter

from countersign.results.paint import Paint, indented
from countersign.results.record import Attempt, Outcome, Planned
from countersign.results.session import Redact
from countersign.results.verdict import TO_BE_EXPLAINED


class Console(Formatter):  # type: ignore[misc]
    """What a run looks like while it goes on; what will not be run is left to the summary."""

    name = "countersign"
    description = "One line a scenario, with the failing step and why it failed"

    def __init__(self, stream_opener: Any, config: Any) -> None:
        super().__init__(stream_opener, config)
        self.stream = self.open()
        self._paint = Paint(self.stream, config)
        self._heading = ("", "")

    def begin(self, redact: Redact) -> None:
        """Attempts come redacted."""

    def attempted(self, planned: Planned, attempt: Attempt) -> None:
        """A line for the scenario, below the heading of its feature and rule."""
        begun = attempt.outcome is Outcome.NOT_RUN and attempt.seconds
        if not begun and attempt.outcome not in (Outcome.PASSED, *TO_BE_EXPLAINED):
            return
        self._head(planned.path, planned.feature, planned.rule)
        mark = self._paint.mark(attempt.outcome)
        self._write(f"{self._depth()}{mark} {planned.name} {self._paint.faint(f'{attempt.seconds:.2f} s')}")
        if attempt.outcome is Outcome.NOT_RUN:
            self._write(indented(f"not run: {attempt.sentence}", 6))
        if attempt.outcome in TO_BE_EXPLAINED:
            self._explain(attempt)

    def troubled(self, problem: str) -> None:
        """A line for what went wrong outside of every scenario."""
        self._write(f"{self._paint.mark(Outcome.ERROR)} {problem}")

    def scenario(self, scenario: Any) -> None:
        """Without a run there are no results, so a dry run lists the scenarios."""
        if self.config.dry_run:
            self._head(scenario.filename, scenario.feature.name, "")
            self._write(f"  - {scenario.name} {self._paint.faint(str(scenario.location))}")

    def _explain(self, attempt: Attempt) -> None:
        step = next((step for step in attempt.steps if step.error), None)
        if step:
            self._write(indented(f"{step.keyword} {step.name}", 6))
        self._write(self._paint.outcome(attempt.outcome, indented(attempt.sentence, 8)))
        if attempt.output:
            self._write(self._paint.faint(indented(f"It printed:\n{indented(attempt.output, 2)}", 6)))

    def _head(self, path: str, feature: str, rule: str) -> None:
        if self._heading[0] != path:
            self._write(f"\n{self._paint.heading(feature)} {self._paint.faint(path)}")
        if rule and self._heading != (path, rule):
            self._write(f"  {rule}")
        self._heading = (path, rule)

    def _depth(self) -> str:
        return "    " if self._heading[1] else "  "

    def _write(self, text: str) -> None:
        self.stream.write(f"{text}\n")
        self.stream.flush()
