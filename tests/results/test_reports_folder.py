"""The reports folder: one run at a time, nothing of the run before, and a sentence where it can't be."""

import fcntl
from pathlib import Path

import pytest

from .tiny_suite import TinySuite, scenario

WORKS = scenario("works", "it works")


def test_a_run_clears_what_the_last_one_left_and_nothing_else(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.write("reports/.lock", "")
    suite.write("reports/junit/TEST-old.xml", "<old/>")
    suite.write("reports/allure-results/old-result.json", "{}")
    suite.write("reports/README.md", "stays")
    for name in ("signoff.html", "signoff.json", "signoff.intoto.json", "index.html", "living/index.html"):
        suite.write(f"reports/{name}", "of the record before")
    suite.run()
    assert [path.name for path in (suite.reports / "junit").iterdir()] == ["TEST-shop.buying.xml"]
    assert not (suite.reports / "allure-results" / "old-result.json").exists()
    assert (suite.reports / "README.md").exists()
    assert not [
        *suite.reports.glob("signoff*"),
        *suite.reports.glob("index.html"),
        *suite.reports.glob("living"),
    ]


def test_a_run_that_could_not_start_leaves_no_old_record(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.run()
    assert suite.run("--tags=@nothing").code == 2
    assert not (suite.reports / "run.jsonl").exists()


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.run()
    with (suite.reports / ".lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        run = suite.run()
        assert run.code == 2
        assert "another run is writing its reports there" in run.err
        assert "-D reports=DIR" in run.err
        assert run.outcomes == {"works": "passed"}
        assert suite.run("-D", "reports=elsewhere").code == 0
    assert (tmp_path / "elsewhere" / "run.jsonl").exists()


@pytest.mark.parametrize("blocked", ["reports", "reports/junit"])
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, blocked: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    if blocked != "reports":
        suite.write("reports/.lock", "")
    suite.write(blocked, "a file")
    run = suite.run()
    assert run.code == 2
    assert "reports: the reports can't be written there" in run.err
    assert "Traceback" not in run.err


def test_an_outfile_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    suite.write("blocked", "a file")
    run = suite.run("-f", "json", "-o", "blocked/results.json")
    assert run.code == 2
    assert "-o" in run.err
    assert "Traceback" not in run.err


def test_allure_can_be_left_out(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(WORKS)
    assert suite.run("-D", "allure=off").code == 0
    assert not (suite.reports / "allure-results").exists()
    assert suite.run("-D", "allure=perhaps").code == 2
