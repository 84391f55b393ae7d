"""A bot of other words: its target's phrasebook is all that the features need to know."""

import shutil

import german
import pytest
from whole_suite import ROOT, Suite

FEATURES = ("becoming_a_user", "one_time_code", "terms", "screens", "main_menu")


@pytest.fixture
def german_suite(suite: Suite) -> Suite:
    """The suite with a bot that speaks German; whole runs take this copy of the package."""
    package = suite.folder / "countersign"
    shutil.copytree(ROOT / "countersign", package, ignore=shutil.ignore_patterns("__pycache__"))
    german.translate(package)
    for name in FEATURES:
        source = ROOT / "features" / "onboarding" / f"{name}.feature"
        shutil.copy(source, suite.folder / "features" / "onboarding")
    suite.seconds = 180.0
    return suite


def target(suite: Suite, text: str) -> str:
    """A target file of that text; its name."""
    (suite.folder / "targets" / "german.toml").write_text(text, encoding="utf-8")
    return "target=german"


def test_features_are_green_on_other_words_when_the_target_tells_them(german_suite: Suite) -> None:
    told = target(german_suite, german.TARGET + german.PHRASEBOOK)
    code, output = german_suite.run("-D", told, PYTHONPATH=str(german_suite.folder))
    assert code == 0, output
    assert "the sandbox in German" in output
    assert " failed" not in output


def test_features_name_the_words_that_they_miss_when_the_target_does_not_tell_them(
    german_suite: Suite,
) -> None:
    told = target(german_suite, german.TARGET)
    feature = "features/onboarding/becoming_a_user.feature"
    code, output = german_suite.run(
        "-D", told, "--tags=@ONB-01", feature, PYTHONPATH=str(german_suite.folder)
    )
    assert code == 1, output
    assert "Amira should be greeted as a newcomer (words such as '🔒' with 'Secure crypto trades" in output
    assert "«🔒 Countersign ⏎ Sicher handeln & sofort auszahlen." in output
