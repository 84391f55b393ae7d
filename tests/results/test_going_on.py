"""What makes it senseless to go on ends a run early, but in order: recorded, summed up, and never green."""

from pathlib import Path

import pytest

from countersign.results import allure_report

from .tiny_suite import INI, Finished, TinySuite, scenario

JOBS = pytest.mark.parametrize("jobs", ["1", "2"])

FULL = """
def gate(self, planned):
    if planned.name == "fills it up":
        self.too_much = planned.id
def finish(self, scenario_id):
    if scenario_id == self.too_much:
        raise UserError("the notebook is full: buy another one.")
    return Evidence()
"""


def suite_that_fills_up(folder: Path, *others: str) -> TinySuite:
    suite = TinySuite(folder)
    suite.session(FULL)
    suite.hooks("def leave():\n    open('left', 'w').close()\ndef before_all(c):\n    c.add_cleanup(leave)\n")
    suite.feature(
        *others,
        scenario("fills it up", "it works"),
        *[scenario(f"later {number}", "it works") for number in range(30)],
    )
    return suite


def ended_in_order(run: Finished, code: int, why: str) -> None:
    assert run.code == code
    assert run.end.aborted == why
    assert f"Ended early: {why.rstrip('.')}." in run.out
    assert len(run.attempts) == len(run.planned)
    assert "Traceback" not in run.out + run.err
    assert run.err == ""


@JOBS
def test_a_users_error_in_the_midst_ends_the_run_in_order(tmp_path: Path, jobs: str) -> None:
    run = suite_that_fills_up(tmp_path).run("-j", jobs)
    ended_in_order(run, 2, "the notebook is full: buy another one.")
    assert run.outcomes["fills it up"] == run.outcomes["later 29"] == "not run"
    assert "later 29" in run.out
    assert {name: result["status"] for name, result in run.allure.items()}["fills it up"] == "unknown"
    assert run.junit("shop.buying").get("tests") == "31"
    assert (tmp_path / "left").exists()


@JOBS
def test_what_failed_before_makes_it_red(tmp_path: Path, jobs: str) -> None:
    run = suite_that_fills_up(tmp_path, scenario("fails", "it fails")).run("-j", jobs)
    assert run.outcomes["fails"] == "failed"
    ended_in_order(run, 1, "the notebook is full: buy another one.")


ODD = """
from behave.formatter.base import Formatter
class Odd(Formatter):
    def __init__(self, opener, config):
        raise LookupError("no ink")
"""


def test_a_formatter_that_cant_begin_is_named(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write("odd.py", ODD)
    suite.feature(scenario("works", "it works"))
    suite.write("behave.ini", INI + "[behave.formatters]\nodd = odd:Odd\n")
    run = suite.end(suite.start("-f", "odd"))
    assert run.code == 2
    assert run.err == "countersign: a formatter named with -f can't begin: odd.py:5: LookupError: no ink.\n"


def test_a_page_that_goes_wrong_in_a_new_way_hides_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_: Path) -> None:
        raise KeyError("stats")

    monkeypatch.setattr(allure_report, "make", break_down)
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"), scenario("fails", "it fails"))
    run = suite.run("-D", "report=on")
    assert run.code == 1
    assert "no Allure report was made" in run.err
    assert "KeyError: 'stats'" in run.err
    assert "Traceback" not in run.err
    assert suite.run("-D", "report=on", "--name=works").code == 0


@pytest.mark.parametrize(("name", "code"), [("works", 2), ("fails", 1)])
def test_reports_that_cant_be_derived_hide_no_verdict(tmp_path: Path, name: str, code: int) -> None:
    suite = TinySuite(tmp_path)
    suite.hooks("def after_all(context):\n    open('reports/junit', 'w').close()\n")
    suite.feature(scenario("works", "it works"), scenario("fails", "it fails"))
    run = suite.run(f"--name={name}")
    assert run.code == code
    assert "the JUnit files can't be written" in run.err
    assert f"1 scenario: 1 {'passed' if name == 'works' else 'failed'}" in run.out


REPORTERS = """
from behave.reporter.base import Reporter
from countersign.results.session import NullSession, RunFacts

class Broken(Reporter):
    def feature(self, feature):
        if {breaks_over_a_feature}:
            raise LookupError("no paper")
    def end(self):
        raise LookupError("no paper")

class Whole(Reporter):
    def feature(self, feature):
        with open("told", "a") as told:
            told.write(feature.name)

class Session(NullSession):
    def __init__(self, userdata, reports):
        import gc
        from behave.configuration import Configuration
        config = next(one for one in gc.get_objects() if isinstance(one, Configuration))
        config.reporters += [Broken(config), Whole(config)]
"""


@JOBS
@pytest.mark.parametrize("early", [True, False], ids=["over a feature", "at the end"])
def test_a_reporter_that_fails_is_done_without_and_the_run_is_red(
    tmp_path: Path, jobs: str, early: bool
) -> None:
    suite = TinySuite(tmp_path)
    suite.session("")
    suite.write("tiny_session.py", REPORTERS.format(breaks_over_a_feature=early))
    suite.feature(scenario("works", "it works"), scenario("works, too", "it works"))
    run = suite.run("-j", jobs)
    assert run.code == 1
    assert set(run.outcomes.values()) == {"passed"}
    [problem] = run.end.problems
    assert problem.startswith("reporter Broken failed, what it writes is not complete: tiny_session.py:")
    assert (tmp_path / "told").read_text() == "Buying"
    assert run.out.splitlines()[-1].startswith("FAILED (exit code 1)")
