"""What formatters are told of a scenario: noted down in a worker, and told again by the run's own process."""

from collections.abc import Callable, Sequence
from typing import Any

from behave.capture import Captured
from behave.formatter.base import Formatter, StreamOpener
from behave.matchers import NoMatch
from behave.model_type import Status

from countersign.results.faults import in_a_line
from countersign.results.parallel.wire import Event, Fault, Output, Report, State
from countersign.results.plan import start_afresh
from countersign.results.troubles import Troubles


class Notes(Formatter):  # type: ignore[misc]
    """Takes down what behave tells its formatters while a scenario runs."""

    def __init__(self, config: Any) -> None:
        super().__init__(StreamOpener(filename="nowhere"), config)
        self.events: list[Event] = []
        self.tell_begun: Callable[[int], None] = lambda _: None
        """Is told of each step before it is run."""
        self._begun = self._announced = -1
        self._ended = -1

    def start(self) -> None:
        """A task begins; that it comes to a scenario is not certain."""
        self.events = []
        self._begun = self._announced = self._ended = -1

    def scenario(self, _scenario: Any) -> None:
        """The scenario is announced."""
        self.events.append(Event("scenario"))

    def step(self, _step: Any) -> None:
        """A step is announced, all of them before the first is run."""
        self._announced += 1
        self.events.append(Event("step", self._announced))

    def match(self, _match: Any) -> None:
        """A step begins; they are run in their order."""
        self._begun += 1
        self.tell_begun(self._begun)
        self.events.append(Event("match", self._begun))

    def result(self, _step: Any) -> None:
        """A step has ended."""
        self._ended += 1
        self.events.append(Event("result", self._ended))

    def embedding(self, mime_type: str, data: bytes | str) -> None:
        """`context.attach` was called."""
        embedded = {"text": data} if isinstance(data, str) else {"data": bytes(data)}
        self.events.append(Event("embedding", mime_type=mime_type, **embedded))


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
        skip_reason=getattr(statement, "skip_reason", None),
        captured=[
            Output(one.name, bool(one.failed), one.stdout, one.stderr, one.log)
            for one in statement.captured.captures
        ],
    )


class Replay:
    """Tells the formatters of this process what became of a scenario elsewhere, event by event."""

    def __init__(self, runner: Any, formatters: Sequence[Any], troubles: Troubles) -> None:
        self._runner = runner
        self._troubles = troubles
        self._formatters = formatters
        # Finding a step's function is the dear part, and few formatters want to know.
        self._matches = any(type(one).match is not Formatter.match for one in formatters)

    def tell(self, scenario: Any, report: Report) -> None:
        """Bring the scenario to the state that it had, and the formatters with it."""
        start_afresh(scenario)
        steps = list(scenario.all_steps)
        states = dict(enumerate(report.steps))
        for event in report.events:
            if event.what == "result":
                _restore(steps[event.step], states.pop(event.step))
            self._pass_on(event, scenario, steps)
        for position, state in states.items():
            _restore(steps[position], state)
        if report.scenario is not None:
            _restore_scenario(scenario, report.scenario)
        # behave itself says at the end how they may be defined.
        self._runner.undefined_steps.extend(step for step in steps if step.status is Status.undefined)

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
    step.duration = state.duration
    _restore_statement(step, state)


def _restore_scenario(scenario: Any, state: State) -> None:
    _restore_statement(scenario, state)
    if state.skip_reason is not None:
        scenario.should_skip, scenario.skip_reason = True, state.skip_reason
    scenario.set_status(Status[state.status])


def _restore_statement(statement: Any, state: State) -> None:
    statement.hook_failed = state.hook_failed
    statement.error_message = state.error_message
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
