"""Ctrl-C and kill: what was begun is cleaned up, and the record says how far the run came."""

import signal
from pathlib import Path

import pytest

from countersign.results.record import End, Planned

from .tiny_suite import TinySuite, scenario, until

STEPS = """
from behave import step
from pathlib import Path
import time

@step("it waits")
def step_waits(context):
    Path("begun").touch()
    time.sleep(60)
"""

LEAVE = """
from pathlib import Path
import time

def leave():
    Path("leaving").touch()
    while Path("hold").exists():
        time.sleep(0.01)
    Path("left").touch()
"""

CLEANS_UP = (
    LEAVE
    + """
def before_scenario(context, scenario):
    context.add_cleanup(leave)
"""
)

AFTER_SCENARIO = (
    LEAVE
    + """
def after_scenario(context, scenario):
    leave()
"""
)

AFTER_STEP = (
    LEAVE
    + """
def after_step(context, step):
    leave()
"""
)


def waiting_suite(folder: Path, hooks: str = CLEANS_UP) -> TinySuite:
    suite = TinySuite(folder)
    suite.write("steps/waits.py", STEPS)
    suite.hooks(hooks)
    suite.feature(
        scenario("first", "it works"), scenario("waits", "it waits"), scenario("last", "it leaves last")
    )
    return suite


@pytest.mark.parametrize(
    ("number", "name"), [(signal.SIGINT, "Ctrl-C"), (signal.SIGTERM, "SIGTERM")], ids=["int", "term"]
)
def test_an_interrupted_run_cleans_up_and_is_inconclusive(
    tmp_path: Path, number: signal.Signals, name: str
) -> None:
    suite = waiting_suite(tmp_path)
    process = suite.start()
    until((tmp_path / "begun").exists)
    (tmp_path / "left").unlink()
    process.send_signal(number)
    run = suite.end(process)
    assert run.code == 2
    assert (tmp_path / "left").exists()
    assert suite.traces() == []
    assert run.outcomes == {"first": "passed", "waits": "not run", "last": "not run"}
    assert run.end.aborted == f"interrupted by {name}"
    assert f"Ended early: interrupted by {name}." in run.out


@pytest.mark.parametrize("hooks", [CLEANS_UP, AFTER_SCENARIO], ids=["clean-up", "after_scenario"])
def test_a_clean_up_is_not_cut_short(tmp_path: Path, hooks: str) -> None:
    suite = waiting_suite(tmp_path, hooks)
    suite.write("hold", "")
    process = suite.start("--name=first", "--name=last")
    until((tmp_path / "leaving").exists)
    process.send_signal(signal.SIGINT)
    until(lambda: b"Interrupted" in (tmp_path / "err").read_bytes())
    (tmp_path / "hold").unlink()
    run = suite.end(process)
    assert run.code == 2
    assert (tmp_path / "left").exists()
    assert run.outcomes == {"first": "passed", "last": "not run"}


def test_no_step_begins_after_an_interrupt(tmp_path: Path) -> None:
    suite = waiting_suite(tmp_path, AFTER_STEP)
    suite.feature(scenario("works", "it works", "it leaves more"))
    suite.write("hold", "")
    process = suite.start()
    until((tmp_path / "leaving").exists)
    process.send_signal(signal.SIGINT)
    until(lambda: b"Interrupted" in (tmp_path / "err").read_bytes())
    (tmp_path / "hold").unlink()
    run = suite.end(process)
    assert run.code == 2
    assert suite.traces() == []
    assert run.attempts["works"].sentence == "interrupted by Ctrl-C"


def test_the_second_interrupt_ends_at_once(tmp_path: Path) -> None:
    suite = waiting_suite(tmp_path)
    suite.write("hold", "")
    process = suite.start("--name=first")
    until((tmp_path / "leaving").exists)
    process.send_signal(signal.SIGINT)
    until(lambda: b"Interrupted" in (tmp_path / "err").read_bytes())
    process.send_signal(signal.SIGINT)
    run = suite.end(process)
    assert run.code == 2
    assert not (tmp_path / "left").exists()
    assert "Ended at once" in run.err


def test_a_killed_run_leaves_its_plan_and_no_end(tmp_path: Path) -> None:
    suite = waiting_suite(tmp_path)
    process = suite.start()
    until((tmp_path / "begun").exists)
    process.kill()
    run = suite.end(process)
    assert [line.name for line in run.lines if isinstance(line, Planned)] == ["first", "waits", "last"]
    assert run.outcomes == {"first": "passed"}
    assert not any(isinstance(line, End) for line in run.lines)


def test_an_interrupt_before_anything_runs_says_so(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
def open(self):
    import time
    open("begun", "w").close()
    time.sleep(60)
def close(self):
    open("left", "w").close()
""")
    suite.feature(scenario("works", "it works"))
    process = suite.start()
    until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGINT)
    run = suite.end(process)
    assert run.code == 2
    assert "interrupted before anything was run" in run.err
    assert (tmp_path / "left").exists()
