"""What could not be found out in time is its own outcome: neither red nor ever green."""

from pathlib import Path

import pytest

from .tiny_suite import TinySuite, scenario

STEPS = """
from behave import step
from countersign.errors import UndecidedError

@step("nobody can tell")
def step_undecided(context):
    raise UndecidedError("Whether amira@mail.acme.io got it was not known within 60 s.")

@step("something is left behind")
def step_leaves(context):
    def clean():
        raise RuntimeError("the number is still taken")
    context.add_cleanup(clean)
"""

SESSION = """
def redact(self, text):
    return text.replace("amira@mail.acme.io", "***")
"""


@pytest.fixture
def suite(tmp_path: Path) -> TinySuite:
    suite = TinySuite(tmp_path)
    suite.session(SESSION)
    suite.write("steps/undecided.py", STEPS)
    return suite


def test_a_run_with_something_undecided_is_inconclusive_and_says_what(suite: TinySuite) -> None:
    suite.feature(scenario("Delivered", "it works"), scenario("Pending", "nobody can tell"))
    run = suite.run()
    assert run.code == 2, run.out
    assert run.outcomes == {"Delivered": "passed", "Pending": "undecided"}
    sentence = "Whether *** got it was not known within 60 s."
    assert run.attempts["Pending"].sentence == sentence
    assert run.out.count(sentence) == 2  # where it happened, and in the summary
    assert "1 passed, 1 undecided" in run.out
    assert "INCONCLUSIVE (exit code 2)" in run.out
    assert run.end.counts == {"passed": 1, "undecided": 1}


def test_a_failure_weighs_more(suite: TinySuite) -> None:
    suite.feature(scenario("Wrong", "it fails"), scenario("Pending", "nobody can tell"))
    run = suite.run()
    assert run.code == 1, run.out
    assert run.outcomes == {"Wrong": "failed", "Pending": "undecided"}


def test_whoever_leaves_trouble_behind_is_an_error(suite: TinySuite) -> None:
    suite.feature(scenario("Pending", "something is left behind", "nobody can tell"))
    run = suite.run()
    assert run.code == 1, run.out
    assert run.outcomes == {"Pending": "error"}
    assert "the number is still taken" in run.attempts["Pending"].sentence


def test_ci_servers_are_told_of_an_error_and_allure_of_the_unknown(suite: TinySuite) -> None:
    suite.feature(scenario("Pending", "nobody can tell"))
    run = suite.run()
    [error] = run.junit("shop.buying").iter("error")
    assert error.get("type") == "undecided"
    assert error.get("message") == "undecided: Whether *** got it was not known within 60 s."
    assert run.junit("shop.buying").get("errors") == "1"
    assert run.allure["Pending"]["status"] == "unknown"
    assert run.allure["Pending"]["statusDetails"]["message"].startswith("undecided: Whether *** got it")
