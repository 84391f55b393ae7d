"""Takes a text apart: clauses, words, their stems; and finds phrases in it, whatever their inflection."""

import re
import threading
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import snowballstemmer  # type: ignore[import-untyped]

from countersign.sandbox.training.english import ENGLISH

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CLAUSES = re.compile(r"[.!?;:,()\n\r\u2013\u2014\"]+|\s-\s|\b(?:but|however|although|though|instead)\b")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´′", "'"))
_STEMMER: Any = snowballstemmer.stemmer("english")
_ONE_AT_A_TIME = threading.Lock()

_REACH = 4
"""How many words a negation reaches, within its clause."""
_HARMLESS = re.compile(
    r"\b(?:no (?:problem|worries|doubt|matter|later than)|not (?:only|hesitate|worry)|"
    r"(?:dont|do not) (?:hesitate|worry)|(?:cant|cannot|can not) (?:\w+ ){1,3}enough|why not|if not|or not|"
    r"without (?:delay|further|hesitation)|why (?:dont|not))\b"
)


class Text:
    """A text, taken apart once."""

    def __init__(self, written: str) -> None:
        plain = plainly(written)
        self.clauses = [clause for part in _CLAUSES.split(plain) if (clause := words(part))]
        self.words = [word for clause in self.clauses for word in clause]
        self._stems = [tuple(map(stem, clause)) for clause in self.clauses]
        self._negated = [_negated(clause) for clause in self.clauses]

    def places(self, phrase: str) -> list[tuple[int, int, int, bool]]:
        """Where the phrase stands: the clause, the first word, how many words, and whether it is negated."""
        wanted = stems(phrase)
        return [
            (clause, at, len(wanted), at in self._negated[clause])
            for clause, there in enumerate(self._stems)
            if wanted and wanted[0] in there
            for at in range(len(there) - len(wanted) + 1)
            if there[at : at + len(wanted)] == wanted
        ]

    def says(self, phrases: Sequence[str]) -> bool:
        """Whether it has one of them, negated or not."""
        return any(self.places(phrase) for phrase in phrases)


def plainly(written: str) -> str:
    """The text in small letters, without accents, formatting and kinds of apostrophes."""
    folded = unicodedata.normalize("NFKD", written.translate(_APOSTROPHES)).casefold()
    return "".join(c for c in folded if unicodedata.category(c) not in ("Mn", "Cf")).translate(_APOSTROPHES)


def words(plain: str) -> list[str]:
    """The words of a plain text, "don't" being "dont"."""
    return [found.replace("'", "") for found in _WORD.findall(plain)]


@lru_cache(maxsize=2000)
def stems(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase's words."""
    return tuple(map(stem, words(plainly(phrase))))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What is left of a word without its inflection."""
    with _ONE_AT_A_TIME:
        return str(_STEMMER.stemWord(word[:40]))


def _negated(clause: Sequence[str]) -> set[int]:
    """The places that a negation reaches."""
    said = _HARMLESS.sub(lambda found: " ".join("_" for _ in found[0].split()), " ".join(clause)).split(" ")
    reached: set[int] = set()
    for at, word in enumerate(said):
        if word in ENGLISH.negators:
            reached.update(range(at + 1, at + 1 + _REACH))
    return reached
