"""What the lint says about tags, rules and journeys."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.lint import lint, unproven
from countersign.lint.tags import read_table
from countersign.target import CAPABILITIES

from .suites import Suite

FEATURE = "features/tea/drinking.feature"
RULES = "features/tea/rules.toml"
JOURNEYS = "features/journeys.toml"
TABLE = "docs/tags.md"


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("@smoke @critical", "@smok @critical", 12, "unknown-tag"),
        ("      @smoke\n", "      @smok\n", 22, "unknown-tag"),
        ("@needs.kettle", "@needs.kettel", 1, "unknown-tag"),
        ("@needs.kettle", "@needs.kettle @smoke", 1, "misplaced-tag"),
        ("      @smoke\n", "      @minor\n", 22, "misplaced-tag"),
        ("@smoke @critical", "@smoke", 13, "severity"),
        ("@smoke @critical", "@smoke @critical @normal", 13, "severity"),
        ("@allure.label.epic:Tea ", "", 2, "epic"),
        ("@allure.label.epic:Tea", "@allure.label.epic:Coffee", 2, "epic"),
        ("@allure.label.epic:Tea", "@allure.label.epic:Tea @allure.label.epic:Cup", 2, "epic"),
        ("@TEA-01", "@TEA-07", 12, "unknown-rule"),
        ("@TEA-01", "@TEA-1", 12, "unknown-tag"),
    ],
)
def test_tags(suite: Suite, old: str, new: str, line: int, code: str) -> None:
    suite.replace(FEATURE, old, new)

    assert suite.places() == [(FEATURE, line, code)]


def test_a_severity_on_the_feature_is_enough(suite: Suite) -> None:
    suite.replace(FEATURE, "@needs.kettle", "@needs.kettle @critical")
    suite.replace(FEATURE, "@smoke @critical", "@smoke")
    suite.replace(FEATURE, "@TEA-02 @normal", "@TEA-02")
    suite.replace(FEATURE, "@manual @minor", "@manual")

    assert suite.findings() == []


def test_the_rule_of_another_journey_is_not_known(suite: Suite) -> None:
    rule = '[[rule]]\nid = "CUP-01"\nsentence = "Cups are clean."\nseverity = "minor"\n'
    suite.write("features/cups/rules.toml", rule)
    suite.replace(FEATURE, "@TEA-01", "@CUP-01")

    assert suite.places() == [(FEATURE, 12, "unknown-rule")]


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ('id = "TEA-02"', 'id = "TEA-2"', 6, "broken-toml"),
        ('severity = "normal"', 'severity = "trivial"', 6, "broken-toml"),
        ('severity = "normal"', "", 6, "broken-toml"),
        ('severity = "normal"', 'severity = "normal"\nnote = "x"', 6, "broken-toml"),
        ('sentence = "Tea is never stewed."', 'sentence = ""', 6, "broken-toml"),
        ('id = "TEA-02"', "id = TEA-02", 7, "broken-toml"),
        ("[[rule]]", "[[rules]]", 1, "broken-toml"),
    ],
)
def test_rules_that_do_not_fit(suite: Suite, old: str, new: str, line: int, code: str) -> None:
    suite.replace(RULES, old, new)

    assert (RULES, line, code) in suite.places()


def test_rules_share_no_id(suite: Suite) -> None:
    rule = '[[rule]]\nid = "TEA-01"\nsentence = "Cups are clean."\nseverity = "minor"\n'
    suite.write("features/zinc/rules.toml", rule)

    assert suite.places() == [("features/zinc/rules.toml", 1, "rule-id")]


def test_a_rule_without_a_scenario_is_told_and_is_no_finding(suite: Suite) -> None:
    suite.replace(FEATURE, "@TEA-02 ", "")

    assert suite.findings() == []
    assert [(one.path, one.line, one.code) for one in unproven(suite.root)] == [(RULES, 6, "unproven-rule")]


def test_proven_rules_are_not_told(suite: Suite) -> None:
    assert unproven(suite.root) == []


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('owner = "Head of Tea"\n', "", 1),
        ('owner = "Head of Tea"', 'owner = ""', 1),
        ("value_at_stake = 100", "value_at_stake = 101", 1),
        ('goal = "A cup of tea"', "goal = A cup of tea", 6),
    ],
)
def test_journeys_that_do_not_fit(suite: Suite, old: str, new: str, line: int) -> None:
    suite.replace(JOURNEYS, old, new)

    assert suite.places() == [(JOURNEYS, line, "broken-toml")]


CALLS = """strategic_impact = "Thirst"
[tea.calls]
whole_call = 15.0
one_answer = 5.0
at_once = { callers = 3, completed = 1.0 }
peak_hour = { callers = 2, by_hour = { 10 = 2 }, compressed_into = 1, completed = 0.9, mean_answer = 3.0 }
daily_pattern = { callers = 2, by_hour = { 9 = 2 }, compressed_into = 1, completed = 0.9, mean_answer = 3.0 }
"""


def test_a_journey_of_calls_says_what_it_must_bear(suite: Suite) -> None:
    suite.replace(JOURNEYS, 'strategic_impact = "Thirst"\n', CALLS)

    assert suite.findings() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("callers = 2, by_hour = { 10", "callers = 3, by_hour = { 10"),
        ("completed = 0.9", "completed = 90"),
        ("one_answer = 5.0\n", ""),
        ("peak_hour", "peek_hour"),
        ("{ 9 = 2 }", "{ 29 = 2 }"),
    ],
)
def test_what_a_line_must_bear_must_make_sense(suite: Suite, old: str, new: str) -> None:
    suite.replace(JOURNEYS, 'strategic_impact = "Thirst"\n', CALLS.replace(old, new, 1))

    assert suite.places() == [(JOURNEYS, 1, "broken-toml")]


def test_each_folder_of_features_is_a_journey(suite: Suite) -> None:
    suite.replace(JOURNEYS, "[tea]", "[coffee]")

    assert suite.places() == [(JOURNEYS, 1, "journey")]


def test_the_contracts_of_providers_are_no_journey(suite: Suite) -> None:
    suite.move(FEATURE, "features/providers/kettle.feature")
    suite.move(RULES, "features/providers/rules.toml")
    suite.replace(JOURNEYS, "[tea]", "[coffee]")

    assert suite.findings() == []


def test_a_feature_outside_of_all_journeys(suite: Suite) -> None:
    suite.move(FEATURE, "features/drinking.feature")

    assert ("features/drinking.feature", 1, "journey") in suite.places()


def test_the_file_of_journeys_is_missing(suite: Suite) -> None:
    suite.remove(JOURNEYS)

    assert suite.places() == [(JOURNEYS, 1, "journey")]


def test_the_table_of_tags_is_missing(suite: Suite) -> None:
    suite.remove(TABLE)

    with pytest.raises(UserError, match=r"docs/tags\.md is missing"):
        suite.findings()


def test_a_place_that_is_none(suite: Suite) -> None:
    suite.replace(TABLE, "| feature |", "| features |")

    with pytest.raises(UserError, match=r"docs/tags\.md:5: 'features' is no place"):
        suite.findings()


def test_a_folder_without_features_is_no_suite(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no features/ folder"):
        lint(tmp_path)


def test_every_capability_of_a_target_has_its_tag() -> None:
    rows = read_table(Path(__file__).parents[2])
    asked = [f"needs.{capability}" for capability in CAPABILITIES]

    assert [tag for tag in asked if not any(row.shape.fullmatch(tag) for row in rows)] == []
    assert not any(row.shape.fullmatch("needs.nothing-known") for row in rows)


def test_a_rule_that_is_proven_in_trouble_recommends_something(suite: Suite) -> None:
    suite.replace(TABLE, "| `@smoke` |", "| `@resilience` | in trouble | scenario |\n| `@smoke` |")
    suite.replace(FEATURE, "@TEA-01", "@TEA-01 @resilience")

    assert suite.places() == [(RULES, 1, "recommendation")]

    suite.replace(RULES, 'severity = "critical"', 'severity = "critical"\nrecommendation = "Boil it again."')

    assert suite.findings() == []


def test_the_rule_of_an_example_row_in_trouble_recommends_something_too(suite: Suite) -> None:
    suite.replace(TABLE, "| `@smoke` |", "| `@resilience` | in trouble | examples |\n| `@smoke` |")
    suite.replace(FEATURE, "      @smoke\n", "      @smoke @resilience\n")

    assert suite.places() == [(RULES, 6, "recommendation")]


def test_an_empty_recommendation_is_none(suite: Suite) -> None:
    suite.replace(RULES, 'severity = "critical"', 'severity = "critical"\nrecommendation = ""')

    assert (RULES, 1, "broken-toml") in suite.places()


def with_area(suite: Suite, rule: str, area: str = "brewing") -> None:
    """The rule belongs to an area, and brewing must be proven whole."""
    suite.replace(RULES, f'id = "{rule}"\n', f'id = "{rule}"\narea = "{area}"\n')
    suite.write(RULES, f'whole = ["brewing"]\n\n{(suite.root / RULES).read_text()}')


def test_an_area_that_is_proven_whole_is_fine(suite: Suite) -> None:
    with_area(suite, "TEA-01")

    assert suite.places() == []


def test_in_an_area_that_must_be_proven_whole_a_rule_without_a_scenario_fails(suite: Suite) -> None:
    with_area(suite, "TEA-02")
    suite.replace(FEATURE, "@TEA-02 ", "")

    [finding] = suite.findings()
    assert (finding.path, finding.code) == (RULES, "area-not-whole")
    assert "TEA-02 belongs to the area 'brewing'" in finding.sentence
    assert [one.code for one in unproven(suite.root)] == []


def test_what_is_done_by_hand_proves_no_area(suite: Suite) -> None:
    with_area(suite, "TEA-02")
    suite.replace(FEATURE, "@TEA-02 ", "")
    suite.replace(FEATURE, "@manual @minor", "@manual @minor @TEA-02")

    assert [one.code for one in suite.findings()] == ["area-not-whole"]


def test_an_area_is_one_of_those_that_must_be_proven_whole(suite: Suite) -> None:
    with_area(suite, "TEA-01", "bruing")

    assert [one.code for one in suite.findings()] == ["unknown-area", "unknown-area"]
