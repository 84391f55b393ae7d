"""What formatters are told of a scenario: noted down in a worker, and told again by the run's own process."""

import traceback
from collections.abc import Callable, Sequence
from typing import Any

from behave.capture import Captured
from behave.formatter.base import Formatter, StreamOpener
from behave.formatter.json import JSONFormatter
from behave.matchers import NoMatch
from behave.model_type import Status

from countersign.results.faults import in_a_line
from countersign.results.parallel.ways import way_to
from countersign.results.parallel.wire import Event, Fault, Output, Place, Report, State
from countersign.results.plan import containers, start_afresh
from countersign.results.troubles import Troubles


class Notes(Formatter):  # type: ignore[misc]
    """Takes down what behave tells its formatters while a scenario runs."""

    def __init__(self, config: Any, formatters: Sequence[object]) -> None:
        """The formatters will be told of it again elsewhere."""
        super().__init__(StreamOpener(filename="nowhere"), config)
        self._takes_text = not any(isinstance(one, JSONFormatter) for one in formatters)
        self.events: list[Event] = []
        self.tell_begun: Callable[[int], None] = lambda _: None
        """Is told of each step before it is run."""
        self.printed: Callable[[], str] = str
        """Says what was printed since it was last asked."""
        self._begun = self._announced = -1
        self._ended = -1

    def start(self) -> None:
        """A task begins; that it comes to a scenario is not certain."""
        self.events = []
        self._begun = self._announced = self._ended = -1

    def scenario(self, _scenario: Any) -> None:
        """The scenario is announced."""
        self._note("scenario")

    def step(self, _step: Any) -> None:
        """A step is announced, all of them before the first is run."""
        self._announced += 1
        self._note("step", self._announced)

    def match(self, _match: Any) -> None:
        """A step begins; they are run in their order."""
        self._begun += 1
        self.tell_begun(self._begun)
        self._note("match", self._begun)

    def result(self, _step: Any) -> None:
        """A step has ended."""
        self._ended += 1
        self._note("result", self._ended)

    def embedding(self, mime_type: str, data: bytes | str) -> None:
        """`context.attach` was called."""
        if isinstance(data, str) and self._takes_text:
            taken: dict[str, Any] = {"text": data}
        else:
            taken = {"data": bytes(memoryview(data))}  # type: ignore[arg-type]  # raises where it is none
        self.events.append(Event("embedding", mime_type=mime_type, printed=self.printed(), **taken))

    def _note(self, what: str, step: int = -1) -> None:
        self.events.append(Event(what, step, printed=self.printed()))


def state_of(statement: Any, duration: float = 0.0) -> State:
    """What became of a step or a scenario."""
    error = statement.exception
    fault = Fault(type(error).__name__, isinstance(error, AssertionError), str(error)) if error else None
    return State(
        status=statement.status.name,
        duration=duration,
        hook_failed=bool(getattr(statement, "hook_failed", False)),
        error_message=statement.error_message,
        fault=fault,
        way=[
            Place(frame.filename, frame.lineno or 1, frame.name)
            for frame in traceback.extract_tb(statement.exc_traceback)
        ],
        skip_reason=getattr(statement, "skip_reason", None),
        captured=[
            Output(one.name, bool(one.failed), one.stdout, one.stderr, one.log)
            for one in statement.captured.captures
        ],
    )


class Replay:
    """Tells the formatters of this process what became of a scenario elsewhere, event by event."""

    def __init__(
        self, runner: Any, formatters: Sequence[Any], troubles: Troubles, say: Callable[[str], None]
    ) -> None:
        self._runner = runner
        self._say = say
        self._troubles = troubles
        self._formatters = formatters
        # Finding a step's function is the dear part, and few formatters want to know.
        self._matches = any(type(one).match is not Formatter.match for one in formatters)

    def tell(self, scenario: Any, report: Report) -> None:
        """Bring the scenario to the state that it had, and the formatters with it."""
        self.around(scenario, report)
        start_afresh(scenario)
        steps = list(scenario.all_steps)
        states = dict(enumerate(report.steps))
        for event in report.events:
            self._say(event.printed)
            if event.what == "result":
                _restore(steps[event.step], states.pop(event.step))
            self._pass_on(event, scenario, steps)
        self._say(report.printed)
        for position, state in states.items():
            _restore(steps[position], state)
        if report.scenario is not None:
            _restore_scenario(scenario, report.scenario)
        # behave itself says at the end how they may be defined.
        self._runner.undefined_steps.extend(step for step in steps if step.status is Status.undefined)

    def around(self, scenario: Any, report: Report) -> None:
        """What its feature and rule have to say of their hooks: what they said first, and each failure."""
        for container, state in zip(containers(scenario), report.around, strict=False):
            if state.hook_failed or not container.captured.captures:
                failed = container.hook_failed
                _restore_statement(container, state)
                container.hook_failed |= failed

    def _pass_on(self, event: Event, scenario: Any, steps: Sequence[Any]) -> None:
        for formatter in self._formatters:
            if event.what == "scenario":
                formatter.scenario(scenario)
            elif event.what == "step":
                formatter.step(steps[event.step])
            elif event.what == "match" and self._matches:
                formatter.match(self._match(steps[event.step]))
            elif event.what == "result":
                formatter.result(steps[event.step])
            elif event.what == "embedding" and hasattr(formatter, "embedding"):
                self._embed(formatter, event)

    def _embed(self, formatter: Any, event: Event) -> None:
        try:
            formatter.embedding(event.mime_type, event.text or event.data)
        except Exception as error:  # noqa: BLE001 (a step attached what this formatter can't take)
            name = type(formatter).__name__
            self._troubles.note(f"{name} can't take what a step has attached: {in_a_line(error)}")

    def _match(self, step: Any) -> Any:
        return self._runner.step_registry.find_match(step) or NoMatch()


def _restore(step: Any, state: State) -> None:
    step.status = Status[state.status]
    step.duration = state.duration or 0
    _restore_statement(step, state)


def _restore_scenario(scenario: Any, state: State) -> None:
    _restore_statement(scenario, state)
    if state.skip_reason is not None:
        scenario.should_skip, scenario.skip_reason = True, state.skip_reason
    scenario.set_status(Status[state.status])


def _restore_statement(statement: Any, state: State) -> None:
    statement.hook_failed = state.hook_failed
    statement.error_message = state.error_message
    statement.exc_traceback = way_to(state.way)
    statement.exception = _exception(state.fault) if state.fault else None
    statement.captured.reset()
    for one in state.captured:
        output = Captured(stdout=one.stdout, stderr=one.stderr, log=one.log, name=one.name, failed=one.failed)
        statement.captured.captures.append(output)


def _exception(fault: Fault) -> Exception:
    """One of the same name that says the same."""
    kind = AssertionError if fault.failure else Exception
    error: Exception = type(fault.name, (kind,), {})(fault.said)
    return error
