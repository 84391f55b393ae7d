"""What a person sees during a run and after it."""

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from countersign.results.paint import Paint
from countersign.results.record import Outcome

from .tiny_suite import TinySuite, scenario


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


AUTO = SimpleNamespace(has_colored_mode=lambda stream: stream.isatty())


def test_one_line_a_scenario_below_its_feature_and_rule(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "features/shop/buying.feature",
        "Feature: Buying\n  Scenario: free\n    * it works\n"
        "  Rule: Only once\n    Scenario: first\n      * it works\n    Scenario: second\n      * it works\n",
    )
    lines = suite.run().out.splitlines()
    start = lines.index("Buying features/shop/buying.feature")
    assert [re.sub(r" \d\.\d\d s$", "", line) for line in lines[start + 1 : start + 5]] == [
        "  ✓ free",
        "  Only once",
        "    ✓ first",
        "    ✓ second",
    ]


def test_a_failure_shows_its_step_its_sentence_and_what_was_printed(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/prints.py", "from behave import step\n@step('it prints')\ndef s(c):\n    print('hear me')\n"
    )
    suite.feature(scenario("fails", "it prints", "it fails"))
    out = suite.run().out
    assert "      * it fails\n        it should have worked\n      It printed:\n        hear me\n" in out


def test_what_passes_keeps_its_prints_to_itself(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/prints.py", "from behave import step\n@step('it prints')\ndef s(c):\n    print('hear me')\n"
    )
    suite.feature(scenario("works", "it prints"))
    assert "hear me" not in suite.run().out


def test_the_summary_gives_the_command_that_runs_a_failure_again(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"), scenario("fails", "it fails"))
    out = suite.run("-D", "target=staging", "-D", "allure=off").out
    again = next(line for line in out.splitlines() if "run it again" in line).partition(": behave ")[2]
    assert again == "features/shop/buying.feature:6 -D target=staging"
    assert suite.run(*again.split()).outcomes == {"fails": "failed"}


def test_the_summary_says_what_ran_against_what(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
def open(self):
    return RunFacts(target="shop", environment="staging", first_line="Testing shop at https://shop.example.com")
""")
    suite.feature(scenario("works", "it works", "it works"), scenario("fails", "it fails"))
    run = suite.run()
    assert "Testing shop at https://shop.example.com\n" in run.out
    assert "2 scenarios against shop (staging): 1 passed, 1 failed; 3 steps in" in run.out
    assert f"Reports: {run.reports.name}\n" in run.out
    assert (run.first.target, run.first.environment) == ("shop", "staging")


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Paint(Terminal(), AUTO).mark(Outcome.PASSED) == "\x1b[32m✓\x1b[0m"
    assert Paint(io.StringIO(), AUTO).mark(Outcome.PASSED) == "ok"


def test_no_color_is_respected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert Paint(Terminal(), AUTO).mark(Outcome.FAILED) == "✗"
