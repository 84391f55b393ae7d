"""What is remembered of former runs never changes a verdict."""

from pathlib import Path

import pytest

from .tiny_suite import INI, TinySuite, scenario

STORE = """
from countersign.errors import UserError

class Insights:
    def lines(self):
        return ["New: it works for the first time."]

def expected_seconds(url, target):
    {expected}

def prepare():
    pass

def remember(url, read):
    {remember}
"""

FAILS = "raise UserError(f'{url} can not be opened: start the database.')"


def suite_with_memory(
    folder: Path, expected: str = "return {}", remember: str = "return Insights()"
) -> TinySuite:
    suite = TinySuite(folder)
    suite.write("tiny_store.py", STORE.format(expected=expected, remember=remember))
    suite.write("behave.ini", INI + "\n[behave.userdata]\ncountersign.history = tiny_store\n")
    suite.feature(scenario("works", "it works"), scenario("works, too", "it works"))
    return suite


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_history_that_cant_be_opened_is_told_of_and_the_verdict_stays(tmp_path: Path, jobs: str) -> None:
    suite = suite_with_memory(tmp_path, expected=FAILS, remember=FAILS)
    run = suite.end(suite.start("-j", jobs, "-D", "history=sqlite:///x.db"))
    assert run.code == 0
    sentence = (
        "countersign: sqlite:///x.db can not be opened: start the database. The run itself is not affected."
    )
    assert set(run.err.splitlines()) == {sentence}


def test_a_history_with_a_fault_of_its_own_changes_no_verdict(tmp_path: Path) -> None:
    suite = suite_with_memory(tmp_path, remember="return [][1]")
    run = suite.end(suite.start())
    assert run.code == 0
    assert "IndexError: list index out of range" in run.err
    assert "PASSED" in run.out


def test_what_is_new_stands_in_the_summary(tmp_path: Path) -> None:
    suite = suite_with_memory(tmp_path)
    run = suite.end(suite.start())
    assert run.code == 0
    assert "New: it works for the first time." in run.out


def test_a_history_that_is_off_is_not_asked(tmp_path: Path) -> None:
    suite = suite_with_memory(tmp_path, expected=FAILS, remember=FAILS)
    run = suite.end(suite.start("-D", "history=off"))
    assert run.code == 0
    assert run.err == ""


def test_a_module_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    suite = suite_with_memory(tmp_path)
    suite.write("behave.ini", INI + "\n[behave.userdata]\ncountersign.history = no_such_store\n")
    run = suite.run()
    assert run.code == 2
    assert run.err.startswith("countersign: behave.ini: countersign.history = no_such_store can't be loaded")
    assert not (suite.reports / "run.jsonl").exists()
