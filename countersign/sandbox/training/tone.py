"""How a reply sounds: polite, warm, hostile, shouted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from countersign.sandbox.training.english import ENGLISH
from countersign.sandbox.training.scenario import Tone
from countersign.sandbox.training.words import Text, plainly, words

_LOOKALIKES = str.maketrans("0134578@$", "oieastbas")
_SHORT_FORMS = {"youre": ["you", "are"], "thats": ["that", "is"], "im": ["i", "am"], "u": ["you"]}
_LETTERS_APART = re.compile(r"(?<!\w)(?:\w[\s.*_\-]){3,}\w(?!\w)")
_SHOUTED_WORDS = 4


@dataclass(frozen=True)
class Manner:
    """How a reply sounds."""

    hostile: bool
    points: int
    """From 0 to 100."""


def manner_of(text: Text, reply: str, tone: Tone) -> Manner:
    """How it sounds, by the rules of all scenarios and those of this one."""
    if _hostile(reply, tone.hostile):
        return Manner(hostile=True, points=0)
    points = 60
    points += 20 if text.says((*ENGLISH.polite, *tone.polite)) else 0
    points += 20 if text.says(ENGLISH.warm) else 0
    points -= 50 if _shouted(reply) else 0
    return Manner(hostile=False, points=max(points, 0))


def _hostile(reply: str, also: tuple[str, ...]) -> bool:
    """Whether it has a rebuff, or an insult that it does not take back; disguised words count as well."""
    said = _as_spoken(reply)
    for spoken in {tuple(said), tuple(map(_undisguised, said))}:
        for phrase in (*_phrases(ENGLISH.rebuffs), *_phrases(also)):
            if any(True for _ in _places(spoken, phrase)):
                return True
        for phrase in _phrases(ENGLISH.insults):
            if any(not ENGLISH.denials & set(spoken[max(0, at - 2) : at]) for at in _places(spoken, phrase)):
                return True
    return False


def _as_spoken(reply: str) -> list[str]:
    """Its words, short forms written out, and letters that stand apart put together."""
    plain = plainly(reply).replace("@", "a").replace("$", "s")
    together = _LETTERS_APART.sub(lambda found: re.sub(r"[\s.*_\-]", "", found[0]), plain)
    return [part for word in words(together) for part in _SHORT_FORMS.get(word, [word])]


def _undisguised(word: str) -> str:
    """ "1d10t" and "stuuupid" as they are meant."""
    if any(c.isalpha() for c in word):
        word = word.translate(_LOOKALIKES)
    runs = [(letter, len(list(run))) for letter, run in groupby(word)]
    return "".join(letter * (1 if length > 2 else length) for letter, length in runs)


def _places(spoken: tuple[str, ...], phrase: tuple[str, ...]) -> Iterable[int]:
    length = len(phrase)
    if length > 1 and phrase[0] not in spoken:
        return ()
    return (
        at
        for at in range(len(spoken) - length + 1)
        if spoken[at : at + length - 1] == phrase[:-1] and _same(spoken[at + length - 1], phrase[-1])
    )


def _same(word: str, wanted: str) -> bool:
    """The word, or several of it."""
    return word in (wanted, f"{wanted}s")


@cache
def _phrases(written: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(_as_spoken(phrase)) for phrase in written)


def _shouted(reply: str) -> bool:
    """Whether most of it is in capitals."""
    spelt = re.findall(r"[^\W\d_]{2,}", reply)
    capitals = sum(word.isupper() for word in spelt)
    return len(spelt) >= _SHOUTED_WORDS and capitals / len(spelt) > 0.6
