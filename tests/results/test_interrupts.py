"""Ctrl-C and kill: what was begun is cleaned up, and the record says how far the run came."""

import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from countersign.results.record import Attempt, End, Planned, read

from .tiny_suite import LONGEST, TinySuite, scenario, until

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


@pytest.mark.parametrize(
    ("first", "name"),
    [(signal.SIGINT, "interrupted by Ctrl-C"), (signal.SIGTERM, "interrupted by SIGTERM")],
    ids=["int", "term"],
)
def test_a_ci_server_that_sends_one_signal_after_the_other_cuts_no_clean_up_short(
    tmp_path: Path, first: signal.Signals, name: str
) -> None:
    suite = waiting_suite(tmp_path)
    suite.write("hold", "")
    process = suite.start("--name=first", "--name=last")
    until((tmp_path / "leaving").exists)
    process.send_signal(first)
    until(lambda: b"Interrupted" in (tmp_path / "err").read_bytes())
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
        process.send_signal(number)
        until(lambda number=number: not pending(process.pid, number))  # type: ignore[misc]
    (tmp_path / "hold").unlink()
    run = suite.end(process)
    assert run.code == 2
    assert (tmp_path / "left").exists()
    assert run.end.aborted == name


def pending(pid: int, number: int) -> bool:
    """Whether the process has not seen the signal yet."""
    status = Path(f"/proc/{pid}/status").read_text()
    waiting = [
        int(line.split()[1], 16) for line in status.splitlines() if line.startswith(("SigPnd", "ShdPnd"))
    ]
    return any(one >> (number - 1) & 1 for one in waiting)


@pytest.mark.usefixtures("heard_signals")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_closed_terminal_ends_the_run_in_order(tmp_path: Path, jobs: str) -> None:
    suite = waiting_suite(tmp_path)
    control, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "behave", "-j", jobs],
        cwd=tmp_path, stdin=terminal, stdout=terminal, stderr=terminal,
        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(terminal, termios.TIOCSCTTY),
    )  # fmt: skip
    os.close(terminal)
    until((tmp_path / "begun").exists)
    os.close(control)
    assert process.wait(LONGEST) == 2
    assert (tmp_path / "left").exists()
    lines = read(suite.reports / "run.jsonl")
    end = lines[-1]
    assert isinstance(end, End)
    assert end.aborted == "interrupted, since its terminal was closed"
    [waiting] = [line.id for line in lines if isinstance(line, Planned) and line.name == "waits"]
    assert [line.outcome for line in lines if isinstance(line, Attempt) and line.id == waiting] == ["not run"]


def test_a_run_that_was_started_with_nohup_goes_on(tmp_path: Path) -> None:
    suite = waiting_suite(tmp_path)
    suite.write("steps/waits.py", STEPS.replace("time.sleep(60)", "time.sleep(0.2)"))
    former = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    process = suite.start()
    signal.signal(signal.SIGHUP, former)
    until((tmp_path / "begun").exists)
    process.send_signal(signal.SIGHUP)
    assert suite.end(process).code == 0


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
