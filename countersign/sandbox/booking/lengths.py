"""How long an appointment shall be, by a key or in words."""

import re

from countersign.sandbox.booking.spoken import in_figures

BY_KEY = {"1": 30, "2": 45, "3": 60}

_WORDED = {
    re.compile(r"\b(hour and a half|1 and a half hours)\b"): 90,
    re.compile(r"\b3 quarters( of)? an hour\b|\b3[- ]quarter hours?\b"): 45,
    re.compile(r"\b(a )?quarter( of)? an hour\b|\bquarter hour\b"): 15,
    re.compile(r"\b(half an|half a|a half|half)[ -]hour\b"): 30,
    re.compile(r"\b(?:an|a|1|1 full|a full|a whole) ?-?(hour|hr)\b"): 60,
}
_HOURS = re.compile(r"\b(\d+)[ -]?(hours?|hrs?)\b")
_MINUTES = re.compile(r"\b(\d+)[ -]?(minutes?|mins?)\b")
_BARE = re.compile(r"\b(\d{2,})\b")
_CHOICE = re.compile(r"(press |option |number |choice )?([123])( please)?[.!]?")


def length_in(words: str) -> int | None:
    """The minutes that are meant; None for none, for several, or for a length that can't be booked."""
    text = in_figures(words)
    if choice := _CHOICE.fullmatch(text):
        return BY_KEY[choice[2]]
    meant = set()
    for pattern, minutes in _WORDED.items():
        text, times = pattern.subn(" ", text)
        if times:
            meant.add(minutes)
    for pattern, factor in ((_HOURS, 60), (_MINUTES, 1), (_BARE, 1)):
        meant |= {int(found[1][:6]) * factor for found in pattern.finditer(text)}
        text = pattern.sub(" ", text)
    return meant.pop() if len(meant) == 1 and meant <= set(BY_KEY.values()) else None
