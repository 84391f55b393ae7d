"""Carries the scenarios out in this process, one after the other."""

from collections.abc import Callable, Sequence
from typing import Any

from countersign.results.audience import Audience
from countersign.results.course import Course
from countersign.results.exits import no_sudden_end
from countersign.results.plan import Item, alone, start_afresh
from countersign.results.scenario_run import ScenarioRun
from countersign.results.session import Session
from countersign.results.verdict import RED


class InTurn:
    """What behave's own `run_model` does, less what it prints; and what failed is run again at the end."""

    def __init__(self, course: Course, session: Session, audience: Audience) -> None:
        self._course = course
        self._runner = course.runner
        self._session = session
        self._audience = audience
        self._scenario_run = ScenarioRun(course, session)
        self._items: Sequence[Item] = ()

    def carry_out(self, items: Sequence[Item], retries: int) -> None:
        """Run all of them, and report each when it has really ended; `after_scenario` comes too early."""
        self._items = items
        for item in items:
            item.scenario.run = self._reporting(item)
        with no_sudden_end():
            self._carry_out(retries)

    def _carry_out(self, retries: int) -> None:
        self._runner.run_hook("before_all")
        try:
            for feature in self._runner.features:
                if not self._course.must_end(self._session):
                    self._run(feature)
                self._course.reporters.feature(feature)
            for attempt in range(1, retries + 1):
                for item in self._audience.red(self._items, attempt):
                    self._again(item, attempt + 1)
        finally:
            end_of_all(self._runner)

    def _again(self, item: Item, attempt: int) -> None:
        if self._course.must_end(self._session):
            return
        item.attempt = attempt
        start_afresh(item.scenario)
        with alone(item.scenario) as feature:
            self._run(feature)

    def _run(self, feature: Any) -> None:
        self._runner.feature = feature
        for formatter in self._runner.formatters:
            formatter.uri(feature.filename)
        feature.run(self._runner)

    def _reporting(self, item: Item) -> Callable[[Any], bool]:
        def run_and_report(_runner: Any) -> bool:
            if self._course.must_end(self._session):
                return True
            ended = self._scenario_run.run(item)
            self._audience.ended(item.planned, ended)
            red = ended.attempt.outcome in RED
            if red and self._runner.config.stop:
                self._course.end_early(STOPPED)
            return red

        return run_and_report


STOPPED = "--stop ends a run at the first failure"


def end_of_all(runner: Any) -> None:
    """`after_all`, and the clean-ups of the whole run."""
    runner.run_hook_with_capture("after_all")
    # Clean-ups that fail are noted already; raised, they would only hide those that come after.
    runner.context.fail_on_cleanup_errors = False
    runner.context._do_remaining_cleanups()
