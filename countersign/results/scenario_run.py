"""One scenario, run to its real end; nothing here is written, so that any process may do it."""

import math
import os
import time
from typing import Any

import msgspec

from countersign.results.course import Course
from countersign.results.judgement import Judgement, judge, step_results
from countersign.results.masking import mask_statement, masked_line
from countersign.results.plan import Item
from countersign.results.record import Attempt, Measure, Outcome
from countersign.results.session import Session
from countersign.results.transcript import in_a_glance, in_full, in_short


class Ended(msgspec.Struct, frozen=True):
    """What is to be written down of a scenario that has ended, redacted."""

    attempt: Attempt
    measures: list[Measure] = []


class ScenarioRun:
    """Runs a scenario, clean-up included, and tells what became of it."""

    def __init__(self, course: Course, session: Session) -> None:
        self._course = course
        self._session = session
        self._owner = os.getpid()

    def run(self, item: Item) -> Ended:
        """Run it with behave's own `run`, which another function may stand before."""
        self._course.runner.context._set_root_attribute("planned", item.planned)
        started_at, clock = time.time(), time.perf_counter()
        self._course.interrupts.cut = False
        with self._course.troubles.scenario() as troubles, self._course.time_limit.kept():
            type(item.scenario).run(item.scenario, self._course.runner)
        if os.getpid() != self._owner:
            os._exit(0)  # a step has forked and gone on in both, of which only one may tell what became of it
        seconds = time.perf_counter() - clock
        mask_statement(item.scenario, self._session.redact)
        judgement = self._judge(item.scenario, troubles)
        return self._ended(item, judgement, started_at, seconds)

    def _judge(self, scenario: Any, troubles: list[str]) -> Judgement:
        if self._course.interrupts.cut:
            return Judgement(Outcome.NOT_RUN, self._course.interrupts.reason)
        return judge(scenario, troubles)

    def _ended(self, item: Item, judgement: Judgement, started_at: float, seconds: float) -> Ended:
        evidence = self._session.finish(item.planned.id)
        passed = judgement.outcome is Outcome.PASSED
        transcript = in_short(evidence.transcript) if passed else in_full(evidence.transcript)
        attempt = Attempt(
            id=item.planned.id,
            outcome=judgement.outcome,
            started_at=started_at,
            seconds=round(seconds, 6),
            wrong_at=_wrong_at(item.scenario, started_at),
            sentence=judgement.sentence,
            steps=step_results(item.scenario),
            attempt=item.attempt,
            transcript=transcript,
            dialogue=in_a_glance(evidence.transcript, started_at),
            output="" if passed else _output(item.scenario),
            left=evidence.left,
        )
        redact = self._session.redact
        measures = [masked_line(measure, redact) for measure in evidence.measures]
        return Ended(masked_line(attempt, redact), measures)


def _wrong_at(scenario: Any, started_at: float) -> int | None:
    """When the step that went wrong had ended; whatever was said by then comes before it."""
    ended = [step.wrong_at for step in scenario.all_steps if hasattr(step, "wrong_at")]
    return max(math.ceil(1000 * (ended[0] - started_at)), 0) if ended else None


def _output(scenario: Any) -> str:
    """What was printed and logged: behave keeps steps' output with the scenario, hooks' apart."""
    return "\n".join(
        text.rstrip()
        for captured in scenario.captured.captures
        for text in (captured.stdout, captured.stderr, captured.log)
        if text
    )
