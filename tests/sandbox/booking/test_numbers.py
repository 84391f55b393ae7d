import pytest

from countersign.sandbox.booking.numbers import fictional, said, shown

LINE = "+12125550100"


@pytest.mark.parametrize(
    "words",
    [
        *("my number is 416 555 1234", "4165551234", "416-555-1234", "1 416 555 1234", "+1 (416) 555-1234"),
        *("I'm John, my number is (416) 555 1234 and I am late", "it's 416.555.1234."),
        *("four one six five five five one two three four", "four one six, triple five, twelve thirty-four"),
        "plus one four one six, five five five, one two three four",
    ],
)
def test_a_number_is_understood_however_it_is_said(words: str) -> None:
    assert said(words, LINE) == "+14165551234"


def test_a_zero_can_be_an_oh() -> None:
    assert said("four one six five five five oh one O three", LINE) == "+14165550103"


def test_a_number_from_abroad_keeps_its_country() -> None:
    words = "plus four four seven seven double zero nine double zero one two three"
    assert said(words, LINE) == "+447700900123"


def test_a_number_without_a_country_is_of_the_lines_own() -> None:
    assert said("07700 900123", "+442079460000") == "+447700900123"


@pytest.mark.parametrize(
    "words", ["", "12345", "555 1234", "I don't know it by heart", "tomorrow at 2 PM", "9" * 40]
)
def test_what_is_no_whole_number_is_none(words: str) -> None:
    assert said(words, LINE) is None


@pytest.mark.parametrize(
    "caller", ["", "anonymous", "Restricted", "+266696687", "+8566696", "client:bob", "+44 7700"]
)
def test_a_withheld_number_is_none(caller: str) -> None:
    assert shown(caller) is None


def test_a_number_is_shown_as_it_is() -> None:
    assert shown("+14165551234") == "+14165551234"


@pytest.mark.parametrize(
    ("number", "test"),
    [
        ("+14155550123", True),
        ("+447700900123", True),
        ("+14155551234", False),
        ("+141555501234", False),
        ("+447700800123", False),
    ],
)
def test_only_numbers_that_nobody_can_have_are_a_testers(number: str, test: bool) -> None:
    assert fictional(number) is test
