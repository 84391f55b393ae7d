"""Finds places in a text by a pattern and a closer look, and writes something else there."""

import re
from collections.abc import Callable

Place = tuple[int, int, str]
"""From where to where, and what to write instead."""

ESCAPES = "nrtbfv"
"""The letters that stand behind a backslash for a character of their own."""

_ASCII_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

Look = Callable[[str, re.Match[str], int], Place | None]
"""Looks closer at what the pattern has found, and knows where the last mask ended; None lets it stand."""


def replaced(pattern: re.Pattern[str], text: str, look: Look, lower: str | None = None) -> str:
    """The text with every find replaced that a closer look confirms.

    `lower`, where given, is searched instead: the same text in lower case. What is let stand may overlap
    with the next find: "12 4111 1111 1111 1111" holds a card all the same.
    """
    parts: list[str] = []
    done = position = 0
    while found := pattern.search(text if lower is None else lower, position):
        place = look(text, found, done)
        if place is None:
            position = found.start() + 1
            continue
        start, end, instead = max(place[0], done), place[1], place[2]
        parts += (text[done:start], instead)
        done = position = end
    return "".join(parts) + text[done:] if parts else text


def stands_alone(text: str, start: int, masked: int) -> bool:
    """Whether a word begins here: after no letter or digit but a masked one, or that of an escape."""
    if start in (0, masked):
        return True
    before = text[start - 1]
    if before == "%":
        return False
    if not (before.isascii() and before.isalnum()):
        return True
    if start >= 2 and text[start - 2] == "\\" and before in ESCAPES:
        return True
    return start >= 3 and text[start - 3] == "%" and _is_hex(text[start - 2]) and _is_hex(before)


def lowered(text: str) -> str:
    """The text in lower case, every character in its place: to search it is faster than to ignore case."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_ASCII_LOWER)


def _is_hex(character: str) -> bool:
    return character in "0123456789abcdefABCDEF"
