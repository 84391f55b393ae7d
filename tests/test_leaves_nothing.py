"""Whatever becomes of a run, no process and no temporary file of ours is left."""

import os
import signal

import pytest
from whole_suite import Suite, wait_until

GREEN = """
Feature: A greeting
  Scenario: A newcomer is greeted
    Given Amira is new to the bot
    When she starts the bot
    Then she is greeted as a newcomer
"""
RED = GREEN.replace("she is greeted as a newcomer", "she is asked to accept the terms")
ENDLESS = """
Feature: A wait
  Scenario: Somebody waits
    Given Amira is new to the bot
    When nothing happens
"""
WAITING = """
import threading
from behave import when

@when("nothing happens")
def step(context):
    print("waiting", flush=True)
    open("waiting", "w").close()
    threading.Event().wait(60)
"""


@pytest.fixture
def waiting(suite: Suite) -> Suite:
    """A suite whose only scenario never ends by itself."""
    suite.feature(ENDLESS)
    suite.steps(WAITING)
    return suite


def left_nothing(suite: Suite) -> bool:
    return suite.processes() == [] and suite.temporary_files() == []


def test_a_green_run_leaves_nothing(suite: Suite) -> None:
    suite.feature(GREEN)
    code, output = suite.run()
    assert code == 0, output
    assert left_nothing(suite)


def test_a_red_run_leaves_nothing(suite: Suite) -> None:
    suite.feature(RED)
    code, output = suite.run()
    assert code == 1, output
    assert "Amira should be asked to accept the terms" in output
    assert left_nothing(suite)


def test_an_interrupted_run_leaves_nothing(waiting: Suite) -> None:
    with waiting.start() as run:
        wait_until((waiting.folder / "waiting").exists, "the scenario runs", 30)
        assert len(waiting.processes()) == 3
        os.killpg(run.pid, signal.SIGINT)
        output, _ = run.communicate(timeout=20)
    assert run.returncode == 2, output
    assert left_nothing(waiting)


def test_a_killed_run_leaves_nothing_but_its_ledger_and_the_next_run_says_so(waiting: Suite) -> None:
    with waiting.start() as run:
        wait_until((waiting.folder / "waiting").exists, "the scenario runs", 30)
        run.kill()
        run.communicate(timeout=20)
    wait_until(lambda: left_nothing(waiting), "services and temporary files are gone")
    ledgers = waiting.folder / ".countersign" / "ledger"
    assert len(list(ledgers.iterdir())) == 1
    waiting.feature(GREEN)
    code, output = waiting.run()
    assert code == 0, output
    assert "left behind" in output
    assert [path for path in ledgers.iterdir() if path.stat().st_size] == []


def test_a_run_whose_output_is_closed_ends_without_a_traceback(suite: Suite) -> None:
    suite.feature(GREEN)
    with suite.start() as run:
        assert run.stdout
        run.stdout.readline()
        run.stdout.close()
        code = run.wait(timeout=20)
    assert code == 2
    assert left_nothing(suite)
