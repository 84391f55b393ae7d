"""Phone numbers in what is said, however they are spelled."""

import re

import phonenumbers

_WORDS = {"oh": "0", **{word: str(number) for number, word in enumerate(
    ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
)}}  # fmt: skip
_WORD = re.compile(rf"\b({'|'.join(_WORDS)})\b")
_AGAIN = re.compile(r"\b(double|triple) (\d)")
_TIMES = {"double": 2, "triple": 3}


def names_number(words: str, number: str) -> bool:
    """Whether they hold the number: with or without its country, in groups, by single figures, in words."""
    return own_digits(number) in digits_in(words)


def digits_in(words: str) -> str:
    """All the figures that are said, one behind the other."""
    figures = _WORD.sub(lambda found: _WORDS[found[1]], words.casefold())
    figures = _AGAIN.sub(lambda found: found[2] * _TIMES[found[1]], figures)
    return re.sub(r"\D", "", figures)


def own_digits(number: str) -> str:
    """The digits of a number in E.164 form that stand in every spelling of it: those without its country."""
    return phonenumbers.national_significant_number(phonenumbers.parse(number))
