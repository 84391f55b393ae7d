"""Signals and kills while several processes are at work: each cleans up, and nobody is left."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.results.record import Attempt, End

from ..tiny_suite import LONGEST, Finished, TinySuite, scenario, until

STEPS = """
import os
import time
from behave import step
from pathlib import Path

@step("it waits")
def step_waits(context):
    Path(f"begun-{os.getpid()}").touch()
    time.sleep(60)

@step("it waits, whatever happens")
def step_waits_stubbornly(context):
    Path(f"begun-{os.getpid()}").touch()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            time.sleep(60)
        except KeyboardInterrupt:
            pass

@step("it waits until the others are at work")
def step_meets(context):
    Path(f"begun-{os.getpid()}").touch()
    while len(list(Path().glob("begun-*"))) < 2:
        time.sleep(0.01)

@step("it aborts the run")
def step_aborts(context):
    context.abort("enough")
"""

CLEANS_UP = """
import os
from pathlib import Path

def leave():
    Path(f"left-{os.getpid()}").touch()

def before_scenario(context, scenario):
    context.add_cleanup(leave)

def after_all(context):
    Path(f"ended-{os.getpid()}").touch()
"""

DONE = scenario("done", "it works")
LAST = scenario("last", "it leaves last")


@pytest.fixture
def waiting(tmp_path: Path) -> TinySuite:
    """Two scenarios that wait for two workers, one before them and one after."""
    suite = TinySuite(tmp_path)
    suite.write("steps/waits.py", STEPS)
    suite.hooks(CLEANS_UP)
    suite.feature(DONE, scenario("one", "it waits"), scenario("other", "it waits"), LAST)
    return suite


@pytest.fixture
def at_work(waiting: TinySuite) -> Iterator[subprocess.Popen[bytes]]:
    """The run, once both workers wait."""
    process = begun(waiting)
    yield process
    process.kill()
    process.wait(LONGEST)


def begun(suite: TinySuite, *arguments: str) -> subprocess.Popen[bytes]:
    process = suite.start("-j", "2", *arguments)
    until(lambda: len(pids(suite, "begun")) == 2 or process.poll() is not None)
    for path in suite.folder.glob("left-*"):
        path.unlink()
    return process


def pids(suite: TinySuite, what: str) -> set[int]:
    return {int(path.name.partition("-")[2]) for path in suite.folder.glob(f"{what}-*")}


def alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(suite: TinySuite) -> bool:
    return not any(alive(pid) for pid in pids(suite, "begun"))


def was_cut_short(suite: TinySuite, run: Finished, why: str) -> None:
    assert run.code == 2
    assert pids(suite, "left") == pids(suite, "ended") == pids(suite, "begun")
    assert gone(suite)
    assert suite.traces() == []
    assert run.outcomes == {"done": "passed", "one": "not run", "other": "not run", "last": "not run"}
    assert run.end.aborted == why
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM")], ids=["int", "term"]
)
@pytest.mark.parametrize("whole_group", [False, True], ids=["the run alone", "as a terminal does"])
def test_an_interrupted_run_cleans_up_in_all_workers(
    waiting: TinySuite, number: signal.Signals, name: str, whole_group: bool
) -> None:
    process = begun(waiting)
    if whole_group:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    was_cut_short(waiting, waiting.end(process), f"interrupted by {name}")


def test_the_second_interrupt_ends_everything_at_once(waiting: TinySuite) -> None:
    waiting.feature(*[scenario(str(number), "it waits, whatever happens") for number in range(2)])
    process = begun(waiting)
    process.send_signal(signal.SIGINT)
    until(lambda: b"Interrupted" in (waiting.folder / "err").read_bytes())
    process.send_signal(signal.SIGINT)
    assert process.wait(LONGEST) == 2
    until(lambda: gone(waiting))
    assert "Ended at once" in (waiting.folder / "err").read_text()


def test_a_killed_run_takes_its_workers_with_it_and_they_clean_up(
    waiting: TinySuite, at_work: subprocess.Popen[bytes]
) -> None:
    at_work.kill()
    run = waiting.end(at_work)
    until(lambda: gone(waiting))
    assert pids(waiting, "left") == pids(waiting, "begun")
    assert run.outcomes == {"done": "passed"}
    assert len(run.planned) == 4
    assert not any(isinstance(line, End) for line in run.lines)


def test_a_killed_worker_costs_its_scenario_alone(
    waiting: TinySuite, at_work: subprocess.Popen[bytes]
) -> None:
    first, second = sorted(pids(waiting, "begun"))
    os.kill(first, signal.SIGKILL)
    until(lambda: waiting.traces() == ["last"])
    os.kill(second, signal.SIGKILL)
    run = waiting.end(at_work)
    assert run.code == 1
    assert run.outcomes == {"done": "passed", "one": "error", "other": "error", "last": "passed"}


def test_stop_ends_the_run_at_the_first_failure(waiting: TinySuite) -> None:
    waiting.feature(
        scenario("fails", "it waits until the others are at work", "it fails"),
        scenario("under way", "it waits until the others are at work", "it leaves more"),
        *[scenario(f"last {number}", "it leaves last") for number in range(30)],
    )
    run = waiting.run("-j", "2", "--stop", "-D", "retries=1")
    assert run.code == 1
    assert run.outcomes["fails"] == "failed"
    assert run.outcomes["under way"] == "passed"
    assert run.outcomes["last 29"] == "not run"
    assert run.end.aborted == "--stop ends a run at the first failure"
    assert {line.attempt for line in run.lines if isinstance(line, Attempt)} == {1}


def test_a_suite_may_abort_its_run(waiting: TinySuite) -> None:
    waiting.feature(
        scenario("aborts", "it waits until the others are at work", "it aborts the run", "it works"),
        scenario("under way", "it waits until the others are at work"),
        *[scenario(f"last {number}", "it leaves last") for number in range(30)],
    )
    run = waiting.run("-j", "2")
    assert run.code == 2
    assert run.end.aborted == "aborted by the suite: enough"
    assert run.outcomes["under way"] == "passed"
    assert run.outcomes["last 29"] == "not run"


def test_a_service_that_dies_ends_the_run(waiting: TinySuite) -> None:
    waiting.session("""
def health(self):
    import os
    return "the shop is closed" if os.path.exists("traces") else None
""")
    waiting.feature(
        scenario("closes", "it leaves now"),
        *[scenario(f"last {number}", "it works", "it works", "it works") for number in range(30)],
    )
    run = waiting.run("-j", "2")
    assert run.code == 2
    assert run.end.aborted == "the shop is closed"
    assert run.outcomes["closes"] == "passed"
    assert run.outcomes["last 29"] == "not run"
