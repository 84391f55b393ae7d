"""behave's runner with an honest ending: it plans, runs, writes the run record, and says what it means."""

import os
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from behave.formatter._registry import make_formatters
from behave.formatter.base import StreamOpener
from behave.runner import Runner as BehaveRunner
from behave.runner import the_step_registry

from countersign.errors import UserError
from countersign.results import junit
from countersign.results.audience import Audience
from countersign.results.context import RunContext
from countersign.results.hooks import before_each_step, never_run_hooks, never_run_steps, watch
from countersign.results.interrupts import Interrupts
from countersign.results.listening import Listener, MaskingFormatter
from countersign.results.loading import load_code, load_features, nothing_concerned, nothing_selected
from countersign.results.options import Options
from countersign.results.paint import Paint
from countersign.results.plan import Item, decide, narrow, plan
from countersign.results.recorder import Recorder
from countersign.results.reports import ReportsFolder
from countersign.results.resilience import Advice, resilience
from countersign.results.run_lines import first_line, last_line, same_again
from countersign.results.scenario_run import ScenarioRun
from countersign.results.session import Session, session_factory
from countersign.results.shuffle import shuffle
from countersign.results.summary import Story, summary
from countersign.results.troubles import Troubles
from countersign.results.verdict import RED, Verdict


class Runner(BehaveRunner):  # type: ignore[misc]
    """Named in `behave.ini`; plain `behave` uses it."""

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        self._troubles = Troubles()
        self._interrupts = Interrupts()
        self._ending = ""
        """Why the run ends early, once it does."""

    def run(self) -> bool:
        """Run the suite; behave makes exit code 0 or 1 of the answer, and 2 needs an exception."""
        if self.config.dry_run:
            return bool(super().run())
        verdict = Verdict.INCONCLUSIVE
        try:
            verdict = self._run_and_record()
        except UserError as error:
            print(f"countersign: {error}", file=sys.stderr)
        except KeyboardInterrupt:
            print("countersign: interrupted before anything was run", file=sys.stderr)
        except BrokenPipeError:
            # Whoever read the output has gone, as `head` does; Python's own last flush must not complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            with suppress(BrokenPipeError):
                print("countersign: the output was closed before the run had ended", file=sys.stderr)
        except SystemExit:
            self.stop_capture()
            print("countersign: a step ended the run with sys.exit; let it fail instead.", file=sys.stderr)
        if verdict is Verdict.INCONCLUSIVE:
            raise SystemExit(verdict.value)
        return verdict is Verdict.FAILED

    def abort(self, reason: str | None = None) -> None:
        """behave ends the run: a `before_all` that failed, a KeyboardInterrupt."""
        self._end_early(self._interrupts.reason or f"behave ended the run ({reason})")

    def _run_and_record(self) -> Verdict:
        options = Options.of(self.config.userdata)
        with self._interrupts, ReportsFolder(options.reports) as folder, self.path_manager:
            items = self._plan(options)
            advice = Advice.for_all([item.planned for item in items], Path(self.base_dir))
            session = session_factory(options.session)(self.config.userdata, options.reports)
            with closing(session):
                story = self._run_in(session, items, options, folder, advice)
        print(summary(story, Paint(sys.stdout, self.config)), flush=True)
        return Verdict(story.end.exit_code)

    def _plan(self, options: Options) -> list[Item]:
        """Load everything, and select what is to run."""
        self.context = RunContext(self, self._troubles, self._end_early)
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
    ) -> Story:
        started_at = time.time()
        facts = session.open()
        self._interrupts.careful = True
        self._announce(facts.first_line, options)
        self._troubles.redact = session.redact
        self.context._set_root_attribute("session", session)
        items = narrow(items, session.concerns)
        if not items:
            raise nothing_concerned(self.config)
        decide(items, session.gate)
        self._prepare_formatters(session, options, folder)
        with Recorder(folder.record, session.redact) as record:
            run = record.write(first_line(facts, started_at))
            planned = [record.write(item.planned) for item in items]
            self._carry_out(session, items, Audience(record, self.formatters))
            score = resilience([item.planned for item in items], record.attempts, advice.on)
            if score is not None:
                score = record.write(score)
            end = record.write(last_line(record.counts(), self._troubles.of_the_run, self._ending))
        junit.derive(folder.record, folder.junit)
        return Story(run, end, planned, record.attempts, folder.path, same_again(self.config), score)

    def _announce(self, what: str, options: Options) -> None:
        if what:
            print(what)
        if options.seed is not None:
            print(f"Shuffled: -D shuffle={options.seed} gives this order again.")

    def _prepare_formatters(self, session: Session, options: Options, folder: ReportsFolder) -> None:
        try:
            formatters = make_formatters(self.config, self.config.outputs)
        except OSError as error:
            raise UserError(f"{error.filename}: -o can't be written there ({error.strerror}).") from error
        if options.allure:
            formatters += self._allure(formatters, folder)
        self.formatters = [MaskingFormatter(self.config, session.redact), *formatters]
        for formatter in self.formatters:
            if isinstance(formatter, Listener):
                formatter.begin(session.redact)

    def _allure(self, formatters: list[Any], folder: ReportsFolder) -> list[Any]:
        """Ours, unless Allure was asked for with `-f`: two would write everything twice."""
        from countersign.results.allure import AllureFormatter, is_allure

        if any(is_allure(formatter) for formatter in formatters):
            return []
        return [AllureFormatter(StreamOpener(str(folder.allure)), self.config)]

    def _carry_out(self, session: Session, items: list[Item], audience: Audience) -> None:
        """Run what may run, report all of it."""
        scenario_run = ScenarioRun(session, self._troubles, self._interrupts)
        for item in items:
            if item.decision:
                audience.left_out(item.planned, item.decision.outcome, item.decision.reason)
            else:
                self._report_when_ended(item, session, scenario_run, audience)
        self._check_hooks()
        if not self._ending:
            self._run_features(session)
        audience.never_reached(items, self._ending or "a hook of its feature or rule failed")
        self._note_silent_troubles()
        audience.troubled(self._troubles.of_the_run)
        for formatter in self.formatters:
            formatter.close()
        for reporter in self.config.reporters:
            reporter.end()

    def _check_hooks(self) -> None:
        """Hooks that would do nothing end the run before it begins; the others are watched."""
        for name in never_run_hooks(self.hooks):
            self._troubles.note(
                f"hook {name} is an async def or has a yield; behave never runs those: make it a plain def"
            )
            self._end_early("an async hook would do nothing")
        for location in never_run_steps(self.step_registry):
            self._troubles.note(f"{location}: a step with a yield in it is never run: take the yield out")
            self._end_early("a step would do nothing")
        watch(self.hooks, self._troubles, lambda error: self._end_early(str(error)))
        before_each_step(self.hooks, self._interrupts.check)

    def _report_when_ended(
        self, item: Item, session: Session, scenario_run: ScenarioRun, audience: Audience
    ) -> None:
        """Wrap the scenario's `run`, which ends after its clean-up; `after_scenario` comes too early."""
        run = item.scenario.run

        def run_and_report(runner: Any) -> bool:
            if self._must_end(session):
                return True
            self.context._set_root_attribute("planned", item.planned)
            ended = scenario_run.run(item, lambda: run(runner))
            audience.ended(item.planned, ended)
            red = ended.attempt.outcome in RED
            if red and self.config.stop:
                self._end_early("--stop ends a run at the first failure")
            return red

        item.scenario.run = run_and_report

    def _run_features(self, session: Session) -> None:
        """What behave's own `run_model` does, less what it prints."""
        self.run_hook("before_all")
        for feature in self.features:
            if not self._must_end(session):
                self.feature = feature
                for formatter in self.formatters:
                    formatter.uri(feature.filename)
                feature.run(self)
            for reporter in self.config.reporters:
                reporter.feature(feature)
        self.run_hook_with_capture("after_all")
        # Clean-ups that fail are noted already; raised, they would only hide those that come after.
        self.context.fail_on_cleanup_errors = False
        self.context._do_remaining_cleanups()

    def _must_end(self, session: Session) -> bool:
        if not self._ending and (why := self._interrupts.reason or session.health()):
            self._end_early(why)
        return bool(self._ending)

    def _end_early(self, why: str) -> None:
        self._ending = self._ending or why
        self.aborted = True

    def _note_silent_troubles(self) -> None:
        """What behave counts or prints without failing for it."""
        for matcher in self.step_registry.error_handler.bad_step_definitions:
            self._troubles.note(f"{matcher.location}: the step's pattern can't be used: {matcher.pattern}")
        if self.context.cleanup_errors > self._troubles.cleanups:
            self._troubles.note("a clean-up failed, and on_cleanup_error kept the reason to itself")
