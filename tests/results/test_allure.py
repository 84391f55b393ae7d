"""Allure results say what the record says; one test for each fault of the formatter that ours mends."""

import json
from pathlib import Path
from typing import Any

import pytest

from .tiny_suite import TinySuite, scenario

RULED = """@allure.label.epic:Shop
Feature: Buying

  @SHP-01 @critical @allure.link.home:https://example.com/home
  Rule: Only what is in stock

    Scenario: in stock
      * it works

    Scenario: with a table
      * it works:
        | what | how many |
        | tea  | 2        |
"""

WAIT = "import time\nfrom behave import step\n@step('it waits')\ndef s(c):\n    time.sleep(0.1)\n"


def labels(result: dict[str, Any]) -> set[tuple[str, str]]:
    return {(label["name"], label["value"]) for label in result["labels"]}


def attachments(result: dict[str, Any], reports: Path) -> dict[str, str]:
    folder = reports / "allure-results"
    return {entry["name"]: (folder / entry["source"]).read_text() for entry in result.get("attachments", [])}


def ruled(folder: Path) -> TinySuite:
    suite = TinySuite(folder)
    suite.write("features/shop/buying.feature", RULED)
    suite.write("steps/table.py", "from behave import step\n@step('it works:')\ndef s(c):\n    pass\n")
    return suite


def test_scenarios_inside_a_rule_are_reported(tmp_path: Path) -> None:
    assert ruled(tmp_path).run().allure["in stock"]["status"] == "passed"


def test_a_table_inside_a_rule_is_attached_to_its_step(tmp_path: Path) -> None:
    run = ruled(tmp_path).run()
    assert run.code == 0
    step = run.allure["with a table"]["steps"][0]
    assert attachments(step, run.reports)[".table"].splitlines() == ["what,how many", "tea,2"]


def test_the_rule_is_the_story_and_its_tags_count(tmp_path: Path) -> None:
    result = ruled(tmp_path).run().allure["in stock"]
    assert labels(result) >= {
        ("epic", "Shop"),
        ("feature", "Buying"),
        ("story", "Only what is in stock"),
        ("severity", "critical"),
        ("tag", "SHP-01"),
    }
    assert result["links"][0]["url"] == "https://example.com/home"


@pytest.mark.parametrize("hook", ["before_scenario", "after_scenario", "after_tag"])
def test_a_hook_that_fails_is_broken(tmp_path: Path, hook: str) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works", tags="@tagged"))
    suite.hooks(f"def {hook}(context, what):\n    raise ValueError('no luck')\n")
    result = suite.run().allure["works"]
    assert result["status"] == "broken"
    assert "ValueError: no luck" in result["statusDetails"]["message"]


def test_a_clean_up_that_fails_is_broken(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    suite.hooks(
        "def leave():\n    raise ValueError('locked')\n"
        "def before_scenario(context, scenario):\n    context.add_cleanup(leave)\n"
    )
    result = suite.run().allure["works"]
    assert result["status"] == "broken"
    assert "clean-up leave failed" in result["statusDetails"]["message"]


def test_scenarios_of_one_name_stay_apart(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("twin", "it works"), scenario("twin", "it fails"))
    suite.run()
    results = [json.loads(path.read_text()) for path in suite.reports.glob("allure-results/*-result.json")]
    assert sorted(result["status"] for result in results) == ["failed", "passed"]
    for identity in ("historyId", "testCaseId", "fullName"):
        assert len({result[identity] for result in results}) == 2, identity


def test_what_was_not_executed_is_skipped_with_its_reason(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
def gate(self, planned):
    if planned.name == "later":
        return Decision(Outcome.NOT_APPLICABLE, "needs a clock")
    return Decision(Outcome.REFUSED, "would write") if planned.name == "writes" else None
""")
    suite.feature(
        scenario("later", "it works"),
        scenario("writes", "it works"),
        scenario("by hand", tags="@manual"),
        scenario("works", "it works"),
    )
    told = {
        name: (result["status"], result.get("statusDetails", {}).get("message"))
        for name, result in suite.run().allure.items()
    }
    assert told == {
        "later": ("skipped", "not applicable: needs a clock"),
        "writes": ("skipped", "refused: would write"),
        "by hand": ("skipped", "manual: to be done by hand"),
        "works": ("passed", None),
    }


def test_what_skips_itself_or_was_never_reached_is_not_taken_for_harmless(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(
        scenario("skips", "it skips itself"), scenario("fails", "it fails"), scenario("last", "it works")
    )
    results = suite.run("--stop").allure
    assert [results[name]["status"] for name in ("skips", "fails", "last")] == [
        "unknown",
        "failed",
        "unknown",
    ]
    why = "not run: skipped itself: not today"
    assert results["skips"]["statusDetails"]["message"] == why
    assert why in results["skips"]["description"], "Allure shows no message of what it calls unknown"


def test_failed_and_broken_and_undefined(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(
        scenario("fails", "it works", "it fails", "it works"),
        scenario("breaks", "it breaks"),
        scenario("unknown", "what?"),
    )
    results = suite.run().allure
    assert [results[name]["status"] for name in ("fails", "breaks", "unknown")] == [
        "failed",
        "broken",
        "broken",
    ]
    assert [step["status"] for step in results["fails"]["steps"]] == ["passed", "failed", "skipped"]
    assert "it broke" in results["breaks"]["statusDetails"]["trace"]


def test_what_a_step_says_is_not_said_a_second_time(tmp_path: Path) -> None:
    """Allure leaves out a step's error where the scenario has the very same."""
    suite = TinySuite(tmp_path)
    suite.feature(scenario("fails", "it works", "it fails"))
    result = suite.run().allure["fails"]
    assert result["statusDetails"]["message"] == "it should have worked"
    assert result["steps"][1]["statusDetails"]["message"] == "it should have worked"


def test_a_scenario_says_why_its_feature_is_there(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature("  In order to have tea\n  As a guest", scenario("works", "it works"))
    assert suite.run().allure["works"]["description"] == "In order to have tea  \nAs a guest"


def test_the_timeline_knows_which_process_ran_what(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(*(scenario(f"works {number}", "it works", "it waits") for number in range(4)))
    suite.write("steps/wait.py", WAIT)
    lanes = [dict(labels(result)) for result in suite.run("-j", "2").allure.values()]
    assert len({lane["thread"] for lane in lanes}) == 2
    assert len({lane["host"] for lane in lanes}) == 1


def test_outline_rows_carry_their_cells(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(
        "Scenario Outline: leaves <what>\n  * it leaves <what>\n\n"
        "  Examples: things\n    | what |\n    | one  |\n    | two  |"
    )
    results = suite.run().allure
    assert results["leaves two -- @1.2 things"]["parameters"] == [{"name": "what", "value": "two"}]
    assert len({result["historyId"] for result in results.values()}) == 2


def test_steps_may_attach_texts_and_pictures(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/attach.py",
        "import allure\nfrom behave import step\n@step('it shows')\ndef s(c):\n"
        "    allure.attach('words', 'note', allure.attachment_type.TEXT)\n"
        "    allure.attach(b'\\x89PNG\\xff', 'picture', allure.attachment_type.PNG)\n",
    )
    suite.hooks(
        "import allure\ndef after_scenario(context, scenario):\n"
        "    allure.attach('after', 'late', allure.attachment_type.TEXT)\n"
    )
    suite.feature(scenario("shows", "it shows"))
    result = suite.run().allure["shows"]
    assert attachments(result, suite.reports) == {"late": "after"}
    shown = {entry["name"]: entry["source"] for entry in result["steps"][0]["attachments"]}
    assert (suite.reports / "allure-results" / shown["picture"]).read_bytes() == b"\x89PNG\xff"
    assert (suite.reports / "allure-results" / shown["note"]).read_text() == "words"


def test_a_transcript_is_attached_in_full_on_failure_and_in_short_else(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.session("""
def finish(self, scenario_id):
    return Evidence(transcript=[
        Exchange(at=1.0 + n, sender="Amira", receiver="the bot", channel="telegram", body=f"word {n}")
        for n in range(3)
    ])
""")
    suite.feature(scenario("works", "it works"), scenario("fails", "it fails"))
    results = suite.run().allure
    full = attachments(results["fails"], suite.reports)["Transcript"]
    assert [f"Amira → the bot: word {n}" in full for n in range(3)] == [True] * 3
    short = attachments(results["works"], suite.reports)["Transcript"]
    assert "telegram: 3 exchanges" in short
    assert "word 1" not in short


def test_scenarios_that_were_not_selected_leave_nothing(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("other", "it fails"), scenario("works", "it works", tags="@smoke"))
    results = suite.run("--tags=@smoke", "--show-skipped").allure
    assert list(results) == ["works"]
    assert [step["name"] for step in results["works"]["steps"]] == ["* it works"]


def test_what_belongs_to_no_scenario_is_told(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    suite.hooks("def after_all(context):\n    raise ValueError('no luck')\n")
    suite.run()
    told = [json.loads(path.read_text()) for path in suite.reports.glob("allure-results/*-globals.json")]
    assert "no luck" in told[0]["errors"][0]["message"]


def test_asking_for_allure_elsewhere_writes_it_once(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"))
    suite.run("-f", "countersign.results.allure:AllureFormatter", "-o", "mine")
    assert len(list((tmp_path / "mine").glob("*-result.json"))) == 1
    assert not (suite.reports / "allure-results").exists()
