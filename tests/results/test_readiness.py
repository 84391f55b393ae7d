"""How ready a journey is: its owner's marks, held against what this run has found out."""

from fractions import Fraction
from pathlib import Path

import msgspec
import pytest

from countersign.errors import UserError
from countersign.lint import journeys as lint
from countersign.results.merge import merge, told
from countersign.results.owners import owned
from countersign.results.readiness import Owned, in_a_line, readiness
from countersign.results.record import Attempt, Outcome, Planned, Readiness, ReadinessMarks, read

from .tiny_suite import Finished, TinySuite, scenario

MARKS = ReadinessMarks(
    green_above=90,
    green="ready for pilot",
    yellow_from=80,
    yellow="may proceed with caution",
    red="not ready",
)
JOURNEYS = """
[shop]
title = "The shop"
epic = "Shop"
owner = "The shopkeeper"
segment = "Whoever walks by"
goal = "A hat"
value = "Money"
value_at_stake = 10
strategic_impact = "No hats, no money"

[shop.readiness]
green_above = 90
green = "ready for pilot"
yellow_from = 80
yellow = "may proceed with caution"
red = "not ready"

[tea]
title = "The tea room"
"""


def planned(name: str, *tags: str, journey: str = "shop") -> Planned:
    """A scenario of a journey."""
    path = f"features/{journey}/x.feature"
    return Planned(id=name, name=name, feature="f", path=path, line=1, journey=journey, tags=list(tags))


def found(*outcomes: Outcome | None, scenarios: int | None = None) -> Readiness:
    """How ready the shop is, whose scenarios ended so; None was never reported."""
    selected = [planned(str(number)) for number in range(len(outcomes))]
    attempts = {
        one.id: Attempt(id=one.id, outcome=outcome, started_at=0.0, seconds=0.0)
        for one, outcome in zip(selected, outcomes, strict=True)
        if outcome
    }
    shop = Owned("shop", "The shop", MARKS, len(outcomes) if scenarios is None else scenarios)
    (one,) = readiness(selected, attempts, [shop])
    return one


def mixed(passed: int, failed: int) -> Readiness:
    return found(*[Outcome.PASSED] * passed, *[Outcome.FAILED] * failed)


@pytest.mark.parametrize(
    ("passed", "failed", "rate", "colour", "words"),
    [
        (10, 0, 100.0, "green", "ready for pilot"),
        (91, 9, 91.0, "green", "ready for pilot"),
        (901, 99, 90.1, "green", "ready for pilot"),
        (9001, 999, 90.0, "green", "ready for pilot"),
        (9, 1, 90.0, "yellow", "may proceed with caution"),
        (8, 2, 80.0, "yellow", "may proceed with caution"),
        (7999, 2001, 79.9, "red", "not ready"),
        (0, 3, 0.0, "red", "not ready"),
        (999, 1, 99.9, "green", "ready for pilot"),
    ],
)
def test_the_colour_is_that_of_the_exact_share(
    passed: int, failed: int, rate: float, colour: str, words: str
) -> None:
    one = mixed(passed, failed)
    assert (one.rate, one.colour, one.words) == (rate, colour, words)
    assert (one.passed, one.counted, len(one.not_passed)) == (passed, passed + failed, failed)
    assert Fraction(one.passed, one.counted) * 100 >= Fraction(str(one.rate))


@pytest.mark.parametrize(
    "outcome", [Outcome.FAILED, Outcome.ERROR, Outcome.UNDECIDED, Outcome.FLAKY, Outcome.NOT_RUN, None]
)
def test_whatever_did_not_pass_counts_as_not_passed(outcome: Outcome | None) -> None:
    one = found(*[Outcome.PASSED] * 3, outcome)
    assert (one.counted, one.passed, one.rate, one.colour) == (4, 3, 75.0, "red")
    assert one.not_passed == ["3"]
    assert in_a_line(one) == "Readiness of The shop: red, not ready; 3 of 4 scenarios passed (75 %)."


@pytest.mark.parametrize("outcome", [Outcome.NOT_APPLICABLE, Outcome.REFUSED])
def test_what_is_not_asked_of_the_deployment_is_left_out_and_said(outcome: Outcome) -> None:
    one = found(Outcome.PASSED, outcome)
    assert (one.counted, one.rate) == (1, 100.0)
    assert in_a_line(one) == (
        "Readiness of The shop: green, ready for pilot; 1 of 1 scenario passed (100 %); "
        "1 not asked of this deployment."
    )


@pytest.mark.parametrize(
    "outcomes", [(Outcome.NOT_APPLICABLE,), (Outcome.NOT_RUN, None), (Outcome.REFUSED, Outcome.NOT_RUN)]
)
def test_where_nothing_was_executed_nothing_is_known(outcomes: tuple[Outcome | None, ...]) -> None:
    one = found(*outcomes)
    assert (one.rate, one.colour, one.words) == (None, None, "")
    assert in_a_line(one) == "Readiness of The shop unknown: nothing of it was executed."


def test_a_part_of_a_journey_is_never_called_ready() -> None:
    one = found(Outcome.PASSED, Outcome.PASSED, scenarios=40)
    assert (one.selected, one.scenarios, one.colour, one.words) == (2, 40, "green", "")
    assert in_a_line(one) == (
        "Readiness of The shop not judged, only 2 of its 40 scenarios selected: "
        "2 of 2 scenarios passed (100 %), which would be green."
    )


def test_only_journeys_with_marks_are_judged(tmp_path: Path) -> None:
    (tmp_path / "features/shop").mkdir(parents=True)
    (tmp_path / "features/journeys.toml").write_text(JOURNEYS)
    scenarios = [planned("a"), planned("b", journey="tea"), planned("c", journey="cups")]
    assert [one.journey for one in owned(scenarios, tmp_path)] == ["shop"]
    assert owned(scenarios[1:], tmp_path) == []
    assert owned(scenarios, tmp_path / "elsewhere") == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("green_above = 90", "green_above = 100"),
        ("green_above = 90", 'green_above = "many"'),
        ("yellow_from = 80", "yellow_from = 91"),
        ('red = "not ready"', 'red = ""'),
        ('red = "not ready"', ""),
        ("[shop.readiness]", "[shop.readiness]\nblue = 1"),
        ("[shop]", "[shop"),
    ],
)
def test_marks_that_cannot_be_read_are_told_in_a_sentence_by_run_and_lint(
    tmp_path: Path, old: str, new: str
) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features/journeys.toml").write_text(JOURNEYS.replace(old, new))
    with pytest.raises(UserError, match=r"features/journeys.toml: the journeys can't be read"):
        owned([planned("a")], tmp_path)
    assert "shop" not in lint.read_journeys(tmp_path)[0]


def test_marks_that_can_be_read_suit_the_lint(tmp_path: Path) -> None:
    (tmp_path / "features").mkdir()
    (tmp_path / "features/journeys.toml").write_text(JOURNEYS)
    (shop,) = lint.read_journeys(tmp_path)[0].values()
    assert msgspec.to_builtins(shop.readiness) == msgspec.to_builtins(MARKS)


def of(run: Finished) -> list[Readiness]:
    """The lines about readiness in a run's record."""
    return [line for line in run.lines if isinstance(line, Readiness)]


@pytest.fixture
def suite(tmp_path: Path) -> TinySuite:
    suite = TinySuite(tmp_path)
    suite.write("features/journeys.toml", JOURNEYS)
    suite.feature(
        *(scenario(f"buys {number}", "it works") for number in range(8)),
        scenario("pays", "it fails", tags="@smoke"),
        scenario("is looked at", tags="@manual"),
        "Scenario Outline: returns <what>\n  * it works\n\n  Examples:\n    | what |\n    | a hat |",
    )
    suite.feature(scenario("drinks", "it works"), path="features/tea/drinking.feature")
    return suite


def test_a_run_records_how_ready_its_journey_is_and_says_it(suite: TinySuite) -> None:
    run = suite.run()
    (one,) = of(run)
    assert run.lines[-2] == one
    assert (one.journey, one.scenarios, one.selected, one.counted, one.passed) == ("shop", 10, 10, 10, 9)
    assert (one.colour, one.words, one.rate) == ("yellow", "may proceed with caution", 90.0)
    assert one.not_passed == [each.id for each in run.planned if each.name == "pays"]
    assert (
        "Readiness of The shop: yellow, may proceed with caution; 9 of 10 scenarios passed (90 %).\n"
        in run.out
    )
    assert run.code == 1


def test_a_run_of_a_part_says_that_it_is_one(suite: TinySuite) -> None:
    run = suite.run("--tags=not @smoke")
    (one,) = of(run)
    assert (one.selected, one.scenarios, one.words) == (9, 10, "")
    assert "not judged, only 9 of its 10 scenarios selected: 9 of 9 scenarios passed" in run.out
    assert of(suite.run("features/tea")) == []


def test_what_is_done_by_hand_changes_nothing(suite: TinySuite) -> None:
    (one,) = of(suite.run("--tags=not @manual"))
    assert (one.selected, one.scenarios, one.colour) == (10, 10, "yellow")
    assert of(suite.run("--tags=@manual")) == []


def test_a_run_side_by_side_judges_the_same(suite: TinySuite) -> None:
    alone, (beside,) = of(suite.run()), of(suite.run("-j", "3"))
    assert alone == [beside]


def test_a_run_that_ends_early_is_not_ready(suite: TinySuite) -> None:
    suite.feature(
        scenario("fails", "it fails"), *(scenario(f"later {number}", "it works") for number in range(3))
    )
    (one,) = of(suite.run("--stop", "features/shop"))
    assert (one.counted, one.passed, one.colour) == (4, 0, "red")


def test_marks_that_cannot_be_read_stop_a_run_before_it_begins(suite: TinySuite) -> None:
    suite.write("features/journeys.toml", JOURNEYS.replace("= 80", "= 99"))
    run = suite.run()
    assert run.code == 2
    assert "features/journeys.toml: the journeys can't be read (yellow_from must not be more" in run.err


def test_secrets_do_not_reach_the_line_and_it_still_fits(suite: TinySuite) -> None:
    suite.session('def redact(self, text):\n    return "***"\n')
    (one,) = of(suite.run())
    assert (one.colour, one.words, one.title) == ("yellow", "***", "***")
    assert [len(each) for each in one.not_passed] == [16]


def test_shards_judge_nothing_alone_and_all_of_it_when_they_are_merged(
    suite: TinySuite, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [suite.folder / f"shard-{number}" for number in (1, 2)]
    for number, folder in enumerate(folders, 1):
        run = suite.run("-D", f"shard={number}/2", "-D", f"reports={folder.name}")
        assert "Readiness of The shop not judged, only " in run.out
    (whole,) = of(suite.run())

    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))  # the marks come with the shards
    story, _ = merge(folders, suite.folder / "merged")

    assert story.readiness == [whole]
    assert [line for line in read(suite.folder / "merged/run.jsonl") if isinstance(line, Readiness)] == (
        story.readiness
    )
    assert "Readiness of The shop: yellow, may proceed with caution; 9 of 10" in told(story, [])
