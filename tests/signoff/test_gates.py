"""gates.toml: what each stage asks, and what is wrong with it in a sentence."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.signoff.gates import FILE, NO_STAGE, Suite, asked_by

ROOT = Path(__file__).parents[2]
BOTH = """
[inputs]
unit = { reads = "junit", path = "junit.xml" }
[[latency]]
journey = "shop"
seconds = 2.0
[[latency]]
journey = "shop"
what = "answer to a tap"
seconds = 0.5
[stage.first]
question = "First?"
[[stage.first.gate]]
name = "Tests"
asks = "tests"
input = "unit"
[stage.second]
question = "Second?"
includes = ["first"]
otherwise = "ROLL BACK"
[[stage.second.gate]]
name = "Suite"
asks = "suite"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "gates.toml"
    path.write_text(BOTH)
    return path


def test_a_stage_asks_what_it_includes_first(file: Path) -> None:
    asked = asked_by("second", file)
    assert [gate.name for gate in asked.gates] == ["Tests", "Suite"]
    assert (asked.question, asked.otherwise) == ("Second?", "ROLL BACK")


def test_an_input_may_be_elsewhere(file: Path) -> None:
    assert asked_by("first", file, {"unit": "build/x.xml"}).inputs["unit"].path == "build/x.xml"


def test_the_word_on_a_measure_counts_before_that_on_its_journey(file: Path) -> None:
    asked = asked_by("first", file)
    assert asked.most_seconds("shop", "answer to a tap") == 0.5
    assert asked.most_seconds("shop", "answer to a text") == 2.0
    assert asked.most_seconds("bank", "answer to a tap") is None


def test_without_a_stage_the_suite_decides(tmp_path: Path, file: Path) -> None:
    assert asked_by("", tmp_path / "none.toml") == NO_STAGE
    asked = asked_by("", file)
    assert [type(gate) for gate in asked.gates] == [Suite]
    assert asked.most_seconds("shop", "") == 2.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("stage.second", "stage.third"), "no stage 'second'; there is: first, third"),
        (('includes = ["first"]', 'includes = ["nobody"]'), "'second' includes 'nobody', which is not there"),
        (('includes = ["first"]', 'includes = ["second"]'), "includes itself"),
        (('asks = "suite"', 'asks = "luck"'), "luck"),
        (('input = "unit"', 'input = "integration"'), "looks at the input 'integration'"),
        (('reads = "junit"', 'reads = "tarot"'), "tarot"),
        (("seconds = 0.5", "seconds = -1"), "seconds"),
        (('question = "Second?"', 'question = "Second?"\nmood = "good"'), "mood"),
        (("[inputs]", "[inputs"), "can't be read"),
    ],
)
def test_what_is_wrong_is_named(file: Path, change: tuple[str, str], sentence: str) -> None:
    file.write_text(BOTH.replace(*change))
    with pytest.raises(UserError, match=r"gates\.toml") as refusal:
        asked_by("second", file)
    assert sentence in str(refusal.value)


def test_an_input_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(UserError, match=r"--input lint=x: .* there is: unit"):
        asked_by("first", file, {"lint": "x"})


def test_a_stage_needs_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there, so nobody knows what a stage asks"):
        asked_by("staging", tmp_path / "gates.toml")


@pytest.mark.parametrize("stage", ["staging", "production", "post-deploy"])
def test_our_own_gates_can_be_read(stage: str) -> None:
    asked = asked_by(stage, ROOT / FILE)
    assert len({gate.name for gate in asked.gates}) == len(asked.gates) > 3
