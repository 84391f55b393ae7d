"""behave's runner with an honest ending: it plans, runs, writes the run record, and says what it means."""

import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from behave.runner import Runner as BehaveRunner
from behave.runner import the_step_registry

from countersign.errors import UserError
from countersign.results import derived, garbage
from countersign.results.audience import Audience
from countersign.results.context import RunContext
from countersign.results.course import Course
from countersign.results.exits import survive
from countersign.results.faults import in_a_line
from countersign.results.formatters import prepare, writes_in_workers
from countersign.results.hooks import before_each_step, never_run_hooks, never_run_steps, watch
from countersign.results.in_turn import InTurn
from countersign.results.interrupts import Cut
from countersign.results.loading import load_code, load_features, nothing_concerned, nothing_selected
from countersign.results.memory import Memory
from countersign.results.options import Options
from countersign.results.outlet import output_is_gone
from countersign.results.owners import Advice, owned
from countersign.results.paint import Paint
from countersign.results.parallel.side_by_side import SideBySide
from countersign.results.plan import Item, decide, divide, narrow, plan
from countersign.results.readiness import Owned, readiness
from countersign.results.recorder import Recorder
from countersign.results.reports import ReportsFolder
from countersign.results.requirements import told
from countersign.results.resilience import resilience
from countersign.results.run_lines import first_line, last_line, same_again
from countersign.results.session import Session, session_factory
from countersign.results.shuffle import shuffle
from countersign.results.summary import Story, summary
from countersign.results.verdict import Verdict


class Runner(BehaveRunner):  # type: ignore[misc]
    """Named in `behave.ini`; plain `behave` uses it."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self._course = Course(self)

    def run(self) -> bool:
        """Run the suite; behave makes exit code 0 or 1 of the answer, and 2 needs an exception."""
        if self.config.dry_run:
            with garbage.loading():
                return bool(super().run())
        verdict = Verdict.INCONCLUSIVE
        try:
            verdict = self._run_and_record()
        except UserError as error:
            print(f"countersign: {error}", file=sys.stderr)
        except KeyboardInterrupt:
            print("countersign: interrupted before anything was run", file=sys.stderr)
        except OSError as error:
            if not output_is_gone(error):
                raise
        except SystemExit:
            self.stop_capture()
            print(
                "countersign: a clean-up ended the run with sys.exit; let it raise instead.", file=sys.stderr
            )
        finally:
            garbage.keep()  # the process ends soon
        if verdict is Verdict.INCONCLUSIVE:
            raise SystemExit(verdict.value)
        return verdict is Verdict.FAILED

    def abort(self, reason: str | None = None) -> None:
        """behave ends the run: a `before_all` that failed, a KeyboardInterrupt."""
        self._course.end_early(self._course.interrupts.reason or f"behave ended the run ({reason})")

    def _run_and_record(self) -> Verdict:
        options = Options.of(self.config.userdata)
        self._course.time_limit.seconds = options.scenario_timeout
        memory = Memory(options.history_module, options.history)
        with self._course.interrupts, ReportsFolder(options.reports) as folder, self.path_manager:
            with garbage.loading():
                items = self._plan(options)
                advice = Advice.for_all([item.planned for item in items], Path(self.base_dir))
                journeys = owned([item.planned for item in items], Path(self.base_dir))
                session = session_factory(options.session)(self.config.userdata, options.reports)
            with closing(session):
                story = self._run_in(session, items, options, folder, advice, journeys, memory)
            complete = derived.derive(folder)
            # Shards divide by what is remembered, so none of them must change it for the others.
            news = [] if options.shard else memory.remember(folder.record)
            print(summary(story, Paint(sys.stdout, self.config), news), flush=True)
            if options.report:
                self._make_page(folder)
        verdict = Verdict(story.end.exit_code)
        return verdict if complete or verdict is Verdict.FAILED else Verdict.INCONCLUSIVE

    def _make_page(self, folder: ReportsFolder) -> None:
        """The Allure report as a page; without it the run is worth as much."""
        from countersign.results import allure_report

        self._course.interrupts.may_cut = Cut.ANYTHING
        try:
            page = allure_report.make(folder.path)
        except KeyboardInterrupt:
            print("countersign: interrupted while the Allure report was made", file=sys.stderr)
        except Exception as error:  # noqa: BLE001 (whatever it is, the run has its verdict already)
            print(f"countersign: no Allure report was made: {in_a_line(error)}", file=sys.stderr)
        else:
            print(f"Allure report: {page}", flush=True)

    def _plan(self, options: Options) -> list[Item]:
        """Load everything, and select what is to run."""
        self.context = RunContext(self, self._course.troubles, self._course.end_early)
        load_code(self)
        self.step_registry = the_step_registry
        self.features = load_features(self)
        items = plan(self.features, self.config, Path(self.base_dir))
        if not items:
            raise nothing_selected(self.config)
        if options.seed is not None:
            shuffle(self.features, options.seed)
        return items

    def _run_in(
        self,
        session: Session,
        items: list[Item],
        options: Options,
        folder: ReportsFolder,
        advice: Advice,
        journeys: Sequence[Owned],
        memory: Memory,
    ) -> Story:
        started_at = time.time()
        facts = session.open()
        self._course.interrupts.may_cut = Cut.STEPS
        self._announce(facts.first_line, options)
        self._course.troubles.redact = session.redact
        self.context._set_root_attribute("session", session)
        items = narrow(items, session.concerns)
        if not items:
            raise nothing_concerned(self.config)
        expected = memory.expected_seconds(facts.target, needed=options.shard is not None)
        decide(items, session.gate)
        items, elsewhere = divide(items, options.shard, expected)
        jobs = self._jobs(items)
        self.formatters = prepare(self.config, options, folder, session.redact, self._course.troubles)
        selected = [*(item.planned for item in items), *(one.planned for one in elsewhere)]
        requirements = told(self.features, selected, Path(self.base_dir))
        with Recorder(folder.record, session.redact) as record:
            run = record.write(first_line(facts, self.config, started_at, jobs, str(options.shard or "")))
            for line in requirements:
                record.write(line)
            planned = [record.write(item.planned) for item in items]
            for one in elsewhere:
                record.write(one)
            audience = Audience(record, self.formatters, session.redact)
            self._carry_out(
                session, items, audience, options.retries, jobs, expected, lambda: derived.load(memory)
            )
            selected = [item.planned for item in items]
            score = resilience(selected, record.attempts, advice.on)
            if score is not None:
                score = record.write(score)
            ready = [record.write(one) for one in readiness(selected, record.attempts, journeys)]
            end = record.write(
                last_line(record.counts(), self._course.troubles.of_the_run, self._course.ending)
            )
        return Story(run, end, planned, record.attempts, folder.path, same_again(run), score, ready)

    def _jobs(self, items: Sequence[Item]) -> int:
        """How many processes run the scenarios: as many as were asked for, and no more than have work."""
        to_run = sum(not item.decision for item in items)
        return max(min(self.config.jobs or _usual_jobs(), to_run), 1)

    def _announce(self, what: str, options: Options) -> None:
        if what:
            print(what)
        if options.seed is not None:
            print(f"Shuffled: -D shuffle={options.seed} gives this order again.")

    def _carry_out(
        self,
        session: Session,
        items: Sequence[Item],
        audience: Audience,
        retries: int,
        jobs: int,
        expected: Mapping[str, float],
        meanwhile: Callable[[], None],
    ) -> None:
        """Run what may run, report all of it."""
        course = self._course
        for item in items:
            if item.decision:
                audience.left_out(item.planned, item.decision.outcome, item.decision.reason)
        self._check_hooks()
        way: InTurn | SideBySide = InTurn(course, session, audience)
        if jobs > 1 or course.time_limit.seconds is not None:  # only from outside can all be ended
            elsewhere = [formatter for formatter in self.formatters if writes_in_workers(formatter)]
            way = SideBySide(course, session, audience, jobs, expected, elsewhere, meanwhile)
        if not course.ending:
            with course.kept_in_order():
                way.carry_out([item for item in items if not item.decision], retries)
        audience.never_reached(items, course.ending or "a hook of its feature or rule failed")
        for matcher in self.step_registry.error_handler.bad_step_definitions:
            course.troubles.note(f"{matcher.location}: the step's pattern can't be used: {matcher.pattern}")
        course.troubles.compare(self.context.cleanup_errors)
        audience.troubled(course.troubles.of_the_run)
        for formatter in self.formatters:
            formatter.close()
        course.reporters.end()

    def _check_hooks(self) -> None:
        """Hooks that would do nothing end the run before it begins; the others are watched."""
        course = self._course
        for name in never_run_hooks(self.hooks):
            course.troubles.note(
                f"hook {name} is an async def or has a yield; behave never runs those: make it a plain def"
            )
            course.end_early("an async hook would do nothing")
        for location in never_run_steps(self.step_registry):
            course.troubles.note(f"{location}: a step with a yield in it is never run: take the yield out")
            course.end_early("a step would do nothing")
        survive(self.step_registry)
        watch(self.hooks, course.troubles, lambda error: course.end_early(str(error)))
        before_each_step(self.hooks, course.interrupts.check)


def _usual_jobs() -> int:
    """For `-j auto`: people wait more than they compute, so a processor has work for more than one."""
    return 2 * len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2 * (os.cpu_count() or 1)
