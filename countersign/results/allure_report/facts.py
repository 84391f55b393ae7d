"""What any Allure, 2 or 3, shows besides results: what was run against what, and how scenarios may end."""

import json
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from countersign.errors import UserError
from countersign.results.reading import Reading
from countersign.results.record import Outcome, Run, read
from countersign.results.verdict import Verdict
from countersign.results.whole_file import write_whole

_TOLD = (
    ("Undecided: it did not find out in time", "unknown", Outcome.UNDECIDED),
    ("Not run: planned, and never reached", "unknown", Outcome.NOT_RUN),
    ("Not applicable to this target", "skipped", Outcome.NOT_APPLICABLE),
    ("Refused by the guard", "skipped", Outcome.REFUSED),
    ("To be done by hand", "skipped", Outcome.MANUAL),
)
"""Outcomes that Allure has no status for; a result's message begins with them."""

CATEGORIES: list[dict[str, Any]] = [
    {"name": "Product defects: an expectation was not met", "matchedStatuses": ["failed"]},
    {"name": "Suite trouble: it could not find out", "matchedStatuses": ["broken"]},
    *(
        {"name": name, "matchedStatuses": [status], "messageRegex": rf"^{outcome.value}: [\s\S]*$"}
        for name, status, outcome in _TOLD
    ),
    {"name": "Flaky: it passed when it was run again", "matchedStatuses": ["passed"], "flaky": True},
]
"""In the words of Allure 2, which Allure 3 understands as well; the first that fits counts."""


def describe(record: Path, results: Path) -> None:
    """Write what the run record says about the run into the folder of its Allure results."""
    reading = Reading.of(read(record))
    documents = {
        "environment.properties": "".join(_properties(dict(_environment(reading)))),
        "executor.json": json.dumps(_executor(reading.run, os.environ), ensure_ascii=False),
        "categories.json": json.dumps(CATEGORIES, ensure_ascii=False),
    }
    try:
        results.mkdir(parents=True, exist_ok=True)
        for name, text in documents.items():
            write_whole(results / name, text.encode())
    except OSError as error:
        raise UserError(
            f"{results}: what was run can't be written there ({error.strerror or error}); "
            f"make room, or name another folder with -D reports=DIR."
        ) from error


def headline(reading: Reading) -> str:
    """What stands at the top of the page: Allure's own hundredths leave out what was not found out."""
    return f"{title(reading.run)}: {_verdict(reading)}"


def title(run: Run) -> str:
    """What kind of run it was; runs against other targets are another story, with a history of their own."""
    where = run.target if run.target == run.environment else f"{run.target} ({run.environment})"
    shard = f", part {run.shard}" if run.shard else ""
    return f"Countersign on {where}{shard}" if run.target else f"Countersign{shard}"


def _environment(reading: Reading) -> Iterator[tuple[str, str]]:
    run, end = reading.run, reading.end
    yield "Target", run.target
    yield "Environment", run.environment
    yield "Result", f"{_verdict(reading)} (exit code {end.exit_code})" if end else _verdict(reading)
    yield "Ended early", end.aborted if end else ""
    yield "Started", time.strftime("%Y-%m-%d %H:%M:%S %Z", time.localtime(run.started_at))
    yield "Took", f"{end.ended_at - run.started_at:.1f} s" if end else ""
    yield from ((journey.capitalize(), address) for journey, address in run.addresses.items())
    yield "Processes", str(run.jobs)
    yield "Part", run.shard
    yield "Command", " ".join(run.command)
    yield "Countersign", run.suite_version
    yield "Python", run.python


def _verdict(reading: Reading) -> str:
    return Verdict(reading.end.exit_code).name if reading.end else "KILLED before it had ended"


def _properties(facts: Mapping[str, str]) -> Iterator[str]:
    """Java's format, in ASCII, since Allure 2 would take UTF-8 for Latin-1; what is empty is left out."""
    for name, value in facts.items():
        if value:
            key = _ascii(name).replace(" ", "\\ ")
            yield f"{key} = {_ascii(value)}\n"


def _ascii(text: str) -> str:
    units = text.replace("\\", "\\\\").replace("\n", "\\n").encode("utf-16-be")
    codes = (int.from_bytes(units[at : at + 2], "big") for at in range(0, len(units), 2))
    return "".join(chr(code) if 32 <= code < 127 else f"\\u{code:04x}" for code in codes)


def _executor(run: Run, environment: Mapping[str, str]) -> dict[str, Any]:
    """Who ran it: a CI server, with the way to its job, or somebody's machine."""
    known = defaultdict(str, environment)
    facts: dict[str, Any] = {"buildOrder": int(run.started_at)}
    if known["GITHUB_ACTIONS"] == "true":
        return facts | {
            "name": "GitHub Actions",
            "type": "github",
            "buildName": "{GITHUB_WORKFLOW} #{GITHUB_RUN_NUMBER}".format_map(known),
            "buildUrl": "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}".format_map(
                known
            ),
        }
    if known["GITLAB_CI"] == "true":
        return facts | {
            "name": "GitLab CI",
            "type": "gitlab",
            "buildName": "{CI_JOB_NAME} #{CI_PIPELINE_ID}".format_map(known),
            "buildUrl": known["CI_JOB_URL"],
        }
    return facts | {"name": "by hand", "type": "local"}
