"""One scenario, run to its real end; nothing here is written, so that any process may do it."""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from countersign.results.interrupts import Interrupts
from countersign.results.judgement import Judgement, judge, step_results
from countersign.results.masking import mask_statement
from countersign.results.plan import Item
from countersign.results.record import Attempt, Measure, Outcome
from countersign.results.session import Session
from countersign.results.transcript import in_full, in_short
from countersign.results.troubles import Troubles


class Ended(msgspec.Struct, frozen=True):
    """What is to be written down of a scenario that has ended."""

    attempt: Attempt
    measures: list[Measure] = []


class ScenarioRun:
    """Runs a scenario, clean-up included, and tells what became of it."""

    def __init__(self, session: Session, troubles: Troubles, interrupts: Interrupts) -> None:
        self._session = session
        self._troubles = troubles
        self._interrupts = interrupts

    def run(self, item: Item, run: Callable[[], object]) -> Ended:
        """Run it with behave's own `run`."""
        started_at, clock = time.time(), time.perf_counter()
        self._interrupts.cut = False
        with self._troubles.scenario() as troubles:
            run()
        seconds = time.perf_counter() - clock
        mask_statement(item.scenario, self._session.redact)
        judgement = self._judge(item.scenario, troubles)
        return self._ended(item, judgement, started_at, seconds)

    def _judge(self, scenario: Any, troubles: list[str]) -> Judgement:
        if self._interrupts.cut:
            return Judgement(Outcome.NOT_RUN, self._interrupts.reason)
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
            sentence=judgement.sentence,
            steps=step_results(item.scenario),
            transcript=transcript,
            output="" if passed else _output(item.scenario),
        )
        return Ended(attempt, evidence.measures)


def _output(scenario: Any) -> str:
    """What was printed and logged: behave keeps steps' output with the scenario, hooks' apart."""
    return "\n".join(
        text.rstrip()
        for captured in scenario.captured.captures
        for text in (captured.stdout, captured.stderr, captured.log)
        if text
    )
