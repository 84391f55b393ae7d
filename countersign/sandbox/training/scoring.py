"""Scores a reply by the scenario's own keywords and by its tone; the same reply always scores the same.

Half of the score are the keywords: a reply with the weight that the scenario calls enough has it all. A
quarter is the tone, a quarter whether it is a sentence that a customer can read. Whatever else it says, what
is hostile, beside the case, a mere list of keywords, or a refusal stays below what is acceptable.
"""

import msgspec

from countersign.sandbox.training.english import ENGLISH
from countersign.sandbox.training.scenario import Scenario
from countersign.sandbox.training.tone import Manner, manner_of
from countersign.sandbox.training.words import Text

ACCEPTABLE = 70

_LIMITS = {
    "hostile": 15,
    "stuffed": 40,
    "off_topic": 40,
    "refusing": 45,
    "too_short": 50,
}
_FEWEST_WORDS = 4
_WORDS_OF_A_SENTENCE = 8
_MOST_WORDS = 150
_MANY_KEYWORDS = 7
_MOST_OF_KEYWORDS = 0.5
"""Where every second word is a keyword, nothing is said about them."""
_FEWEST_SMALL_WORDS = 0.2


class KeywordMatches(msgspec.Struct, frozen=True):
    """Which of the scenario's keywords a reply has."""

    matched: list[str]
    missed: list[str]
    match_percentage: float


class QualityScores(msgspec.Struct, frozen=True):
    """The parts of a score, each from 0 to 100."""

    keywords: int
    tone: int
    clarity: int


class Evaluation(msgspec.Struct, frozen=True):
    """What the coach makes of one reply."""

    score: int
    keyword_matches: KeywordMatches
    quality_scores: QualityScores
    manner: list[str] = []
    """What kept the score down: hostile, stuffed, off_topic, refusing, too_short."""

    @property
    def acceptable(self) -> bool:
        """Whether a customer could be content with such a reply."""
        return self.score >= ACCEPTABLE


def evaluate(scenario: Scenario, reply: str) -> Evaluation:
    """Score a reply."""
    text = Text(reply)
    matches, weight, places, denied = _keywords(scenario, text)
    manner = manner_of(text, reply, scenario.tone)
    faults = _faults(scenario, text, matches, places, denied, manner)
    parts = QualityScores(
        keywords=round(100 * min(1.0, weight / scenario.enough)),
        tone=manner.points,
        clarity=0 if "stuffed" in faults else _clarity(len(text.words)),
    )
    if not text.words:
        return Evaluation(0, matches, QualityScores(0, 0, 0), ["too_short"])
    whole = round(0.5 * parts.keywords + 0.25 * parts.tone + 0.25 * parts.clarity)
    return Evaluation(min([whole, *(_LIMITS[fault] for fault in faults)]), matches, parts, faults)


def _keywords(scenario: Scenario, text: Text) -> tuple[KeywordMatches, int, set[tuple[int, int]], int]:
    """Which keywords are said, their weight, where they stand, and how many are only denied."""
    matched, missed, weight, denied = [], [], 0, 0
    places: set[tuple[int, int]] = set()
    for keyword in scenario.keywords:
        phrases = dict.fromkeys((keyword.keyword, *keyword.any_of))
        found = [place for phrase in phrases for place in text.places(phrase)]
        places |= {(clause, at + n) for clause, at, length, _ in found for n in range(length)}
        if any(not negated for *_, negated in found):
            matched.append(keyword.keyword)
            weight += keyword.weight
        else:
            missed.append(keyword.keyword)
            denied += bool(found)
    share = round(100 * len(matched) / len(scenario.keywords), 1)
    return KeywordMatches(matched, missed, share), weight, places, denied


def _faults(
    scenario: Scenario,
    text: Text,
    matches: KeywordMatches,
    places: set[tuple[int, int]],
    denied: int,
    manner: Manner,
) -> list[str]:
    said, count = len(matches.matched), len(text.words)
    telling = sum(not each.generic for each in scenario.keywords if each.keyword in matches.matched)
    on_topic = text.says(scenario.topic) or telling >= 2 or said >= 3
    found = {
        "hostile": manner.hostile,
        "stuffed": count >= _FEWEST_WORDS and _stuffed(text, places, said),
        "off_topic": not on_topic,
        "refusing": denied > 0 and denied >= said,
        "too_short": count < _FEWEST_WORDS,
    }
    return [fault for fault, is_so in found.items() if is_so]


def _stuffed(text: Text, places: set[tuple[int, int]], keywords: int) -> bool:
    """Whether keywords, whose words stand in those places, are listed rather than used."""
    of_keywords = sum(text.clauses[clause][at] not in ENGLISH.small for clause, at in places)
    count = len(text.words)
    small = sum(word in ENGLISH.small for word in text.words) / count
    variety = len(set(text.words)) / count
    return (
        (of_keywords >= 4 and of_keywords / count >= _MOST_OF_KEYWORDS)
        or (of_keywords >= 2 and small < _FEWEST_SMALL_WORDS)
        or (keywords >= _MANY_KEYWORDS and count < _FEWEST_WORDS * keywords)
        or (count >= _WORDS_OF_A_SENTENCE and variety < 0.4 and count < 60)
    )


def _clarity(count: int) -> int:
    if count < _FEWEST_WORDS:
        return 20
    if count < _WORDS_OF_A_SENTENCE:
        return 80
    return 100 if count <= _MOST_WORDS else 60
