"""What is told besides results can be read by any Allure."""

import json
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.allure_report import describe
from countersign.results.allure_report.facts import CATEGORIES, title
from countersign.results.record import End, Line, Outcome, Planned, Run, encode

from ..tiny_suite import TinySuite, scenario

RUN = Run(
    run_id="0" * 32,
    started_at=1_700_000_000.0,
    target="staging",
    environment="staging",
    addresses={"onboarding": "https://bot.example:8443/a=b"},
    command=["behave", "--name", "ünïcode\\ 🔒\nsecond line"],
    suite_version="0.1.0",
    python="3.11.7",
    jobs=4,
    shard="2/5",
)


def written(folder: Path, *lines: Line) -> Path:
    record = folder / "run.jsonl"
    record.write_bytes(b"".join(encode(line) + b"\n" for line in lines))
    results = folder / "allure-results"
    describe(record, results)
    return results


def facts(results: Path) -> dict[str, str]:
    """As Java reads properties: Latin-1, with what is beyond it escaped in halves."""
    told = {}
    for line in (results / "environment.properties").read_text("latin-1").splitlines():
        key, value = line.split(" = ", 1)
        halves = value.encode("latin-1").decode("unicode_escape")
        told[key.replace("\\ ", " ")] = halves.encode("utf-16", "surrogatepass").decode("utf-16")
    return told


def test_the_environment_says_what_was_run_against_what(tmp_path: Path) -> None:
    told = facts(written(tmp_path, RUN, End(ended_at=1_700_000_012.34, exit_code=1, aborted="no more room")))
    assert told.pop("Started").startswith("2023-11-1")
    assert told == {
        "Target": "staging",
        "Environment": "staging",
        "Result": "FAILED (exit code 1)",
        "Ended early": "no more room",
        "Took": "12.3 s",
        "Onboarding": "https://bot.example:8443/a=b",
        "Processes": "4",
        "Part": "2/5",
        "Command": "behave --name ünïcode\\ 🔒\nsecond line",
        "Countersign": "0.1.0",
        "Python": "3.11.7",
    }


def test_a_run_that_was_killed_is_no_success(tmp_path: Path) -> None:
    told = facts(written(tmp_path, RUN))
    assert told["Result"] == "KILLED before it had ended"
    assert "Took" not in told


def test_runs_against_other_targets_and_of_other_parts_are_another_story() -> None:
    def named(target: str, environment: str, shard: str = "") -> str:
        return title(Run(run_id="", started_at=0, target=target, environment=environment, shard=shard))

    assert named("sandbox", "sandbox") == "Countersign on sandbox"
    assert named("eu", "staging") == "Countersign on eu (staging)"
    assert named("eu", "staging", "2/5") == "Countersign on eu (staging), part 2/5"
    assert named("", "") == "Countersign"


def test_whoever_ran_it_can_be_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)

    def executor() -> dict[str, object]:
        return dict(json.loads((written(tmp_path, RUN) / "executor.json").read_text()))

    assert executor() == {"name": "by hand", "type": "local", "buildOrder": 1_700_000_000}
    monkeypatch.setenv("GITLAB_CI", "true")
    monkeypatch.setenv("CI_JOB_NAME", "acceptance")
    monkeypatch.setenv("CI_PIPELINE_ID", "7")
    monkeypatch.setenv("CI_JOB_URL", "https://gitlab.example/job/1")
    assert executor().items() >= {
        ("type", "gitlab"),
        ("buildName", "acceptance #7"),
        ("buildUrl", "https://gitlab.example/job/1"),
    }
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "us/suite")
    monkeypatch.setenv("GITHUB_RUN_ID", "99")
    assert executor()["buildUrl"] == "https://github.com/us/suite/actions/runs/99"


def test_there_is_a_category_for_every_ending_but_a_pass(tmp_path: Path) -> None:
    results = written(tmp_path, RUN)
    assert json.loads((results / "categories.json").read_text()) == CATEGORIES
    told = {category.get("messageRegex", "")[1:].partition(":")[0] for category in CATEGORIES}
    statuses = {status for category in CATEGORIES for status in category["matchedStatuses"]}
    by_status = {Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.FLAKY}
    assert told - {""} == {outcome.value for outcome in Outcome if outcome not in by_status}
    assert statuses == {"passed", "failed", "broken", "skipped", "unknown"}


def test_describing_twice_changes_nothing(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    reports = suite.run().reports
    results = reports / "allure-results"
    describe(reports / "run.jsonl", results)
    first = {path.name: path.read_bytes() for path in results.iterdir()}
    describe(reports / "run.jsonl", results)
    assert {path.name: path.read_bytes() for path in results.iterdir()} == first


def test_a_folder_that_can_not_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "allure-results").write_text("a file")
    with pytest.raises(UserError, match="what was run can't be written there"):
        written(tmp_path, RUN, Planned(id="1", name="", feature="", path="", line=1, journey=""))
