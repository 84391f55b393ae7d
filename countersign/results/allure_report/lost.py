"""Scenarios that were planned and never reported: a run that was killed has left no results of them."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import allure_commons

from countersign.results.allure import RedactingLogger, ScenarioListener
from countersign.results.reading import Reading
from countersign.results.record import Attempt, Outcome, Planned
from countersign.results.wording import NEVER_REPORTED


def lost(reading: Reading) -> Iterator[tuple[Planned, Attempt]]:
    """Each of them, as one that was not run."""
    at = reading.end.ended_at if reading.end else reading.run.started_at
    for planned in reading.planned:
        if planned.id not in reading.attempts:
            attempt = Attempt(
                id=planned.id, outcome=Outcome.NOT_RUN, started_at=at, seconds=0.0, sentence=NEVER_REPORTED
            )
            yield planned, attempt


def write(ended: Iterable[tuple[Planned, Attempt]], folder: Path) -> None:
    """Write Allure results of scenarios that no formatter has seen."""
    listener = ScenarioListener(SimpleNamespace(userdata={}))
    logger = RedactingLogger(str(folder))
    allure_commons.plugin_manager.register(logger)
    try:
        for planned, attempt in ended:
            listener.stop(planned, attempt)
    finally:
        allure_commons.plugin_manager.unregister(logger)
