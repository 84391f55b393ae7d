"""How a scenario ended, judged when it has really ended: never green unless every step was run and passed."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from behave.model_type import Status

from countersign.errors import UndecidedError, UserError
from countersign.results.record import Outcome, StepResult
from countersign.results.time_limit import StuckError


@dataclass(frozen=True)
class Judgement:
    """An outcome and the sentence that explains it; a pass needs no sentence."""

    outcome: Outcome
    sentence: str = ""


def judge(scenario: Any, troubles: Sequence[str]) -> Judgement:
    """What became of a scenario that was run; the troubles are of its hooks and clean-ups."""
    steps = list(scenario.all_steps)
    failed = next((step for step in steps if step.status.has_failed()), None)
    if failed is not None:
        outcome = _outcome(failed, troubled=bool(troubles))
        return Judgement(outcome, "\n".join([_sentence(failed), *troubles]).strip())
    if troubles:
        return Judgement(Outcome.ERROR, "\n".join(troubles))
    if scenario.status.has_failed():
        return Judgement(Outcome.ERROR, f"the scenario ended with {scenario.status.name.replace('_', ' ')}")
    if scenario.should_skip or scenario.status is Status.skipped:
        return Judgement(Outcome.NOT_RUN, f"skipped itself: {scenario.skip_reason or 'no reason given'}")
    unfinished = next((step for step in steps if step.status is not Status.passed), None)
    if unfinished is not None:
        how = unfinished.status.name.replace("_", " ")
        return Judgement(Outcome.ERROR, f"a step was not carried out ({how}): {_line(unfinished)}")
    return Judgement(Outcome.PASSED)


def step_results(scenario: Any) -> list[StepResult]:
    """What became of each step."""
    return [
        StepResult(
            keyword=str(step.keyword),
            name=str(step.name),
            status=step.status.name,
            seconds=round(step.duration, 6),
            error=_error(step) if step.status.has_failed() else "",
        )
        for step in scenario.all_steps
    ]


def _outcome(step: Any, *, troubled: bool) -> Outcome:
    """Of a step that did not pass; whoever left trouble behind can't be taken for merely undecided."""
    if step.status is Status.failed:
        return Outcome.FAILED
    undecided = isinstance(step.exception, UndecidedError) and not troubled
    return Outcome.UNDECIDED if undecided else Outcome.ERROR


def _sentence(step: Any) -> str:
    """What the step says went wrong, or the line of code that it failed on."""
    if step.status is Status.undefined:
        return f"no step is defined for: {_line(step)}"
    if step.status is Status.pending:
        return f"the step is not implemented: {_line(step)}"
    error = step.exception
    if error is None:
        return ""
    said = str(error).strip()
    if not said:
        said = _source_line(step)
    if isinstance(error, StuckError):
        return f"in the step “{_line(step)}” {said}"
    speaks_for_itself = isinstance(error, AssertionError | UndecidedError | UserError)
    return said if speaks_for_itself else f"{type(error).__name__}: {said}"


def _source_line(step: Any) -> str:
    frames = traceback.extract_tb(step.exc_traceback)
    return f"{frames[-1].line} ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""


def _error(step: Any) -> str:
    return str(step.error_message or _sentence(step))


def _line(step: Any) -> str:
    return f"{step.keyword} {step.name}"
