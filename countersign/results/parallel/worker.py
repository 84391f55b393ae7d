"""A worker: a process forked off with everything loaded, which runs the scenarios that it is given."""

import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from countersign.errors import UserError
from countersign.results.context import RunContext
from countersign.results.course import Course
from countersign.results.exits import no_sudden_end
from countersign.results.hooks import before_each_step
from countersign.results.in_turn import end_of_all
from countersign.results.listening import Listener
from countersign.results.parallel.notes import Notes, state_of
from countersign.results.parallel.wire import Broken, Bye, Channel, Ready, Report, Task
from countersign.results.plan import Item, alone, containers, start_afresh
from countersign.results.scenario_run import Ended, ScenarioRun
from countersign.results.session import Session

GONE = "the process that the run belongs to is gone"

_SECONDS_TO_END = 60.0
"""Longer than a run waits that is still there."""


class Worker:
    """The life of a worker, from `before_all` to `after_all`."""

    def __init__(
        self,
        course: Course,
        session: Session,
        items: Sequence[Item],
        hooks: Mapping[str, Any],
        formatters: Sequence[Any],
        others: Sequence[Any],
    ) -> None:
        self._course = course
        self._session = session
        self._items = items
        self._hooks = hooks
        self._formatters = formatters
        """Those that write whole files of their own for each scenario, as Allure's does."""
        self._notes = Notes(course.runner.config, others)
        self._at_work = False

    def live(self, channel: Channel, begun: Callable[[int], None], signals: set[Any]) -> NoReturn:
        """Do what is asked for; the process ends with it, whatever threads are still there.

        Which step has begun is told by `begun`; the signals are those to be blocked from now on.
        """
        code = 1
        try:
            try:
                self._settle_in(channel, begun, signals)
            except (OSError, RuntimeError) as error:  # of a thread that can't be started
                raise UserError(f"a worker can't begin ({error}): ask for fewer with -j") from error
            with no_sudden_end():
                self._work(channel)
            code = 0
        except UserError as error:
            channel.say(Broken(str(error)))
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else 1
        except BaseException:  # noqa: BLE001 (the last words of this process)
            traceback.print_exc()
        finally:
            # What was inherited from the run must never be gone on with, though a step has closed stderr.
            try:
                sys.stderr.flush()
            finally:
                os._exit(code)

    def _settle_in(self, channel: Channel, begun: Callable[[int], None], signals: set[Any]) -> None:
        """Make the run's own what was inherited from it."""
        runner, course = self._course.runner, self._course
        self._pid = os.getpid()
        course.interrupts.obey()
        threading.Thread(target=self._watch, args=(channel,), daemon=True).start()
        signal.pthread_sigmask(signal.SIG_SETMASK, signals)
        course.aborts = True
        course.troubles.take()
        self._printed = _Printed()
        self._notes.tell_begun, self._notes.printed = begun, self._printed.take
        runner.context = RunContext(runner, course.troubles, course.end_early)
        runner.context._set_root_attribute("session", self._session)
        runner.hooks = dict(self._hooks)
        runner.formatters = [*self._formatters, self._notes]
        for item in self._items:
            vars(item.scenario).pop("run", None)
        before_each_step(runner.hooks, lambda: self._check(channel))
        self._scenario_run = ScenarioRun(course, self._session)
        self._listeners = [one for one in self._formatters if isinstance(one, Listener)]

    def _work(self, channel: Channel) -> None:
        runner = self._course.runner
        runner.run_hook("before_all")
        self._say(channel, Ready(self._printed.take(), self._course.troubles.take(), self._course.ending))
        try:
            while isinstance(task := channel.hear(), Task):
                self._at_work = True
                report = self._report(task)
                self._at_work = False
                self._say(channel, report)
        finally:
            end_of_all(runner)
        for formatter in runner.formatters:
            formatter.close()
        self._course.troubles.compare(runner.context.cleanup_errors)
        self._session.close()
        self._say(channel, Bye(self._printed.take(), self._course.troubles.take(), self._course.ending))

    def _say(self, channel: Channel, message: Ready | Report | Bye) -> None:
        """Whoever gets no answer any more is told so by `hear`; this is only the moment to find out why."""
        if os.getpid() != self._pid:
            os._exit(0)  # a hook has forked and gone on in both, of which only one is the worker
        if not channel.say(message):
            self._course.end_early(GONE)

    def _report(self, task: Task) -> Report:
        """Run the scenario as the only one of its feature, hooks of feature and rule included."""
        runner, item = self._course.runner, self._items[task.position]
        item.attempt = task.attempt
        start_afresh(item.scenario)
        self._notes.start()
        ended: list[Ended] = []
        item.scenario.run = lambda _: self._run(item, ended)
        with alone(item.scenario) as feature:
            runner.feature = feature
            runner.context._set_root_attribute("active_outline", item.scenario._row)
            for formatter in runner.formatters:
                formatter.uri(feature.filename)
            feature.run(runner)
        del item.scenario.run
        return Report(
            position=task.position,
            attempt=task.attempt,
            ended=ended[0] if ended else None,
            scenario=state_of(item.scenario),
            steps=[state_of(step, step.duration) for step in item.scenario.all_steps],
            around=[state_of(container) for container in containers(item.scenario)],
            events=self._notes.events,
            printed=self._printed.take(),
            troubles=self._course.troubles.take(),
            ending=self._course.ending,
        )

    def _run(self, item: Item, ended: list[Ended]) -> bool:
        ended.append(self._scenario_run.run(item))
        for listener in self._listeners:
            listener.attempted(item.planned, ended[0].attempt)
        return False

    def _watch(self, channel: Channel) -> None:
        """A thread: without its run a worker cleans up and ends, though a step never comes back."""
        channel.wait_until_closed()
        if self._at_work:
            os.kill(os.getpid(), signal.SIGUSR1)
        threading.Event().wait(_SECONDS_TO_END)
        os.kill(os.getpid(), signal.SIGKILL)

    def _check(self, channel: Channel) -> None:
        """The same before each step, should the run have ended just before the task was taken."""
        if channel.is_closed():
            self._course.interrupts.reason = GONE
            self._course.interrupts.check()


class _Printed:
    """What the worker and whatever it starts print, kept so that it is said in its turn."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (kept as long as the process lives)
        sys.stdout.flush()
        os.dup2(self._file.fileno(), 1)

    def take(self) -> str:
        """What was printed since it was last asked for."""
        sys.stdout.flush()
        size = os.lseek(1, 0, os.SEEK_CUR)
        if not size:
            return ""
        text = os.pread(1, size, 0)
        os.ftruncate(1, 0)
        os.lseek(1, 0, os.SEEK_SET)
        return text.decode(errors="replace")
