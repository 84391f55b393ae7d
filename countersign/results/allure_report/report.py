"""Makes the page: from the results and the record of a run, with what earlier runs have come to."""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from countersign.errors import UserError
from countersign.results.allure_report.facts import CATEGORIES, describe, headline, title
from countersign.results.allure_report.history import FILE, History
from countersign.results.allure_report.installation import Allure, installed, node_environment, tell
from countersign.results.allure_report.offline import offline
from countersign.results.allure_report.program import run
from countersign.results.allure_report.turn import turn
from countersign.results.reading import Reading
from countersign.results.record import Outcome, read
from countersign.results.whole_file import write_whole

PAGE = "allure.html"
_LONGEST_MAKING = 300.0
_LONGEST_WAIT = 2 * _LONGEST_MAKING
_GREEN = (Outcome.PASSED, Outcome.FLAKY)
_TREE = ["epic", "feature", "story"]
_DESCRIPTION = "environment.properties"


def make(reports: Path, page: Path | None = None) -> Path:
    """Make the page of the last run in the folder; `allure.html` in that folder, unless another is named."""
    page = page or reports / PAGE
    reading = _last_run(reports)
    allure = installed()
    try:
        with (
            turn(reports, seconds=_LONGEST_WAIT, waiting=lambda: tell("Another page is being made here")),
            tempfile.TemporaryDirectory(prefix="countersign-allure-") as folder,
        ):
            write_whole(page, offline(_page(reading, reports, allure, Path(folder))).encode())
    except OSError as error:
        raise UserError(
            f"{page}: the Allure page can't be written ({error.strerror or error}); "
            f"make room, or name another file with `countersign report -o FILE`."
        ) from error
    return page


def _last_run(reports: Path) -> Reading:
    record = reports / "run.jsonl"
    if not record.is_file():
        raise UserError(f"{record} is not there, so there is no run to make a page of: run behave first.")
    if not (reports / "allure-results").is_dir():
        raise UserError(
            f"{reports / 'allure-results'} is not there: run behave again without -D allure=off "
            f"and without an Allure formatter of your own."
        )
    try:
        return Reading.of(read(record))
    except ValueError as error:
        raise UserError(
            f"{record} can't be read as a run record ({error}): run behave again, or use the version of "
            f"countersign that wrote it."
        ) from error


def _page(reading: Reading, reports: Path, allure: Allure, folder: Path) -> str:
    """Allure's own page of the run; the history is kept once it is sure that the page says all."""
    results = reports / "allure-results"
    history = History(reports / FILE, reading.run, title(reading.run))
    history.lend(folder / FILE)
    (folder / "more").mkdir()
    _add_what_is_missing(reading, reports, folder / "more")
    settings = folder / "allurerc.json"
    settings.write_text(json.dumps(_settings(reading, folder)), encoding="utf-8")
    # Allure takes folders for patterns: seen from within, a folder with a name like [x] is a plain dot.
    where: list[str | Path] = ["--cwd", results.absolute(), ".", folder / "more"]
    run(
        [allure.node, allure.script, "generate", "--config", settings, *where],
        folder=folder,
        environment=node_environment(os.environ),
        seconds=_LONGEST_MAKING,
        mend=f"if it should happen again, delete {allure.folder}: it is then installed anew.",
    )
    _check(reading, folder / "page")
    history.take(folder / FILE)
    return (folder / "page" / "index.html").read_text(encoding="utf-8")


def _settings(reading: Reading, folder: Path) -> dict[str, Any]:
    return {
        "name": headline(reading),
        "output": str(folder / "page"),
        "historyPath": str(folder / FILE),
        "categories": CATEGORIES,
        "plugins": {"awesome": {"options": {"singleFile": True, "reportLanguage": "en", "groupBy": _TREE}}},
    }


def _add_what_is_missing(reading: Reading, reports: Path, folder: Path) -> None:
    """Runs that were killed have described nothing, and have left scenarios without a result."""
    if not (reports / "allure-results" / _DESCRIPTION).exists():
        describe(reports / "run.jsonl", folder)
    if any(planned.id not in reading.attempts for planned in reading.planned):
        # What writes results knows behave, which takes longer to load than all the rest.
        from countersign.results.allure_report.lost import lost, write

        write(lost(reading), folder)


def _check(reading: Reading, folder: Path) -> None:
    """The page must say what the record says: a result that is missing would be green for a wrong reason."""
    shown = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["stats"]
    ended = [reading.final(planned.id) for planned in reading.planned]
    green = sum(attempt is not None and attempt.outcome in _GREEN for attempt in ended)
    if (shown["total"], shown.get("passed", 0)) != (len(ended), green):
        raise UserError(
            f"the Allure results don't fit the run record: by the results {shown.get('passed', 0)} of "
            f"{shown['total']} passed, by the record {green} of {len(ended)}; run behave again."
        )
