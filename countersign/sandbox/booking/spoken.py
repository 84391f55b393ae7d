"""Speech as it was recognised, made fit to be read: with figures, without what no document can hold."""

import re
from collections.abc import Iterable

LONGEST = 500
"""Characters of an answer; whoever goes on for longer has not answered the question."""

# What XML, and so an answer to the carrier, has no way to hold.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMBERS = {word: value for value, word in enumerate(_UNITS + _TEENS)}
_NUMBERS |= {word: 20 + 10 * n for n, word in enumerate(_TENS)} | {"fourty": 40}
_ORDINALS = {
    **{"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14},
    **{"fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19},
    **{"twentieth": 20, "thirtieth": 30},
}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_COMPOUND = re.compile(rf"\b({_any([*_TENS, 'fourty'])})[\s-]+({_any([*_UNITS[1:], *_ORDINALS])})\b")
_ORDINAL = re.compile(rf"\b({_any(_ORDINALS)})\b")
_CARDINAL = re.compile(rf"\b({_any(_NUMBERS)})\b")
_MINUTE = re.compile(r"\b(\d{1,2}) (?:oh|o) (\d)\b")


def cleaned(words: str) -> str:
    """What was said, in one line and without characters that no document can hold."""
    return " ".join(_UNSPEAKABLE.sub(" ", words).split())


def in_figures(words: str) -> str:
    """The same in lower case, with figures for what was said in words: "half past nine" is "half past 9"."""
    text = words.lower().replace("’", "'")
    text = _COMPOUND.sub(_added_up, text)
    text = _ORDINAL.sub(lambda found: _ordinal(_ORDINALS[found[1]]), text)
    text = _CARDINAL.sub(lambda found: str(_NUMBERS[found[1]]), text)
    return _MINUTE.sub(r"\1:0\2", text)


def _added_up(found: re.Match[str]) -> str:
    tens, rest = _NUMBERS[found[1]], found[2]
    return _ordinal(tens + _ORDINALS[rest]) if rest in _ORDINALS else str(tens + _NUMBERS[rest])


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
