"""The typed words that steps are written with: who, how long, and words in quotes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import parse
from behave import register_type

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


@parse.with_pattern(r"[A-Z][a-z]+|she|he|they|her|him|them")
def person(text: str) -> str:
    """Somebody by name, or whoever was named last: Amira, she, her."""
    return text


@parse.with_pattern(r"\d+ (?:second|minute|hour|day)s?(?: and \d+ (?:second|minute|hour|day)s?)*")
def duration(text: str) -> timedelta:
    """A length of time: 15 minutes and 1 second."""
    parts = re.findall(r"(\d+) (second|minute|hour|day)", text)
    return timedelta(seconds=sum(int(number) * _SECONDS[unit] for number, unit in parts))


@parse.with_pattern(r'"[^"]*"')
def quoted(text: str) -> str:
    """Words in double quotes: "USD"."""
    return text[1:-1]


@parse.with_pattern(r"\d+")
def number(text: str) -> int:
    """A whole number: 4."""
    return int(text)


@parse.with_pattern(r"a greeting|a tap|a text")
def deed(text: str) -> str:
    """What a promise of time is made for: a greeting, a tap, a text."""
    return text.removeprefix("a ")


WORDS: dict[str, Callable[[str], Any]] = {
    "Person": person,
    "Duration": duration,
    "Quoted": quoted,
    "Number": number,
    "Deed": deed,
}

register_type(**WORDS)


def in_minutes(time: timedelta) -> str:
    """A duration as people write it: 15 minutes."""
    minutes = int(time.total_seconds() // 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
