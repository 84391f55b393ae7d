"""The record holds what the features promise, in their own words: whoever reads it later has nothing else."""

from pathlib import Path

import pytest

from countersign.cli import main
from countersign.results.reading import Reading
from countersign.results.record import read

from .tiny_suite import TinySuite

FEATURE = """
Feature: Buying
  In order to eat
  As a customer
  I want to buy

  Background:
    Given it works

  Rule: Nothing is paid twice

    @SHP-01 @normal
    Scenario: once
      When it works
        | fruit | pieces |
        | apple | 3      |
      Then it works
        \"\"\"
        all of it
        \"\"\"
"""
RULES = '[[rule]]\nid = "SHP-01"\nsentence = "Nothing is paid twice."\nseverity = "blocker"\n'
JOURNEYS = '[shop]\ntitle = "Shopping"\nowner = "Head of Shops"\nvalue_at_stake = 60\n'


@pytest.fixture
def suite(tmp_path: Path) -> TinySuite:
    suite = TinySuite(tmp_path)
    suite.write("features/shop/buying.feature", FEATURE)
    suite.write("features/shop/rules.toml", RULES)
    suite.write("features/journeys.toml", JOURNEYS)
    return suite


def test_journeys_rules_and_texts_stand_in_the_record(suite: TinySuite) -> None:
    suite.run()
    found = Reading.of(read(suite.folder / "reports" / "run.jsonl"))
    [journey], [promise], [feature], [planned] = (
        found.journeys, found.promises, found.features, found.planned
    )  # fmt: skip
    assert (journey.id, journey.title, journey.owner, journey.value_at_stake) == (
        "shop", "Shopping", "Head of Shops", 60
    )  # fmt: skip
    assert (promise.id, promise.journey, promise.severity) == ("SHP-01", "shop", "blocker")
    assert feature.narrative == ["In order to eat", "As a customer", "I want to buy"]
    assert feature.background == ["Given it works"]
    assert planned.text == [
        "When it works",
        "  | fruit | pieces |",
        "  | apple | 3 |",
        "Then it works",
        "  all of it",
    ]


def test_a_suite_without_such_files_has_its_folder_for_a_journey(suite: TinySuite) -> None:
    for name in ("rules.toml", "../journeys.toml"):
        (suite.folder / "features" / "shop" / name).unlink()
    suite.run()
    found = Reading.of(read(suite.folder / "reports" / "run.jsonl"))
    assert [(one.id, one.title) for one in found.journeys] == [("shop", "shop")]
    assert found.promises == []


def test_files_that_cannot_be_read_are_named(suite: TinySuite) -> None:
    suite.write("features/journeys.toml", "[shop")
    finished = suite.run()
    assert finished.code == 2
    assert "journeys.toml" in finished.err


def test_merged_shards_know_all_of_it(suite: TinySuite, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.write("features/farm/growing.feature", "Feature: Growing\n  Scenario: apples\n    Given it works\n")
    for number in (1, 2):
        suite.run("-D", f"shard={number}/2", "-D", f"reports=shard-{number}")
    monkeypatch.chdir(suite.folder)
    main(["merge", "shard-1", "shard-2", "-o", "whole", "--history", "off"])
    whole = Reading.of(read(Path("whole/run.jsonl")))
    assert {one.id for one in whole.journeys} == {"shop", "farm"}
    assert {one.name for one in whole.features} == {"Buying", "Growing"}
    assert [one.id for one in whole.promises] == ["SHP-01"]
