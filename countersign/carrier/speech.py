"""What is heard on the phone, and how long that takes in virtual time."""

import math
import re
from dataclasses import dataclass
from typing import Literal

from countersign.carrier.markup import Element

Kind = Literal["say", "play", "digits", "pause", "record", "dial", "queue"]

WORDS_A_SECOND = 2.5
_LETTERS_A_WORD = 6
_SECONDS_A_RECORDING = 5.0
_SECONDS_A_KEY = 0.25
_SECONDS_A_WAIT = 0.5
_BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.25, "medium": 0.5, "strong": 0.75, "x-strong": 1.0}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(ms|s)")


@dataclass(frozen=True)
class Heard:
    """Something that the caller hears, in the turn in which it was heard."""

    kind: Kind
    text: str
    """What is said; the URL that is played; the keys that are played; whom the call is put through to."""
    seconds: float
    turn: int
    """The place of the turn among the call's turns."""
    times: int = 1
    """How often; 0 is for ever."""

    def __str__(self) -> str:
        again = {0: " for ever", 1: ""}.get(self.times, f" {self.times} times")
        if self.kind == "say":
            return f"{self.text}{f' [{again.strip()}]' if again else ''}"
        words = {
            "play": f"plays {self.text}",
            "digits": f"plays the keys {self.text}",
            "pause": f"pause of {self.seconds:g} s",
            "record": "beep, and records",
            "dial": f"puts the call through to {self.text}",
            "queue": f"puts the caller into the queue {self.text}",
        }
        return f"[{words[self.kind]}{again}]"


def spoken(element: Element) -> str:
    """The words of a Say, as they are read out: without SSML, an alias in place of what it stands for."""
    return " ".join("".join(_words(element)).split())


def seconds_to_say(element: Element) -> float:
    """How long it takes to read that out, its breaks included."""
    words = spoken(element)
    count = max(len(words.split()), math.ceil(len(words) / _LETTERS_A_WORD))
    return count / WORDS_A_SECOND + sum(_breaks(element))


def seconds_to_play(digits: str | None) -> float:
    """How long keys take; of a recording it is not known, for nobody fetches it."""
    if digits is None:
        return _SECONDS_A_RECORDING
    return sum(_SECONDS_A_WAIT if key in "wW" else _SECONDS_A_KEY for key in digits)


def _words(element: Element) -> list[str]:
    parts: list[str] = []
    for part in element.content:
        if isinstance(part, str):
            parts.append(part)
        elif part.name == "sub" and "alias" in part.attributes:
            parts.append(part.attributes["alias"])
        elif part.name in ("p", "s", "break"):
            parts += [" ", *_words(part), " "]
        else:
            parts += _words(part)
    return parts


def _breaks(element: Element) -> list[float]:
    found: list[float] = []
    for child in element.children:
        if child.name == "break":
            found.append(_break(child))
        else:
            found += _breaks(child)
    return found


def _break(element: Element) -> float:
    measured = _DURATION.fullmatch(element.attributes.get("time", "").strip())
    if measured:
        return float(measured[1]) / (1000 if measured[2] == "ms" else 1)
    return _BREAKS.get(element.attributes.get("strength", "medium"), _BREAKS["medium"])
