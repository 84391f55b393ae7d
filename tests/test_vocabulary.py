from datetime import time, timedelta

import pytest
from parse import Parser

from countersign.people.asking import NAME_RIGHT
from countersign.people.question_words import Wanted
from countersign.people.ways_to_talk import WAYS
from countersign.practice_hours import Moment
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


def test_moments_of_a_practice_are_days_and_times() -> None:
    assert read("Moment", "the second open day at 9:30 AM") == Moment("the second open day", time(9, 30))
    assert read("Moment", "Monday two weeks later at 12 PM") == Moment("Monday two weeks later", time(12))
    assert read("Moment", "someday at 9 AM") is None
    assert read("WeekdayMoment", "Friday at 10 AM") == Moment("Friday", time(10))
    assert read("WeekdayMoment", "today at 10 AM") is None
    assert read("TimeOfDay", "10 AM") == time(10)


def test_questions_are_read_with_what_they_name() -> None:
    wanted = read("Question", 'asked whether her name is "Amira Haddad"')
    assert isinstance(wanted, Wanted)
    assert (wanted.intent, wanted.name) == (NAME_RIGHT, "Amira Haddad")
    assert read("Question", "asked for an e-mail address") is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("Whose", "her"),
        ("Signature", "a garbled signature"),
        ("ApiKey", "a wrong key"),
        ("ClockChange", "go back"),
        ("Place", "does not know at all"),
        ("NoDate", "without a date"),
    ],
)
def test_words_of_the_phone_line_stand_for_themselves(kind: str, text: str) -> None:
    assert read(kind, text) == text
    assert read(kind, f"{text}!") is None


def test_what_is_said_and_how_is_looked_up() -> None:
    assert read("Utterance", "nothing at all") == ""
    assert read("Spelled", "digit by digit")("+12015550143").startswith("two zero one")  # type: ignore[operator]
    assert read("WayToTalk", "answers step by step") is WAYS["answers step by step"]
