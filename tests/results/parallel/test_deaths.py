"""A step may do anything to its process: its scenario is in error for it, and the others are run."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from countersign.results.parallel import crew, members
from countersign.results.record import Attempt, Outcome, read

from ..tiny_suite import LONGEST, Finished, TinySuite, scenario, until

STEPS = """
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from behave import step

@step("it is killed by {name}")
def step_killed(context, name):
    os.kill(os.getpid(), int(name) if name.isdecimal() else getattr(signal, name))
    time.sleep(60)

@step("a thread ends the process")
def step_thread(context):
    threading.Thread(target=lambda: os._exit(0)).start()
    time.sleep(60)

@step("it reads where nothing is")
def step_segfault(context):
    faulthandler.disable()
    ctypes.string_at(0)

@step("it closes everything from {first:d}")
def step_closes(context, first):
    os.closerange(first, 1000)

@step("it becomes another program")
def step_execs(context):
    os.execv(sys.executable, [sys.executable, "-c", ""])

@step("a child that holds all of its lines outlives it")
def step_child(context):
    if os.fork() == 0:
        open("child", "w").write(str(os.getpid()))
        time.sleep(60)
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)

@step("it forks and both go on")
def step_forks(context):
    os.fork()

@step("a thread goes on for ever")
def step_goes_on(context):
    threading.Thread(target=lambda: time.sleep(600)).start()

@step("it takes all memory")
def step_memory(context):
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    b"x" * (2 << 30)
"""


def deadly_suite(folder: Path, *steps: str) -> TinySuite:
    """One scenario in the middle dies, or so it tries."""
    suite = TinySuite(folder)
    suite.write("steps/deadly.py", STEPS)
    others = [scenario(f"works {number}", "it works", f"it leaves {number}") for number in range(6)]
    suite.feature(*others[:3], scenario("dies", "it works", *steps, "it leaves more"), *others[3:])
    return suite


def the_others_passed(run: Finished) -> None:
    names = {f"works {number}" for number in range(6)}
    assert {name: run.outcomes[name] for name in names} == dict.fromkeys(names, "passed")
    assert len(run.lines) == len(run.planned) + len(run.attempts) + 2


@pytest.mark.parametrize(
    ("step", "how"),
    [
        ("it is killed by SIGKILL", "killed by SIGKILL, as the system does when memory runs out"),
        ("it is killed by SIGXCPU", "killed by SIGXCPU"),
        ("it is killed by 40", "killed by signal 40"),
        ("a thread ends the process", "ended with code 0"),
        ("it reads where nothing is", "killed by SIGSEGV"),
        ("it becomes another program", "ended with code 0"),
    ],
)
def test_a_worker_that_dies_costs_its_scenario_an_error_and_is_replaced(
    tmp_path: Path, step: str, how: str
) -> None:
    suite = deadly_suite(tmp_path, step)
    run = suite.run("-j", "2")
    assert run.code == 1
    the_others_passed(run)
    died = run.attempts["dies"]
    assert died.outcome == "error"
    assert died.sentence.startswith(f"in the step “* {step}” the process that ran the scenario was {how}")
    assert [one.status for one in died.steps] == ["untested", "error", "untested"]
    assert "more" not in suite.traces()
    assert "✗ dies" in run.out
    assert "✗ Buying: dies (error)" in run.out
    assert run.allure["dies"]["status"] == "broken"
    assert run.end.problems == []


def test_a_child_that_holds_the_line_of_a_dead_worker_does_not_hide_its_death(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path, "a child that holds all of its lines outlives it")
    process = suite.start("-j", "2")
    until(lambda: process.poll() is not None)
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)
    run = suite.end(process)
    assert run.code == 1
    the_others_passed(run)
    assert "killed by SIGKILL" in run.attempts["dies"].sentence


@pytest.mark.parametrize("first", [0, 3])
def test_a_step_that_closes_all_files_is_never_green(tmp_path: Path, first: int) -> None:
    run = deadly_suite(tmp_path, f"it closes everything from {first}").run("-j", "2")
    assert run.code == 1
    the_others_passed(run)
    assert run.outcomes["dies"] == "error"


def test_a_process_that_a_step_forks_off_and_that_goes_on_reports_nothing(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path, "it forks and both go on")
    for jobs in ("1", "2"):
        run = suite.run("-j", jobs)
        assert run.code == 0, run.err
        the_others_passed(run)


def test_a_thread_that_never_ends_does_not_hold_the_run_up(tmp_path: Path) -> None:
    run = deadly_suite(tmp_path, "a thread goes on for ever").run("-j", "2")
    assert run.code == 0
    the_others_passed(run)


def test_memory_that_runs_out_is_an_error(tmp_path: Path) -> None:
    run = deadly_suite(tmp_path, "it takes all memory").run("-j", "2")
    assert run.code == 1
    the_others_passed(run)
    assert run.outcomes["dies"] == "error"


def test_how_a_worker_ended_is_known_where_the_run_was_told_not_to_ask(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path, "it is killed by SIGKILL")
    ignoring = (
        "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); os.execv(sys.executable, "
    )
    behave = [sys.executable, "-m", "behave", "-j", "2"]
    subprocess.run(
        [sys.executable, "-c", f"{ignoring}{behave!r})"], cwd=tmp_path, check=False, timeout=LONGEST
    )
    attempts = [line for line in read(suite.reports / "run.jsonl") if isinstance(line, Attempt)]
    [died] = [one for one in attempts if one.outcome is not Outcome.PASSED]
    assert "killed by SIGKILL, as the system does" in died.sentence


def test_a_system_that_does_not_say_how_processes_ended_does_no_harm(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path, "it is killed by SIGKILL")
    suite.session("""
def open(self):
    import signal
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    return RunFacts()
""")
    run = suite.run("-j", "2")
    assert run.code == 1
    the_others_passed(run)
    assert run.attempts["dies"].sentence.endswith("was gone, and the system keeps to itself why")


def test_a_worker_that_dies_without_a_scenario_is_told_of_and_replaced(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write("steps/deadly.py", STEPS + KILLS_THE_OTHER)
    suite.hooks("import os\ndef before_all(context):\n    open(f'pid-{os.getpid()}', 'w').close()\n")
    tag = "@exclusive"
    suite.feature(
        scenario("kills", "it kills the other worker", tags=tag),
        scenario("works", "it works", tags=tag),
        scenario("after", "it works", tags=tag),
    )
    run = suite.run("-j", "2")
    assert run.code == 1
    assert set(run.outcomes.values()) == {"passed"}
    assert "a worker that had no scenario to run was gone: killed by SIGKILL" in run.end.problems[0]


KILLS_THE_OTHER = """
@step("it kills the other worker")
def step_kills(context):
    from pathlib import Path
    for other in Path().glob("pid-*"):
        if other.name != f"pid-{os.getpid()}":
            os.kill(int(other.name[4:]), signal.SIGKILL)
"""


def test_a_worker_that_dies_when_its_scenario_has_passed_is_green_nowhere(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path)
    suite.hooks("""
import os, signal
def after_feature(context, feature):
    if os.path.exists("traces") and "more" in open("traces").read():
        os.kill(os.getpid(), signal.SIGKILL)
""")
    suite.feature(scenario("works", "it works"), scenario("dies", "it leaves more"))
    run = suite.run("-j", "2", "--name=dies", "--name=works")
    assert run.code == 1
    assert run.outcomes["dies"] == "error"
    assert run.allure["dies"]["status"] == "broken"
    assert len(run.allure) == 2


def test_workers_that_cant_begin_end_the_run(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path)
    suite.hooks("import os, signal\ndef before_all(context):\n    os.kill(os.getpid(), signal.SIGKILL)\n")
    run = suite.run("-j", "2")
    assert run.code == 1
    assert set(run.outcomes.values()) == {"not run"}
    assert run.end.aborted == "a worker could not begin"
    assert "a worker that had no scenario to run was gone: killed by SIGKILL" in run.end.problems[0]


NO_ROOM = """
def open(self):
    import {module}, os
    makes, made = {module}.{name}, []
    def refuse():
        made.append(1)
        if len(made) in range({first}, 6):
            raise OSError({number}, os.strerror({number}))
        assert len(made) < 6, "that was hopeless"
        return makes()
    {module}.{name} = refuse
    return RunFacts()
"""


@pytest.mark.parametrize(
    ("module", "name", "number"),
    [("os", "fork", errno.EAGAIN), ("os", "fork", errno.ENOMEM), ("socket", "socketpair", errno.EMFILE)],
    ids=["processes", "memory", "files"],
)
def test_a_run_for_which_there_is_no_room_says_so(
    tmp_path: Path, module: str, name: str, number: int
) -> None:
    suite = deadly_suite(tmp_path)
    suite.session(NO_ROOM.format(module=module, name=name, first=1, number=number))
    run = suite.run("-j", "5")
    assert run.code == 2
    assert set(run.outcomes.values()) == {"not run"}
    why = f"no more processes can be started ({os.strerror(number)}): ask for fewer with -j"
    assert run.end.aborted == why
    assert f"Ended early: {why}." in run.out
    assert "Traceback" not in run.err


def test_workers_for_whose_threads_there_is_no_room_say_so(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path)
    suite.session("""
def open(self):
    import threading
    def refuse(self):
        raise RuntimeError("can't start new thread")
    threading.Thread.start = refuse
    return RunFacts()
""")
    run = suite.run("-j", "2")
    assert run.code == 2
    assert run.end.aborted == "a worker can't begin (can't start new thread): ask for fewer with -j"
    assert set(run.outcomes.values()) == {"not run"}
    assert run.err == ""


def test_a_run_goes_on_with_the_workers_that_there_is_room_for(tmp_path: Path) -> None:
    suite = deadly_suite(tmp_path, "it is killed by SIGKILL")
    suite.session(NO_ROOM.format(module="os", name="fork", first=3, number=errno.ENOMEM))
    run = suite.run("-j", "5")
    assert run.code == 1
    the_others_passed(run)
    assert run.outcomes["dies"] == "error"
    assert run.err == (
        "countersign: no more processes can be started (Cannot allocate memory): ask for fewer with -j. "
        "The run goes on with 2.\n"
    )
    assert not run.end.problems


@pytest.mark.parametrize("stopped", [False, True], ids=["sleeps", "is stopped"])
def test_a_worker_that_does_not_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: bool
) -> None:
    monkeypatch.setattr(crew, "_SECONDS_TO_END", 0.5)
    monkeypatch.setattr(crew, "_SECONDS_TO_CLEAN_UP", 0.5)
    monkeypatch.setattr(members, "_SECONDS_TO_DIE", 0.5)
    suite = deadly_suite(tmp_path)
    what = "os.kill(os.getpid(), signal.SIGSTOP)" if stopped else "time.sleep(60)"
    suite.hooks(f"import os, signal, time\ndef after_all(context):\n    {what}\n")
    run = suite.run("-j", "2")
    assert run.code == 1
    the_others_passed(run)
    assert "a worker had not ended 0.5 s after its last scenario, and was killed" in run.end.problems


def test_nobody_waits_for_a_line_that_a_dead_worker_has_left_to_a_child(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write("steps/deadly.py", STEPS)
    suite.hooks("""
import os, time
def after_all(context):
    if os.fork() == 0:
        open(f"child-{os.getpid()}", "w").close()
        time.sleep(60)
        os._exit(0)
""")
    suite.feature(scenario("first", "it works"), scenario("second", "it works"))
    process = suite.start("-j", "2")
    until(lambda: process.poll() is not None)
    for child in tmp_path.glob("child-*"):
        os.kill(int(child.name[6:]), signal.SIGKILL)
    assert suite.end(process).code == 0
