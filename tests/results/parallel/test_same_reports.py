"""With workers or without, a run ends with the same reports, times and random names aside."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countersign.results.record import Attempt, End, Run

from ..tiny_suite import Finished
from .rich_suite import rich_suite

FORMATS = (
    "captured", "json", "json.pretty", "plain", "pretty", "progress", "progress2", "progress3", "rerun",
    "steps", "steps.bad", "steps.catalog", "steps.code", "steps.doc", "steps.missing", "steps.usage",
    "tags", "tags.location",
)  # fmt: skip
ALL_FORMATS = [word for name in FORMATS for word in ("-f", name, "-o", f"told/{name}")]

VARYING = [
    (re.compile(r"(\d{4}-\d\d-\d\dT)?\d\d:\d\d:\d\d(\.\d+)?"), "TIME"),
    (re.compile(r'("duration": |time=")[\d.e-]+'), r"\1TIME"),
    (re.compile(r"\b\d+\.\d+(e-\d+)?( ?s(econds)?)?\b"), "TIME"),
]


def neutral(text: str, folder: Path) -> str:
    text = text.replace(str(folder), "FOLDER")
    for pattern, instead in VARYING:
        text = pattern.sub(instead, text)
    return text


def files(folder: Path) -> dict[str, str]:
    """What formatters and JUnit have written."""
    found = (
        path for name in ("told", "reports/junit", "junit-of-behave") for path in (folder / name).glob("*")
    )
    return {str(path.relative_to(folder)): neutral(path.read_text(), folder) for path in found}


def record(run: Finished) -> list[dict[str, Any]]:
    """The record without times; attempts in an order of their own, since they end as they end."""
    lines: list[dict[str, Any]] = []
    for line in run.lines:
        if isinstance(line, Run):
            line = msgspec.structs.replace(line, started_at=0, run_id="", command=[], jobs=0)
        elif isinstance(line, Attempt):
            steps = [msgspec.structs.replace(step, seconds=0) for step in line.steps]
            wrong_at = None if line.wrong_at is None else 0
            line = msgspec.structs.replace(line, started_at=0, seconds=0, steps=steps, wrong_at=wrong_at)
        elif isinstance(line, End):
            line = msgspec.structs.replace(line, ended_at=0)
        lines.append(msgspec.to_builtins(line))
    return sorted(lines, key=lambda line: (line["kind"], line.get("id", ""), line.get("attempt", 0)))


def allure(folder: Path) -> list[dict[str, Any]]:
    """The results, each attachment by what is in it."""
    results = folder / "reports" / "allure-results"
    found = [_told(json.loads(path.read_text()), results) for path in results.glob("*-*.json")]
    return sorted(found, key=lambda result: json.dumps(result, sort_keys=True))


def _told(document: Any, results: Path) -> Any:
    if isinstance(document, list):
        return [_told(one, results) for one in document if not _names_a_process(one)]
    if not isinstance(document, dict):
        return document
    told = {name: _told(value, results) for name, value in document.items() if not _varies(name)}
    if "source" in document:
        told["source"] = neutral(
            (results / document["source"]).read_bytes().decode(errors="replace"), results
        )
    return told


def _names_a_process(label: Any) -> bool:
    return isinstance(label, dict) and label.get("name") == "thread"


def _varies(name: str) -> bool:
    return name in ("uuid", "start", "stop", "source", "timestamp")


def both(folder: Path, arguments: Iterable[str]) -> tuple[Finished, Finished]:
    runs = []
    for jobs in ("1", "4"):
        suite = rich_suite(folder / jobs)
        runs.append(suite.run("-j", jobs, *arguments))
    return runs[0], runs[1]


@pytest.mark.parametrize(
    "options",
    [
        ["-f", "countersign.results.console:Console", "--junit", "--junit-directory", "junit-of-behave"],
        ["-f", "plain", "--no-capture"],
        ["-f", "pretty", "-D", "retries=1", "--no-capture", "--capture-hooks"],
        ["-f", "progress3", "-D", "shuffle=3", "--show-skipped"],
    ],
    ids=["console and junit", "plain uncaptured", "pretty with retries", "progress3 shuffled"],
)
def test_all_reports_are_the_same(tmp_path: Path, options: list[str]) -> None:
    alone, together = both(tmp_path, [*ALL_FORMATS, *options])
    assert (alone.first.jobs, together.first.jobs) == (1, 4)
    assert together.code == alone.code == 1
    assert len(set(alone.outcomes.values())) == 5, "the suite has lost its variety"
    one, four = tmp_path / "1", tmp_path / "4"
    assert neutral(together.out, four) == neutral(alone.out, one)
    # What is said there is said at once, and so in the order of the workers.
    assert sorted(neutral(together.err, four).splitlines()) == sorted(neutral(alone.err, one).splitlines())
    assert record(together) == record(alone)
    assert files(four) == files(one)
    assert len(files(one)) > len(FORMATS)
    assert allure(four) == allure(one)


@pytest.mark.parametrize(
    "options",
    [
        ["--dry-run"],
        ["--tags=@many or @wip"],
        ["--no-skipped", "-n", "bought"],
        ["features/shop/buying.feature:13", "features/shop/buying.feature:55", "features/other"],
        ["@selected.txt"],
    ],
    ids=lambda options: " ".join(options),
)
def test_the_same_is_selected(tmp_path: Path, options: list[str]) -> None:
    for jobs in ("1", "4"):
        suite = rich_suite(tmp_path / jobs)
        suite.write("selected.txt", "features/shop/buying.feature:13\nfeatures/shop/selling.feature:20\n")
    alone, together = both(tmp_path, options)
    assert together.code == alone.code
    assert neutral(together.out, tmp_path / "4") == neutral(alone.out, tmp_path / "1")
    if "--dry-run" not in options:
        assert record(together) == record(alone)
        assert len(alone.planned) > 1
