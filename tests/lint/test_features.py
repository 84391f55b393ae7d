"""What the lint says about feature files."""

import pytest

from .suites import Suite

FEATURE = "features/tea/drinking.feature"


def test_a_clean_suite_has_no_findings(suite: Suite) -> None:
    assert suite.findings() == []


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("In order to keep calm", "To keep calm", 2, "opening"),
        ("As a thirsty person", "As somebody thirsty", 2, "opening"),
        ("  I want a cup of tea\n", "", 2, "opening"),
        ("I want a cup of tea", "I want a cup of tea\n  Scenaro: Mistyped", 2, "opening"),
        ("When she pours tea", "Whn she pours tea\n      When she pours tea", 13, "free-text"),
        ("Rule: Tea is hot", "Rule: Tea is hot\n    Scenaro: Mistyped", 10, "free-text"),
        ("Given Amira has a cup", "Gven Amira has a cup\n    Given Amira has a cup", 7, "free-text"),
        ("is <taste>", "is <taste>\n      Wen she sips", 18, "free-text"),
        ("Scenario: The cup is pretty", "Scenario: Fresh tea is hot", 29, "same-name"),
        ('      Then she finds it "hot"\n', "", 13, "no-then"),
        ("Then somebody likes it", "", None, None),
        ("@manual @minor", "@minor", 30, "undefined-step"),
        ('Then she finds it "hot"', "Then she burns it", 15, "undefined-step"),
        ('finds it "hot"', 'finds it "http://tea.example/hot"', 15, "technical-word"),
        ('finds it "hot"', 'finds it "tea.example:8080"', 15, "technical-word"),
        ('finds it "hot"', 'finds it "on port 80"', 15, "technical-word"),
        ('finds it "hot"', 'finds it "SELECT * FROM tea"', 15, "technical-word"),
        ('finds it "hot"', 'finds it "hot"\n        | taste |\n        | {"a": 1} |', 17, "technical-word"),
        (
            'finds it "hot"',
            "finds it \"hot\"\n        '''\n        [{\"a\": 1}]\n        '''",
            16,
            "technical-word",
        ),
        ("| fine  |", "| ws://x |", 20, "technical-word"),
        ('finds it "hot"', 'finds it "at 10:30 from the list of where to go"', None, None),
    ],
)
def test_wording(suite: Suite, old: str, new: str, line: int | None, code: str | None) -> None:
    suite.replace(FEATURE, old, new)

    assert suite.places() == ([(FEATURE, line, code)] if code else [])


def test_a_scenario_needs_steps(suite: Suite) -> None:
    suite.replace(FEATURE, '      When she pours tea\n      Then she finds it "hot"\n', "")

    assert (FEATURE, 13, "no-step") in suite.places()


def test_an_outline_needs_an_example(suite: Suite) -> None:
    suite.replace(FEATURE, "        | 3 minutes  | fine  |\n        | 10 minutes | bad   |\n", "")

    assert (FEATURE, 18, "no-example") in suite.places()


def test_a_rule_needs_a_scenario(suite: Suite) -> None:
    suite.replace(FEATURE, "  Rule: Tea is hot", "  Rule: Tea is wet\n\n  Rule: Tea is hot")

    assert suite.places() == [(FEATURE, 10, "no-scenario")]


def test_the_expectations_of_a_background_are_not_the_scenario_s(suite: Suite) -> None:
    suite.replace(FEATURE, "Given Amira has a cup", 'Given Amira has a cup\n    Then she finds it "empty"')
    suite.replace(FEATURE, '      Then she finds it "hot"\n', "")

    assert suite.places() == [(FEATURE, 14, "no-then")]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "broken-feature"),
        ("# language: klingon\nFeature: Tea", 1, "broken-feature"),
        ("Feature: Tea\n\n  Scenario: One\n    Given Amira has a cup\n    Nonsense\n", 5, "broken-feature"),
        (b"Feature: Tea\n\n  \xff", 3, "broken-feature"),
    ],
)
def test_a_broken_feature_is_a_finding(suite: Suite, text: str | bytes, line: int, code: str) -> None:
    suite.write("features/tea/broken.feature", text)

    assert suite.places() == [("features/tea/broken.feature", line, code)]


def test_a_broken_feature_makes_no_step_unused(suite: Suite) -> None:
    suite.replace(FEATURE, "Rule: Tea is hot", "Feature: Tea is hot")

    assert [code for _, _, code in suite.places()] == ["broken-feature"]


def test_a_text_that_is_never_closed_swallows_what_follows(suite: Suite) -> None:
    suite.replace(FEATURE, "Then somebody likes it", "Then somebody likes it\n    '''\n    A note")

    assert suite.places() == [(FEATURE, 31, "unfinished")]


def test_a_tag_before_nothing(suite: Suite) -> None:
    suite.replace(FEATURE, "Then somebody likes it", "Then somebody likes it\n\n  @smoke")

    assert suite.places() == [(FEATURE, 32, "unfinished")]
