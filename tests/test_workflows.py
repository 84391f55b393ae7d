"""The CI workflows are what GitHub takes, are careful, and do here what they would do there."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from workflow_host import ROOT, Document, Host, load

from countersign.results.reading import Reading
from countersign.results.record import read

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))
BY_NAME = {path.stem: path for path in WORKFLOWS}

REPORT = frozenset({"Make the report page"})
"""It fetches Node the first time; the tests of the report itself see to it."""

BROKEN = {
    "features/onboarding/broken.feature": """
Feature: A deployment that went wrong
  @smoke @minor
  Scenario: Nobody is greeted as the owner of a ship
    Given Amira is new to the bot
    When she starts the bot
    Then the bot says "Welcome aboard, captain"
"""
}

RED = {
    "features/onboarding/red.feature": """
Feature: A workflow that turns red
  @race @minor
  Scenario: Nobody has taught this step
    Given nobody has taught this step

  @race @minor
  Scenario: Somebody else goes on
    Given Amira is new to the bot
    When she starts the bot
    Then she is greeted as a newcomer
"""
}


def named(paths: list[Path]) -> list[object]:
    """Each file as a test of its own."""
    return [pytest.param(path, id=path.relative_to(ROOT / ".github").as_posix()) for path in paths]


def jobs(path: Path) -> Iterator[tuple[str, Document]]:
    yield from load(path)["jobs"].items()


def steps(path: Path) -> list[Document]:
    """All steps of a workflow or an action."""
    document = load(path)
    if "runs" in document:
        return list(document["runs"]["steps"])
    return [step for job in document["jobs"].values() for step in job["steps"]]


def check(schema: str, *paths: Path | str) -> "subprocess.CompletedProcess[str]":
    """What the schema says to these files."""
    checker = Path(sys.executable).with_name("check-jsonschema")
    return subprocess.run([checker, "--builtin-schema", schema, *paths], capture_output=True, text=True)


@pytest.mark.parametrize(
    ("schema", "paths"), [("vendor.github-workflows", WORKFLOWS), ("vendor.github-actions", ACTIONS)]
)
def test_github_takes_them(schema: str, paths: list[Path]) -> None:
    assert paths
    checked = check(schema, *paths)
    assert checked.returncode == 0, checked.stdout


def shown(heading: str) -> Document:
    """The YAML below a heading of the documentation."""
    _, _, chapter = (ROOT / "docs" / "ci.md").read_text().partition(f"### {heading}\n")
    document: Document = YAML(typ="safe").load(chapter.partition("```yaml\n")[2].partition("```")[0])
    return document


def worded(value: object) -> object:
    """The document with words for numbers, since Azure's schema knows nothing else."""
    if isinstance(value, dict):
        return {key: worded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [worded(item) for item in value]
    return str(value).lower() if isinstance(value, bool | int) else value


def test_gitlab_takes_what_the_documentation_shows(tmp_path: Path) -> None:
    (tmp_path / "shown.json").write_text(json.dumps(shown("GitLab CI")))
    checked = check("vendor.gitlab-ci", tmp_path / "shown.json")
    assert checked.returncode == 0, checked.stdout


def test_azure_takes_what_the_documentation_shows(tmp_path: Path) -> None:
    (tmp_path / "shown.json").write_text(json.dumps(worded(shown("Azure Pipelines"))))
    checked = check("vendor.azure-pipelines", "--data-transform", "azure-pipelines", tmp_path / "shown.json")
    assert checked.returncode == 0, checked.stdout


def test_every_occasion_has_its_workflow() -> None:
    occasions = {path.stem: set(load(path)["on"]) for path in WORKFLOWS}
    assert occasions == {
        "smoke": {"push", "workflow_dispatch"},
        "pull-request": {"pull_request", "push", "workflow_dispatch"},
        "contract": {"schedule", "workflow_dispatch"},
        "production": {"schedule", "workflow_dispatch"},
        "deployment": {"deployment_status", "repository_dispatch", "workflow_dispatch"},
    }


@pytest.mark.parametrize("path", named(WORKFLOWS))
def test_a_workflow_may_and_takes_as_little_as_it_can(path: Path) -> None:
    document = load(path)
    assert document["permissions"] == {"contents": "read"}
    assert document["concurrency"]["group"].startswith(path.stem)
    assert document["defaults"]["run"]["shell"] == "bash", "without it a pipe hides what failed in it"
    for name, job in jobs(path):
        assert 0 < job["timeout-minutes"] <= 30, name
        assert set(job.get("permissions", {})) == set(), name
    for step in steps(path):
        if str(step.get("uses")).startswith("actions/checkout"):
            assert step["with"] == {"persist-credentials": False}


@pytest.mark.parametrize("path", named([*WORKFLOWS, *ACTIONS]))
def test_commands_hold_no_expression_that_others_could_fill(path: Path) -> None:
    for step in steps(path):
        assert "${{" not in step.get("run", ""), "a value from outside would be run as a command: use env"


@pytest.mark.parametrize("path", named([*WORKFLOWS, *ACTIONS]))
def test_actions_of_others_are_pinned(path: Path) -> None:
    for line in path.read_text().splitlines():
        if "uses:" in line and "uses: ./" not in line:
            assert re.search(r"uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_an_action_has_one_version_everywhere() -> None:
    text = "".join(path.read_text() for path in [*WORKFLOWS, *ACTIONS])
    versions: dict[str, set[str]] = {}
    for action, version in re.findall(r"uses: (\w+/[\w-]+)\S*@(.*)", text):
        versions.setdefault(action, set()).add(version)
    assert {action: found for action, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("path", named([*WORKFLOWS, *ACTIONS]))
def test_what_is_referred_to_is_there(path: Path) -> None:
    document = load(path)
    scopes = list(document["jobs"].values()) if "jobs" in document else [document["runs"]]
    for scope in scopes:
        text = json.dumps(scope)
        ids = {step.get("id") for step in scope["steps"]}
        assert set(re.findall(r"\bsteps\.([\w-]+)\.", text)) <= ids
        needs = [scope["needs"]] if isinstance(scope.get("needs"), str) else scope.get("needs", [])
        assert set(re.findall(r"\bneeds\.([\w-]+)\.", text)) <= set(needs)
        for step in scope["steps"]:
            if str(step.get("uses")).startswith("./"):
                action = load(ROOT / step["uses"] / "action.yml")
                assert set(step.get("with", {})) <= set(action["inputs"])


@pytest.mark.parametrize("path", named([*WORKFLOWS, *ACTIONS]))
def test_reports_are_kept_however_a_run_ends(path: Path) -> None:
    keeping = [step for step in steps(path) if str(step.get("uses")).startswith("actions/upload-artifact")]
    assert all(str(step["if"]).startswith("always()") for step in keeping)
    running = [
        step for step in steps(path) if re.search(r"bin/(behave|countersign merge)", step.get("run", ""))
    ]
    assert len(keeping) == len(running)


@pytest.mark.parametrize("name", ["smoke", "production", "deployment", "contract"])
def test_a_run_is_what_the_workflow_is_called(name: str) -> None:
    asked = {
        "smoke": "@smoke",
        "production": "@production-safe",
        "deployment": "@smoke",
        "contract": "@contract",
    }
    (run,) = [step for step in steps(BY_NAME[name]) if step.get("uses") == "./.github/actions/run"]
    assert run["with"]["name"] == name
    assert asked[name] in run["with"]["tags"]


def test_secrets_are_those_of_the_documented_names() -> None:
    documented = "".join(
        path.read_text() for path in [*(ROOT / "docs").glob("*.md"), *(ROOT / "targets").glob("*.toml")]
    )
    for path in WORKFLOWS:
        for name in re.findall(r"(?:secrets|vars)\.(\w+)", path.read_text()):
            assert name in documented, f"{path.name}: {name}"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host of workflows with empty caches."""
    return Host(tmp_path, left_out=REPORT)


def test_smoke_is_green_and_keeps_its_reports_and_its_history(host: Host) -> None:
    assert host.run(BY_NAME["smoke"])["smoke"]["result"] == "success"
    assert "PASSED (exit code 0)" in host.summary
    assert "GO: " in host.summary
    kept = {path.name for path in (host.artefacts / "smoke-reports").iterdir()}
    assert kept >= {"run.jsonl", "junit", "allure-results"}
    assert [path.name for path in host.caches.iterdir()] == ["history-smoke-1-1"]


def test_what_fails_turns_the_workflow_red_and_is_kept_all_the_same(host: Host) -> None:
    host.inputs, host.added = {"tags": "@race and @minor"}, RED
    assert host.run(BY_NAME["smoke"])["smoke"]["result"] == "failure"
    assert "no step is defined for: Given nobody has taught this step" in host.summary
    assert (host.artefacts / "smoke-reports" / "run.jsonl").exists()
    assert host.caches.is_dir()


def test_a_bad_deployment_is_to_be_taken_back(host: Host) -> None:
    host.inputs, host.added = {"target": "sandbox", "deployed-at": "2026-11-21T10:00:00Z"}, BROKEN
    assert host.run(BY_NAME["deployment"])["smoke"]["result"] == "failure"
    assert "May the new version stay?" in host.summary
    assert "ROLL BACK: " in host.summary
    kept = {path.name for path in (host.artefacts / "deployment-reports").iterdir()}
    assert kept >= {"run.jsonl", "signoff.html", "signoff.json", "living"}


def test_what_only_a_person_can_look_at_is_a_warning_after_a_deployment(host: Host) -> None:
    host.inputs = {"target": "sandbox", "deployed-at": datetime.now(UTC).isoformat()}
    assert host.run(BY_NAME["deployment"])["smoke"]["result"] == "success"
    assert "? The checklist after a deployment was gone through for this version" in host.summary
    assert "INCONCLUSIVE: " in host.summary


def test_shards_of_a_pull_request_come_to_one_verdict(host: Host) -> None:
    host.inputs = {"tags": "@smoke"}
    done = host.run(BY_NAME["pull-request"])
    assert {name: job["result"] for name, job in done.items()} == dict.fromkeys(done, "success")
    whole = Reading.of(read(host.artefacts / "suite-reports" / "run.jsonl"))
    shards = [Reading.of(read(host.artefacts / f"shard-{number}-1" / "run.jsonl")) for number in range(1, 5)]
    assert [shard.run.shard for shard in shards] == ["1/4", "2/4", "3/4", "4/4"]
    own = [planned.id for shard in shards for planned in shard.planned]
    assert len(own) == len(set(own)) == len(whole.planned) > 4
    assert all("smoke" in planned.tags for planned in whole.planned)
    assert f"{len(own)} scenarios against" in host.summary
    assert "Is the product as its features say?" in host.summary
    assert (host.artefacts / "suite-reports" / "signoff.html").exists()
    assert [path.name for path in host.caches.iterdir()] == ["history-suite-1-1"]


def test_a_shard_without_the_history_of_the_others_is_missing_from_the_verdict(host: Host) -> None:
    evicted = host.caches / "history-suite-0-1"
    evicted.mkdir(parents=True)
    done = host.run(BY_NAME["pull-request"])
    assert done["history"]["outputs"] == {"key": evicted.name}
    assert (done["shard"]["result"], done["verdict"]["result"]) == ("failure", "failure")


@pytest.mark.parametrize(
    ("secrets", "target", "told"),
    [
        ({}, True, "none of TELEGRAM_BOT_TOKEN, BREVO_API_KEY, TWILIO_AUTH_TOKEN, OPENROUTER_API_KEY and "),
        ({"OPENROUTER_API_KEY": "x"}, True, ""),
        ({"BREVO_API_KEY": "x"}, False, "there is no targets/live-providers.toml"),
        ({"BREVO_API_KEY": "x"}, True, ""),
    ],
)
def test_the_services_are_asked_where_there_are_credentials(
    host: Host, secrets: dict[str, str], target: bool, told: str
) -> None:
    host.secrets = secrets
    host.added = {"targets/live-providers.toml": ""} if target else {}
    (looked,) = host.run(BY_NAME["contract"], "credentials").values()
    assert looked == {"result": "success", "outputs": {"there": "" if told else "true"}}
    assert told in host.summary
    asking = load(BY_NAME["contract"])["jobs"]["contract"]
    assert asking["if"] == "needs.credentials.outputs.there == 'true'"
