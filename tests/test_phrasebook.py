import pytest

from countersign.phrasebook import Phrasebook, intents, phrasebook


def test_a_wording_is_found_in_a_longer_text_without_regard_to_case() -> None:
    book = Phrasebook({"asks for the name": ["your name"]}, {})
    assert book.says("asks for the name", "Hello!\nWhat is YOUR NAME, please?")
    assert not book.says("asks for the name", "What is your address?")


def test_any_wording_will_do_but_all_parts_of_a_list_must_be_there() -> None:
    book = Phrasebook({"asks": ["who", ["what", "where"]]}, {})
    assert book.says("asks", "who is it")
    assert book.says("asks", "where and what")
    assert not book.says("asks", "only what")


def test_values_are_looked_for_as_plain_text() -> None:
    book = Phrasebook({"says attempts": [r"You have {attempts} attempts?"]}, {})
    assert book.says("says attempts", "You have 4 attempts", attempts=4)
    assert not book.says("says attempts", "You have 5 attempts", attempts=4)
    assert not book.says("says attempts", "You have 4x attempts", attempts="4.")


def test_an_unknown_intent_is_an_error_and_not_a_mismatch() -> None:
    with pytest.raises(KeyError, match="no wording for 'dances'"):
        Phrasebook({}, {}).says("dances", "anything")


def test_the_target_words_it_differently() -> None:
    book = phrasebook("onboarding", {"asks for the code": ["Type the PIN"]}, {"Get Started": ["Let's go"]})
    assert book.says("asks for the code", "Type the PIN now")
    assert not book.says("asks for the code", "Step 2/3 - Code sent to: a@example.com")
    assert book.button("Get Started", "👉 Let's go!")


@pytest.mark.parametrize("label", ["🚀 Get Started", "get started", "  Get   Started ➡️"])
def test_a_button_is_known_by_its_words(label: str) -> None:
    assert phrasebook("onboarding", {}, {}).button("Get Started", label)


def test_a_button_of_other_words_is_another_button() -> None:
    assert not phrasebook("onboarding", {}, {}).button("Get Started", "Get Started Again")


def test_every_default_wording_is_a_pattern_that_is_not_met_by_nothing() -> None:
    book = phrasebook("onboarding", {}, {})
    values = {"minutes": 15, "attempts": 5}
    assert intents("onboarding")
    for intent in intents("onboarding"):
        assert not book.says(intent, "", **values)


def test_words_that_would_do_are_told_with_the_values_that_are_known() -> None:
    book = Phrasebook({"asks": [r"book (a|an) {minutes}-minute slot on {when}\.", ["yes", "n?o"]]}, {})
    assert book.described("asks", minutes=30) == "'book a 30-minute slot on ….' or 'yes' with 'n?o'"
