"""The suite, run by one process and by eight: the truth about the product is the same.

Eight run all of it. One runs a journey of it, because all would take a part of CI's time that nobody wants
to wait for; COUNTERSIGN_COMPARE=all lets it run everything.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from whole_suite import ROOT

from countersign.results.reading import Reading
from countersign.results.record import read

SECONDS = 600.0
ALL = os.environ.get("COUNTERSIGN_COMPARE") == "all"
ONE_S_SHARE = () if ALL else ("features/training",)


@dataclass(frozen=True)
class Told:
    """What a run has left for its readers."""

    code: int
    console: str
    reports: Path

    @property
    def reading(self) -> Reading:
        return Reading.of(read(self.reports / "run.jsonl"))


def run(jobs: int, folder: Path, *paths: str) -> Told:
    reports = folder / "reports"
    command = [
        sys.executable,
        "-m",
        "behave",
        "-j",
        str(jobs),
        "-D",
        f"reports={reports}",
        "--no-color",
        *paths,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
    return Told(done.returncode, done.stdout, reports)


def without_numbers(text: str) -> str:
    """The text without times, ids, addresses and the marks of test people."""
    return re.sub(r"[0-9a-f]{16,}|\d+(\.\d+)?", "#", text)


def of_the_record(told: Told) -> dict[str, Any]:
    reading = told.reading
    assert reading.end is not None
    return {
        "planned": {one.id: one for one in reading.planned},
        "attempts": {
            scenario_id: [
                (
                    one.attempt,
                    one.outcome,
                    without_numbers(one.sentence),
                    [(step.keyword, step.name, step.status, step.error) for step in one.steps],
                    sorted({entry["channel"] for entry in one.transcript}),
                    one.output,
                )
                for one in attempts
            ]
            for scenario_id, attempts in reading.attempts.items()
        },
        # What was measured; how often is up to who gets the slot that others wanted, or wins a race.
        "measures": {(one.id, one.name, one.unit): True for one in reading.measures},
    }


def of_the_whole(told: Told) -> Any:
    reading = told.reading
    assert reading.end is not None
    end = (reading.end.exit_code, reading.end.aborted, reading.end.problems, reading.end.counts)
    return reading.resilience, reading.readiness, end


def of_junit(told: Told) -> dict[tuple[str, str | None, str | None], Any]:
    found = {}
    for path in (told.reports / "junit").iterdir():
        for case in ElementTree.parse(path).getroot().iter("testcase"):
            kinds = [(child.tag, child.get("type"), child.get("message")) for child in case]
            key = (path.name, case.get("classname"), case.get("name"))
            found[key] = kinds, [one.get("value") for one in case.iter("property")]
    return found


def of_allure(told: Told) -> dict[str, Any]:
    found = {}
    for path in (told.reports / "allure-results").glob("*-result.json"):
        result = json.loads(path.read_text())
        assert result["historyId"] not in found
        found[result["historyId"]] = {
            "status": result["status"],
            "steps": [(step["name"], step["status"]) for step in result.get("steps", [])],
            "attachments": [(one["name"], one["type"]) for one in result.get("attachments", [])],
            "written": [
                (told.reports / "allure-results" / one["source"]).exists()
                for one in result.get("attachments", [])
            ],
        } | {
            key: result.get(key)
            for key in (
                "name",
                "fullName",
                "titlePath",
                "description",
                "links",
                "parameters",
                "statusDetails",
            )
        }
        found[result["historyId"]]["labels"] = [one for one in result["labels"] if one["name"] != "thread"]
    return found


def of_the_console(told: Told) -> str:
    return without_numbers(told.console.replace(str(told.reports), "REPORTS"))


def test_eight_processes_tell_what_one_tells(tmp_path: Path) -> None:
    # One after the other, so that neither slows the other down.
    eight, one = run(8, tmp_path / "eight"), run(1, tmp_path / "one", *ONE_S_SHARE)
    assert one.code == eight.code == 0, one.console[-2000:] + eight.console[-2000:]
    assert (one.reading.run.jobs, eight.reading.run.jobs) == (1, 8)
    both = [of_the_record(told) for told in (one, eight)]
    for part in ("planned", "attempts", "measures"):
        assert_same(both[0][part], both[1][part])
    assert_same(of_junit(one), of_junit(eight))
    assert_same(of_allure(one), of_allure(eight))
    if ALL:
        assert of_the_whole(eight) == of_the_whole(one)
        assert of_the_console(eight) == of_the_console(one)


def assert_same(one: dict[Any, Any], eight: dict[Any, Any]) -> None:
    """What one tells is told by eight, too, who tell of more unless all is compared."""
    assert one
    assert {key: eight.get(key) for key in one} == one
    assert not ALL or len(eight) == len(one)
