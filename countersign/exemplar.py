"""A text that a pattern takes, to be shown to people who don't read patterns."""

import re
from functools import cache

_PLAINER = [
    (re.compile(r"\(\?<?[=!][^()]*\)|\\[bB]|\^|\$"), ""),  # what takes no sign
    (re.compile(r"\((?:\?:)?[^()]*\)[?*]"), ""),  # what may be left out
    (re.compile(r"\((?:\?:)?([^()|]*)(?:\|[^()]*)?\)"), r"\1"),  # the first of several
    (re.compile(r"\[([^\]^\\])[^\]]*\]"), r"\1"),
    (re.compile(r"\\s[+*]?| \?"), " "),
    (re.compile(r"\.[+*]\??"), "…"),
    (re.compile(r"(?<=\w[\w,])\?"), ""),  # a letter or a comma that may be left out
]
_ESCAPED = re.compile(r"\\([^\w\s])")
_KEPT = range(0xE000, 0xF900)
"""Unicode's private signs: what is escaped is kept there, where it has no meaning of its own."""


@cache
def exemplar(pattern: str) -> str:
    """The plainest text that the pattern takes, as far as it is found; else what the pattern looks like."""
    text = _ESCAPED.sub(_keep, pattern)
    before = ""
    while before != text:
        before = text
        for what, by in _PLAINER:
            text = what.sub(by, text)
    text = "".join(map(_given_back, text.partition("|")[0]))
    if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
        return text
    return _ESCAPED.sub(r"\1", pattern)


def _keep(escaped: re.Match[str]) -> str:
    place = _KEPT.start + ord(escaped[1])
    return chr(place) if place in _KEPT else escaped[1]


def _given_back(sign: str) -> str:
    return chr(ord(sign) - _KEPT.start) if ord(sign) in _KEPT else sign
