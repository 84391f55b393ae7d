"""What is selected, in which order, and what names a scenario for good."""

import json
import re
from pathlib import Path

import pytest

from .tiny_suite import TinySuite, scenario

OUTLINE = """
Scenario Outline: leaves <what>
  * it leaves <what>

  Examples: things
    | what |
    | one  |
    | two  |
""".strip()


def shop(folder: Path) -> TinySuite:
    suite = TinySuite(folder)
    suite.feature(
        scenario("buys", "it leaves buys", tags="@smoke"),
        scenario("returns", "it leaves returns"),
        OUTLINE,
    )
    return suite


def test_what_tags_do_not_select_is_not_planned(tmp_path: Path) -> None:
    run = shop(tmp_path).run("--tags=@smoke")
    assert [planned.name for planned in run.planned] == ["buys"]


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (["features/shop/buying.feature:4"], ["buys"]),
        (["features/shop/buying.feature:7"], ["returns"]),
        (["features/shop/buying.feature:16"], ["two"]),
        (["-n", "return"], ["returns"]),
        (["features/shop"], ["buys", "returns", "one", "two"]),
    ],
)
def test_locations_and_names_select(tmp_path: Path, arguments: list[str], left: list[str]) -> None:
    suite = shop(tmp_path)
    run = suite.run(*arguments)
    assert run.code == 0
    assert suite.traces() == left
    assert len(run.planned) == len(left)


def test_a_list_of_locations_selects(tmp_path: Path) -> None:
    suite = shop(tmp_path)
    suite.write("again.txt", "features/shop/buying.feature:7\n")
    assert suite.run("@again.txt").code == 0
    assert suite.traces() == ["returns"]


def test_other_formatters_work(tmp_path: Path) -> None:
    suite = shop(tmp_path)
    assert suite.run("--tags=@smoke", "-f", "json", "-o", "results.json").code == 0
    feature = json.loads((tmp_path / "results.json").read_text())[0]
    assert [element["name"] for element in feature["elements"]] == ["buys"]


def test_the_rerun_formatter_lists_what_failed(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(scenario("works", "it works"), scenario("fails", "it fails"))
    suite.run("-f", "rerun", "-o", "again.txt")
    assert list(suite.run("@again.txt").outcomes) == ["fails"]


def test_a_dry_run_runs_nothing_and_writes_no_record(tmp_path: Path) -> None:
    suite = shop(tmp_path)
    run = suite.run("--dry-run")
    assert run.code == 0
    assert suite.traces() == []
    assert not suite.reports.exists()
    assert "buys" in run.out


def test_the_record_tells_where_a_scenario_stands(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "features/shop/rules.feature",
        "@allure.label.epic:Shop\nFeature: Rules\n\n  Background:\n    * it works\n\n  @SHP-01\n"
        "  Rule: Only once\n\n" + OUTLINE.replace("Scenario Outline", "@smoke\nScenario Outline", 1) + "\n",
    )
    planned = suite.run().planned[1]
    assert planned.name == "leaves two -- @1.2 things"
    assert (planned.path, planned.journey, planned.line) == ("features/shop/rules.feature", "shop", 17)
    assert (planned.feature, planned.rule) == ("Rules", "Only once")
    assert planned.tags == ["allure.label.epic:Shop", "SHP-01", "smoke"]
    assert planned.cells == {"what": "two"}
    assert planned.steps == 2


def test_ids_survive_new_lines_and_tell_twins_apart(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    twins = [scenario("twin", "it works"), scenario("twin", "it fails"), scenario("single", "it works")]
    suite.feature(*twins, OUTLINE)
    before = [planned.id for planned in suite.run().planned]
    suite.feature("# moved down\n\n" + twins[0], *twins[1:], OUTLINE.replace("things", "renamed"))
    run = suite.run()
    assert [planned.id for planned in run.planned] == before
    assert len(set(before)) == 5
    second = next(planned for planned in run.planned if planned.line > 5 and planned.name == "twin")
    assert [planned.id for planned in suite.run(f"{second.path}:{second.line}").planned] == [before[1]]


def test_shuffling_changes_the_order_and_nothing_else(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    names = [f"n{number}" for number in range(12)]
    suite.feature(*(scenario(name, f"it leaves {name}") for name in names))
    orders = []
    for _ in range(2):
        assert suite.run("-D", "shuffle=7").outcomes == dict.fromkeys(names, "passed")
        orders.append(suite.traces())
        (tmp_path / "traces").unlink()
    assert orders[0] == orders[1]
    assert orders[0] != names
    assert sorted(orders[0]) == sorted(names)


def test_rules_and_outline_rows_are_shuffled_in_place(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    rows = "".join(f"        | r{number} |\n" for number in range(8))
    inside = "".join(f"    Scenario: s{n}\n      * it leaves s{n}\n" for n in range(8))
    suite.write(
        "features/shop/rules.feature",
        f"Feature: Rules\n  Rule: Only once\n{inside}    Scenario Outline: rows\n      * it leaves <row>\n\n"
        f"      Examples: all\n        | row |\n{rows}",
    )
    assert suite.run("-D", "shuffle=3").code == 0
    left = suite.traces()
    scenarios, outline = ([name for name in left if name[0] == kind] for kind in "sr")
    assert sorted(scenarios) == [f"s{n}" for n in range(8)] != scenarios
    assert sorted(outline) == [f"r{n}" for n in range(8)] != outline
    assert "".join(name[0] for name in left).strip("s") == "r" * 8


def test_a_chosen_seed_is_printed_and_gives_the_order_again(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.feature(*(scenario(f"n{number}", f"it leaves n{number}") for number in range(12)))
    said = re.search(r"-D shuffle=(\d+)", suite.run("-D", "shuffle=true").out)
    assert said
    order = suite.traces()
    suite.run("-D", f"shuffle={said[1]}")
    assert suite.traces() == order * 2
