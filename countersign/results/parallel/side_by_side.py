"""Carries the scenarios out in several processes at once, and tells of them in the order of the files."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from countersign.results.audience import Audience
from countersign.results.course import Course
from countersign.results.in_turn import STOPPED
from countersign.results.interrupts import Cut
from countersign.results.parallel.crew import Crew
from countersign.results.parallel.members import Death
from countersign.results.parallel.notes import Replay
from countersign.results.parallel.obituary import obituary
from countersign.results.parallel.progress import Progress
from countersign.results.parallel.wire import Broken, Bye, Ready, Report, Task
from countersign.results.parallel.worker import Worker
from countersign.results.plan import Item, alone
from countersign.results.session import Session
from countersign.results.verdict import RED

_EXCLUSIVE = "exclusive"
_SECONDS_BETWEEN_LOOKS = 0.2
_USUAL_SECONDS = 1.0


class SideBySide:
    """The run's own process writes the record as scenarios end, and lets behave walk through the features to
    tell the formatters what has happened; its hooks are run by the workers.
    """

    def __init__(
        self,
        course: Course,
        session: Session,
        audience: Audience,
        jobs: int,
        expected: Mapping[str, float],
        elsewhere: Sequence[Any],
        meanwhile: Callable[[], None],
    ) -> None:
        self._course = course
        self._runner = course.runner
        self._session = session
        self._audience = audience
        self._jobs = jobs
        self._expected = expected
        self._elsewhere = elsewhere
        """Formatters that are told by the workers."""
        self._meanwhile: Callable[[], None] | None = meanwhile
        """What this process has to do anyway, while it has nothing to hand out."""
        self._reports: dict[tuple[int, int], Report] = {}
        self._passed_on: set[tuple[str, str]] = set()
        self._said: set[str] = set()
        self._items: Sequence[Item] = ()
        self._stops = bool(course.runner.config.stop)

    def carry_out(self, items: Sequence[Item], retries: int) -> None:
        """Run all of them, and what failed again at the end."""
        runner, course = self._runner, self._course
        self._items = items
        self._progress = Progress(dict(enumerate(map(self._seconds, items))))
        told = masking, *others = runner.formatters
        mine = [one for one in others if one not in self._elsewhere]
        worker = Worker(course, self._session, items, runner.hooks, [masking, *self._elsewhere], mine)
        self._replay = Replay(runner, mine, course.troubles, self._print)
        course.interrupts.may_cut, course.aborts = Cut.NOTHING, False
        crew = Crew(self._jobs, worker, self._session.forking, self._heard, course.time_limit)
        try:
            with closing(crew):
                self._crew = crew
                course.interrupts.tell = crew.tell
                self._hand_in(self._longest_first(), attempt=1)
                crew.start()
                # The workers stop where they are told to; here all that has happened is told.
                runner.hooks, runner.config.stop = {}, False
                runner.formatters = mine
                self._first_time()
                for attempt in range(1, retries + 1):
                    self._again(attempt)
                crew.dismiss()
        finally:
            self._progress.hide()
            runner.formatters = told
            for trouble in crew.trouble:
                course.troubles.note(trouble)

    def _first_time(self) -> None:
        for position, item in enumerate(self._items):
            item.scenario.run = lambda _, at=position: self._tell(at)
        for feature in self._runner.features:
            if self._has_begun(feature):
                self._walk(feature)
            self._course.reporters.feature(feature)

    def _longest_first(self) -> list[int]:
        return sorted(range(len(self._items)), key=lambda position: -self._seconds(self._items[position]))

    def _has_begun(self, feature: Any) -> bool:
        """Wait until something of the feature is over, or nothing more will be."""
        inside = {id(scenario) for scenario in feature.walk_scenarios()}
        mine = [position for position, item in enumerate(self._items) if id(item.scenario) in inside]
        return any(self._wait_for(position, 1) for position in mine) or not (mine or self._must_end())

    def _again(self, attempt: int) -> None:
        positions = {id(item): position for position, item in enumerate(self._items)}
        failed = [positions[id(item)] for item in self._audience.red(self._items, attempt)]
        if not failed or self._must_end():
            return
        self._hand_in(failed, attempt + 1)
        self._progress.again({position: self._seconds(self._items[position]) for position in failed})
        for position in failed:
            item = self._items[position]
            item.attempt = attempt + 1
            if self._wait_for(position, item.attempt):
                with alone(item.scenario) as feature:
                    self._walk(feature)

    def _hand_in(self, positions: Sequence[int], attempt: int) -> None:
        queue = self._crew.queue
        for position in positions:
            exclusive = _EXCLUSIVE in self._items[position].planned.tags
            (queue.alone if exclusive else queue.shared).append(Task(position, attempt))

    def _walk(self, feature: Any) -> None:
        self._progress.hide()
        self._runner.feature = feature
        for formatter in self._runner.formatters:
            formatter.uri(feature.filename)
        feature.run(self._runner)

    def _tell(self, position: int) -> bool:
        """What behave calls for a scenario to be run."""
        item = self._items[position]
        report = self._wait_for(position, item.attempt)
        if report is None:
            return False
        del self._reports[position, item.attempt]
        self._progress.hide()
        if report.ended is None:
            self._replay.around(item.scenario, report)
            for event in report.events:
                self._print(event.printed)
            self._print(report.printed)
            return False
        self._replay.tell(item.scenario, report)
        self._audience.tell(item.planned, report.ended.attempt, () if report.died else self._elsewhere)
        return report.ended.attempt.outcome in RED

    def _wait_for(self, position: int, attempt: int) -> Report | None:
        """The report of a scenario, when it is there; None where it will never come."""
        self._go_on(0.0)
        while (position, attempt) not in self._reports and not self._crew.idle:
            self._go_on(_SECONDS_BETWEEN_LOOKS)
        return self._reports.get((position, attempt))

    def _go_on(self, seconds: float) -> None:
        """Keep the workers busy, and take in what they say."""
        if self._must_end():
            self._crew.queue.clear()
        self._crew.give()
        self._progress.show()
        if self._meanwhile and not self._crew.queue:
            self._meanwhile()
            self._meanwhile = None
        self._crew.listen(seconds)
        if self._crew.hopeless:
            self._course.end_early(self._crew.hopeless)

    def _must_end(self) -> bool:
        return self._course.must_end(self._session)

    def _heard(self, message: Ready | Report | Bye | Broken | Death) -> None:
        if isinstance(message, Broken):
            self._course.end_early(message.sentence)
            return
        if isinstance(message, Death):
            message = obituary(self._items[message.task.position], message, self._session.redact)
        where = ""
        if isinstance(message, Report):
            self._take(message)
            where = self._items[message.position].planned.path
        elif message.printed not in self._said:
            # Each worker says the same in `before_all` and `after_all`.
            self._said.add(message.printed)
            self._print(message.printed)
        for trouble in message.troubles:
            if (where, trouble) not in self._passed_on:
                self._passed_on.add((where, trouble))
                self._course.troubles.note(trouble)
        if message.ending:
            self._course.end_early(message.ending)

    def _take(self, report: Report) -> None:
        self._reports[report.position, report.attempt] = report
        red = bool(report.ended and report.ended.attempt.outcome in RED)
        self._progress.done(report.position, red=red)
        if report.ended:
            self._audience.write(report.ended)
        if red and self._stops:
            self._course.end_early(STOPPED)

    def _print(self, text: str) -> None:
        if text:
            self._progress.hide()
            sys.stdout.write(text)
            sys.stdout.flush()

    def _seconds(self, item: Item) -> float:
        return self._expected.get(item.planned.id, _USUAL_SECONDS)
