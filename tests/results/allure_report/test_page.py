"""The page says what the run record says, remembers earlier runs, and asks nobody for anything."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from browser import opened
from playwright.sync_api import Browser, expect

from countersign.cli import main
from countersign.errors import UserError
from countersign.results.allure_report import make
from countersign.results.allure_report.installation import Allure
from countersign.results.allure_report.offline import POLICY

from ..tiny_suite import TinySuite, scenario
from .pages import environment, results, widget

ENDINGS = """
def gate(self, planned):
    if planned.name == "elsewhere":
        return Decision(Outcome.NOT_APPLICABLE, "needs a clock")
    return Decision(Outcome.REFUSED, "would write") if planned.name == "forbidden" else None
"""

DOUBT = """
from behave import step
from countersign.errors import UndecidedError

@step("it stays unknown")
def step_unknown(context):
    raise UndecidedError("no answer after 3 s")
"""

CATEGORIES = {
    "works": None,
    "fails": "Product defects: an expectation was not met",
    "breaks": "Suite trouble: it could not find out",
    "doubts": "Undecided: it did not find out in time",
    "skips": "Not run: planned, and never reached",
    "elsewhere": "Not applicable to this target",
    "forbidden": "Refused by the guard",
    "by hand": "To be done by hand",
}


def every_ending(folder: Path) -> TinySuite:
    suite = TinySuite(folder)
    suite.session(ENDINGS)
    suite.write("steps/doubt.py", DOUBT)
    suite.feature(
        scenario("works", "it works"),
        scenario("fails", "it fails"),
        scenario("breaks", "it breaks"),
        scenario("doubts", "it stays unknown"),
        scenario("skips", "it skips itself"),
        scenario("elsewhere", "it works"),
        scenario("forbidden", "it works"),
        scenario("by hand", tags="@manual"),
    )
    return suite


def green(folder: Path) -> TinySuite:
    suite = TinySuite(folder)
    suite.feature(scenario("works", "it works"), scenario("works too", "it works"))
    return suite


@pytest.mark.usefixtures("allure")
def test_every_ending_has_its_status_and_its_category(tmp_path: Path) -> None:
    run = every_ending(tmp_path).run()
    shown = results(make(run.reports))
    assert {name: result["status"] for name, result in shown.items()} == {
        "works": "passed",
        "fails": "failed",
        "breaks": "broken",
        "doubts": "unknown",
        "skips": "unknown",
        "elsewhere": "skipped",
        "forbidden": "skipped",
        "by hand": "skipped",
    }
    categories = {name: [one["name"] for one in result["categories"]] for name, result in shown.items()}
    assert categories == {name: [category] if category else [] for name, category in CATEGORIES.items()}


@pytest.mark.usefixtures("allure")
def test_the_page_says_what_was_run_and_how_it_ended(tmp_path: Path) -> None:
    run = every_ending(tmp_path).run("-D", "verbose=\\ü: =#")
    page = make(run.reports)
    told = environment(page)
    assert told["Result"] == "FAILED (exit code 1)"
    assert told["Command"] == " ".join(run.first.command)
    assert "\\ü: =#" in told["Command"]
    assert told["Processes"] == "1"
    assert "<title> Countersign: FAILED </title>" in page.read_text()


@pytest.mark.usefixtures("allure")
def test_a_run_whose_scenarios_proved_nothing_is_no_success(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("by hand", tags="@manual"))
    run = suite.run()
    assert environment(make(run.reports))["Result"] == "INCONCLUSIVE (exit code 2)"


@pytest.mark.usefixtures("allure")
def test_what_a_killed_run_never_reported_was_not_run(tmp_path: Path) -> None:
    run = green(tmp_path).run()
    record = run.reports / "run.jsonl"
    kept = [
        line
        for line in record.read_text().splitlines()
        if json.loads(line)["kind"] != "end" and json.loads(line).get("id") != run.planned[1].id
    ]
    [planned] = [
        line
        for line in record.read_text().splitlines()
        if json.loads(line)["kind"] == "planned" and json.loads(line)["id"] == run.planned[1].id
    ]
    record.write_text("\n".join([*kept, planned]) + "\n")
    for path in (run.reports / "allure-results").iterdir():
        if not path.name.endswith("-result.json") or json.loads(path.read_text())["name"] != "works":
            path.unlink()
    page = make(run.reports)
    assert {name: result["status"] for name, result in results(page).items()} == {
        "works": "passed",
        "works too": "unknown",
    }
    assert environment(page)["Result"] == "KILLED before it had ended"


@pytest.mark.usefixtures("allure")
def test_results_that_do_not_fit_the_record_make_no_page(tmp_path: Path) -> None:
    run = every_ending(tmp_path).run()
    for path in (run.reports / "allure-results").glob("*-result.json"):
        if json.loads(path.read_text())["name"] == "fails":
            path.unlink()
    with pytest.raises(UserError, match=r"1 of 7 passed, by the record 1 of 8"):
        make(run.reports)
    assert not (run.reports / "allure.html").exists()


@pytest.mark.usefixtures("allure")
def test_earlier_runs_are_remembered_and_none_of_them_twice(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    for number, ending in enumerate(("it works", "it fails", "it works")):
        suite.feature(scenario("wavers", ending))
        reports = suite.run().reports
        assert len(results(make(reports))["wavers"]["history"]) == number
    again = results(make(reports))["wavers"]
    assert [earlier["status"] for earlier in again["history"]] == ["failed", "passed"]
    assert again["transition"] == "fixed"
    assert len((reports / "allure-history.jsonl").read_text().splitlines()) == 3


@pytest.mark.usefixtures("allure")
def test_attempts_are_shown_as_retries_and_the_scenario_as_flaky(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("wavers", "it leaves traces", "it needs luck"))
    suite.write(
        "steps/luck.py",
        "from pathlib import Path\nfrom behave import step\n@step('it needs luck')\ndef s(c):\n"
        "    assert len(Path('traces').read_text().split()) > 1, 'no luck'\n",
    )
    run = suite.run("-D", "retries=1")
    page = make(run.reports)
    shown = results(page)["wavers"]
    assert (shown["status"], shown["flaky"], shown["retriesCount"]) == ("passed", True, 1)
    assert [one["name"] for one in shown["categories"]] == ["Flaky: it passed when it was run again"]
    assert widget(page, "statistic")["total"] == 1


@pytest.mark.usefixtures("allure")
def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    run = green(tmp_path).run("-D", "reports=odd [x] {a,b} $HOME é")
    assert run.code == 0
    reports = tmp_path / "odd [x] {a,b} $HOME é"
    assert set(results(make(reports, tmp_path / "page.html"))) == {"works", "works too"}
    assert not (reports / "allure.html").exists()


@pytest.mark.usefixtures("allure")
def test_the_page_does_not_say_where_the_checkout_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A remote's URL may hold a token, and Allure would put it into the page."""
    run = green(tmp_path).run()
    remote = "https://oauth2:t0ken@github.com/someone/something.git"
    for command in (["init", "-q"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, timeout=10)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    page = make(run.reports).read_text()
    assert "t0ken" not in page
    assert "someone/something" not in page


@pytest.mark.usefixtures("allure")
def test_opening_the_page_asks_nobody_for_anything(tmp_path: Path, browser: Browser) -> None:
    suite = TinySuite(tmp_path / "suite")
    suite.write(
        "steps/attach.py",
        "import allure\nfrom behave import step\n@step('it shows')\ndef s(c):\n"
        "    allure.attach('<img src=\"http://mail.example/pixel\">', 'mail', allure.attachment_type.HTML)\n",
    )
    suite.feature(scenario("shows", "it shows"), scenario("fails", "it fails"))
    page = make(suite.run().reports)
    with opened(browser, page) as found:
        expect(found.page).to_have_title(re.compile("Countersign: FAILED"))
        expect(found.page.get_by_test_id("tab-failed")).to_be_visible()
        assert not found.asked

    # The same page without what keeps it quiet: whoever watches would have noticed.
    loud = tmp_path / "loud.html"
    tracker = '<script async src="http://tracker.example/tag.js"></script>'
    loud.write_text(page.read_text().replace(POLICY, "").replace("<body>", f"<body>{tracker}"))
    with opened(browser, loud) as found:
        expect(found.page.get_by_test_id("tab-failed")).to_be_visible()
        assert found.asked == {"tracker.example"}


@pytest.mark.usefixtures("allure")
def test_the_command_makes_the_page_and_says_where_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reports = green(tmp_path).run().reports
    assert main(["report", str(reports)]) == 0
    assert capsys.readouterr().out.strip() == str(reports / "allure.html")
    assert set(results(reports / "allure.html")) == {"works", "works too"}


@pytest.mark.usefixtures("allure")
def test_a_page_that_can_not_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    reports = green(tmp_path).run().reports
    with pytest.raises(UserError, match=r"nowhere/page\.html: the Allure page can't be written"):
        make(reports, tmp_path / "nowhere" / "page.html")
    assert not list(reports.glob("*.tmp"))


def test_without_a_run_there_is_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path)]) == 2
    assert "run.jsonl is not there" in capsys.readouterr().err


def test_without_results_there_is_no_page(tmp_path: Path) -> None:
    reports = green(tmp_path).run("-D", "allure=off").reports
    with pytest.raises(UserError, match="without -D allure=off"):
        make(reports)


def test_a_record_that_is_none_makes_no_page(tmp_path: Path) -> None:
    (tmp_path / "allure-results").mkdir()
    for text in ("{}\n", "no JSON\n", ""):
        (tmp_path / "run.jsonl").write_text(text)
        with pytest.raises(UserError, match="record"):
            make(tmp_path)


@pytest.mark.usefixtures("allure")
def test_an_allure_that_fails_is_told_with_what_to_do(
    tmp_path: Path, allure: Allure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as Node.js goes, a page that takes more memory than there is."""
    reports = green(tmp_path).run().reports
    monkeypatch.setattr("countersign.results.allure_report.report._LONGEST_MAKING", 0.01)
    with pytest.raises(UserError, match=rf"had not ended after 0 s; .*delete {allure.folder}"):
        make(reports)
