"""A number is found in what is said, however it is spelled."""

import pytest

from countersign.matchers.said_numbers import digits_in, names_number

HERS = "+12015550143"


@pytest.mark.parametrize(
    "words",
    [
        "We will reach you at + 1 2 0 1 5 5 5 0 1 4 3.",
        "Is +12015550143 right?",
        "Is 2015550143 right?",
        "Is (201) 555-0143 right?",
        "I have 201.555.0143 for you",
        "two zero one, five five five, oh one four three",
        "Two Zero One Triple Five Zero One Four Three",
    ],
)
def test_a_number_is_found_in_any_spelling(words: str) -> None:
    assert names_number(words, HERS)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "We will reach you at + 1 2 0 1 5 5 5 0 1 4 4.",
        "A 45-minute appointment on Monday, November 23 at 02:00 PM.",
        "one of four",
    ],
)
def test_another_number_is_not_it(words: str) -> None:
    assert not names_number(words, HERS)


def test_a_number_from_abroad_is_found_as_it_is_dialled_there_and_here() -> None:
    assert names_number("07700 900123", "+447700900123")
    assert names_number("+44 7700 900123", "+447700900123")
    assert not names_number("07700 900124", "+447700900123")


def test_figures_and_words_are_one() -> None:
    assert digits_in("double 0, double seven, 5 of nine") == "007759"
