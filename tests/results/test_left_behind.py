"""What scenarios have left in a deployment is told by every report of the run."""

from pathlib import Path

import pytest

from countersign.results.left_behind import left_behind
from countersign.results.record import Left

from .tiny_suite import TinySuite, scenario

LEAVING = """
calls = 0
def finish(self, scenario_id):
    from countersign.results.record import Left
    Session.calls += 1
    which = f"+12015550101, 2026-11-24 1{Session.calls}:00, card 4111 1111 1111 1111"
    return Evidence(left=[Left(what="booking", where="https://line.example.com", which=which)])
def redact(self, text):
    return text.replace("4111 1111 1111 1111", "«card»")
"""
FLAKY = """
from behave import step
from pathlib import Path

@step("it works the second time")
def s(context):
    before = Path("tried").exists()
    Path("tried").touch()
    assert before, "not yet"
"""


def test_one_thing_stands_in_a_line() -> None:
    left = [Left(what="booking", where="https://line.example.com", which="+12015550101, 2026-11-24 14:00")]
    assert left_behind(left) == [
        "1 booking stays at https://line.example.com: +12015550101, 2026-11-24 14:00"
    ]


def test_several_are_listed_by_place() -> None:
    left = [Left(what="booking", where=where, which=which) for where, which in ("ax", "by", "az")]
    assert left_behind(left) == ["2 bookings stay at a:", "    x", "    z", "1 booking stays at b: y"]
    assert left_behind([]) == []


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_report_tells_it_redacted(tmp_path: Path, jobs: str) -> None:
    suite = TinySuite(tmp_path)
    suite.session(LEAVING)
    suite.feature(scenario("calls", "it works"), scenario("calls again", "it works"))
    run = suite.run("-j", jobs)
    assert "2 bookings stay at https://line.example.com:\n    +12015550101, 2026-11-24 1" in run.out
    written = [one.which for attempt in run.attempts.values() for one in attempt.left]
    assert len(written) == 2
    assert all(which.endswith("card «card»") for which in written)
    assert "1 booking stays at https://line.example.com: +12015550101" in (
        run.junit("shop.buying").findtext("testcase/system-out") or ""
    )
    for result in run.allure.values():
        [attached] = [one for one in result["attachments"] if one["name"] == "Left behind"]
        said = (run.reports / "allure-results" / attached["source"]).read_text()
        assert said.startswith("1 booking stays at https://line.example.com: +12015550101")


def test_what_an_attempt_left_that_was_made_again_is_told_too(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session(LEAVING)
    suite.write("steps/flaky.py", FLAKY)
    suite.feature(scenario("calls", "it works the second time"))
    run = suite.run("-D", "retries=1")
    assert "2 bookings stay at https://line.example.com:" in run.out


def test_a_run_that_leaves_nothing_says_nothing(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("calls", "it works"))
    run = suite.run()
    assert "stay" not in run.out
    [result] = run.allure.values()
    assert not [one for one in result.get("attachments", []) if one["name"] == "Left behind"]
