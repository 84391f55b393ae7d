from datetime import timedelta

import pytest
from parse import Parser

from countersign.vocabulary import WORDS


def read(kind: str, text: str) -> object:
    found = Parser(f"{{value:{kind}}}", WORDS, case_sensitive=True).parse(text)
    return found["value"] if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 minutes", timedelta(minutes=15)),
        ("15 minutes and 1 second", timedelta(minutes=15, seconds=1)),
        ("1 day and 2 hours and 3 minutes", timedelta(days=1, hours=2, minutes=3)),
        ("soon", None),
        ("15", None),
    ],
)
def test_durations(text: str, expected: timedelta | None) -> None:
    assert read("Duration", text) == expected


@pytest.mark.parametrize(("text", "expected"), [("Amira", "Amira"), ("she", "she"), ("nobody", None)])
def test_persons(text: str, expected: str | None) -> None:
    assert read("Person", text) == expected


def test_quoted_words_lose_their_quotes() -> None:
    assert read("Quoted", '"Get Started"') == "Get Started"


def test_numbers_are_numbers() -> None:
    assert read("Number", "4") == 4


def test_a_deed_is_named_without_its_article() -> None:
    assert read("Deed", "a tap") == "tap"
