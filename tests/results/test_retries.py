"""A scenario that failed may be run again at the end of the run; passing then is not as good as passing."""

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from countersign.results.record import Attempt

from .tiny_suite import Finished, TinySuite, scenario, until

STEPS = """
import time
from pathlib import Path
from behave import step
from countersign.errors import UndecidedError

def times(context):
    tries = Path(f"tries of {context.scenario.name}")
    with tries.open("a") as file:
        file.write("x")
    return len(tries.read_text())

@step("it fails {count:d} times")
def step_fails(context, count):
    tried = times(context)
    assert tried > count, f"try {tried} failed"

@step("it breaks {count:d} times")
def step_breaks(context, count):
    if times(context) <= count:
        raise ValueError("broken")

@step("it dies {count:d} times")
def step_dies(context, count):
    import os, signal
    if times(context) <= count:
        os.kill(os.getpid(), signal.SIGKILL)

@step("it waits the second time")
def step_waits(context):
    if times(context) == 2:
        Path("begun").touch()
        time.sleep(60)
    assert False, "failed the first time"

@step("it is not known")
def step_undecided(context):
    raise UndecidedError("who knows")
"""

JOBS = pytest.mark.parametrize("jobs", ["1", "3"])


@pytest.fixture
def suite(tmp_path: Path) -> TinySuite:
    suite = TinySuite(tmp_path)
    suite.write("steps/unsteady.py", STEPS)
    return suite


def attempts(run: Finished) -> dict[str, list[str]]:
    """Scenario name → how its attempts ended; they are numbered from 1."""
    names = {planned.id: planned.name for planned in run.planned}
    found: dict[str, list[str]] = {}
    for line in run.lines:
        if isinstance(line, Attempt):
            of_it = found.setdefault(names[line.id], [])
            of_it.append(line.outcome.value)
            assert line.attempt == len(of_it)
    return found


def allure(run: Finished) -> list[dict[str, Any]]:
    paths = run.reports.glob("allure-results/*-result.json")
    return sorted((json.loads(path.read_text()) for path in paths), key=lambda result: str(result["start"]))


@JOBS
def test_what_fails_and_then_passes_is_flaky_everywhere_and_never_green(suite: TinySuite, jobs: str) -> None:
    suite.feature(scenario("unsteady", "it fails 1 times"), scenario("works", "it leaves once"))
    run = suite.run("-D", "retries=1", "-j", jobs)
    assert run.code == 2
    assert attempts(run) == {"unsteady": ["failed", "passed"], "works": ["passed"]}
    assert suite.traces() == ["once"]
    assert run.end.counts == {"passed": 1, "flaky": 1}
    assert "Buying: unsteady (flaky)\n    attempt 1: failed: try 1 failed\n    attempt 2: passed" in run.out
    assert run.out.splitlines()[-1].startswith("INCONCLUSIVE (exit code 2)")
    error = run.junit("shop.buying").find("testcase[@name='unsteady']/error")
    assert error is not None
    assert error.get("type") == "flaky"
    assert run.junit("shop.buying").get("errors") == "1"
    first, second = [result for result in allure(run) if result["name"] == "unsteady"]
    assert (first["status"], second["status"]) == ("failed", "passed")
    assert first["historyId"] == second["historyId"]
    assert "flaky" not in first["statusDetails"]
    assert second["statusDetails"] == {"flaky": True}


@JOBS
@pytest.mark.parametrize(
    ("step", "ended", "outcome", "code"),
    [
        ("it fails 9 times", ["failed", "failed", "failed"], "failed", 1),
        ("it fails 2 times", ["failed", "failed", "passed"], "flaky", 2),
        ("it breaks 1 times", ["error", "passed"], "flaky", 2),
        ("it breaks 9 times", ["error", "error", "error"], "error", 1),
        ("it is not known", ["undecided"], "undecided", 2),
        ("it skips itself", ["not run"], "not run", 2),
        ("nobody knows this", ["error", "error", "error"], "error", 1),
    ],
)
def test_all_attempts_make_the_outcome(
    suite: TinySuite, jobs: str, step: str, ended: list[str], outcome: str, code: int
) -> None:
    suite.feature(scenario("odd", step), scenario("works", "it works"), scenario("works, too", "it works"))
    run = suite.run("-D", "retries=2", "-j", jobs)
    assert attempts(run)["odd"] == ended
    assert run.end.counts == {"passed": 2, outcome: 1}
    assert run.code == code


def test_a_worker_that_dies_once_makes_its_scenario_flaky(suite: TinySuite) -> None:
    suite.feature(scenario("dies", "it dies 1 times"), scenario("works", "it works"))
    run = suite.run("-D", "retries=1", "-j", "2")
    assert attempts(run) == {"dies": ["error", "passed"], "works": ["passed"]}
    assert run.code == 2


@JOBS
def test_it_is_run_again_when_all_others_are_done(suite: TinySuite, jobs: str) -> None:
    others = [scenario(f"works {number}", f"it leaves {number}") for number in range(5)]
    suite.feature(scenario("fails", "it leaves failing", "it fails 9 times"), *others)
    suite.run("-D", "retries=1", "-j", jobs)
    assert suite.traces()[-1] == "failing"
    assert sorted(suite.traces()) == sorted([*map(str, range(5)), "failing", "failing"])


@JOBS
def test_no_retry_after_stop(suite: TinySuite, jobs: str) -> None:
    suite.feature(scenario("fails", "it fails 1 times"), *[scenario(str(n), "it works") for n in range(30)])
    run = suite.run("-D", "retries=1", "--stop", "-j", jobs)
    assert attempts(run)["fails"] == ["failed"]
    assert run.code == 1


@JOBS
def test_a_retry_that_is_interrupted_leaves_the_failure(suite: TinySuite, jobs: str) -> None:
    suite.feature(*[scenario(str(number), "it waits the second time") for number in range(2)])
    process = suite.start("-D", "retries=1", "-j", jobs)
    until((suite.folder / "begun").exists)
    process.send_signal(signal.SIGINT)
    run = suite.end(process)
    assert run.code == 1
    assert run.end.counts == {"failed": 2}
    assert attempts(run)["0"] == ["failed", "not run"]
    assert run.end.aborted == "interrupted by Ctrl-C"


@pytest.mark.parametrize("value", ["yes", "-1", "10", "1.5"])
def test_a_number_of_retries_that_is_none_is_refused(suite: TinySuite, value: str) -> None:
    suite.feature(scenario("works", "it works"))
    run = suite.run("-D", f"retries={value}")
    assert run.code == 2
    assert run.err == f"countersign: -D retries={value} is no number from 0 to 9; write retries=1.\n"
