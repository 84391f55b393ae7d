"""What is to be said of a scenario that took its worker with it."""

import time
from collections.abc import Sequence
from typing import Any

from behave.model_type import Status

from countersign.results.masking import masked_line
from countersign.results.parallel.members import Death
from countersign.results.parallel.wire import Event, Report, State
from countersign.results.plan import Item
from countersign.results.record import Attempt, Outcome, StepResult
from countersign.results.scenario_run import Ended
from countersign.results.session import Redact

_UNTESTED = State(status=Status.untested.name, duration=0.0, hook_failed=False, error_message=None)


def obituary(item: Item, death: Death, redact: Redact) -> Report:
    """The scenario is in error at the step that was begun last; nobody knows what it had printed."""
    steps = list(item.scenario.all_steps)
    begun = death.step if 0 <= death.step < len(steps) else None
    when = f"in the step “{_line(steps[begun])}”" if begun is not None else "before the first step"
    sentence = f"{when} the process that ran the scenario was {death.how}"
    attempt = Attempt(
        id=item.planned.id,
        outcome=Outcome.ERROR,
        started_at=death.started_at,
        seconds=round(max(time.time() - death.started_at, 0.0), 6),
        sentence=sentence,
        steps=[_step_result(step, number, begun, sentence) for number, step in enumerate(steps)],
        attempt=death.task.attempt,
    )
    attempt = masked_line(attempt, redact)
    state = State(status=Status.error.name, duration=0.0, hook_failed=False, error_message=attempt.sentence)
    return Report(
        position=death.task.position,
        attempt=death.task.attempt,
        ended=Ended(attempt),
        died=True,
        scenario=state,
        steps=[state if number == begun else _UNTESTED for number in range(len(steps))],
        events=_events(steps, begun),
    )


def _events(steps: Sequence[Any], begun: int | None) -> list[Event]:
    announced = [Event("scenario"), *(Event("step", number) for number in range(len(steps)))]
    return announced if begun is None else [*announced, Event("match", begun), Event("result", begun)]


def _step_result(step: Any, number: int, begun: int | None, sentence: str) -> StepResult:
    died = number == begun
    return StepResult(
        keyword=str(step.keyword),
        name=str(step.name),
        status=(Status.error if died else Status.untested).name,
        error=sentence if died else "",
    )


def _line(step: Any) -> str:
    return f"{step.keyword} {step.name}"
