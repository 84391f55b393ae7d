"""Figures with a colour: how ready journeys are, how well products bear trouble, how it feels to use them."""

from collections.abc import Iterator
from urllib.parse import urlencode

from countersign.results.record import Readiness, Resilience
from countersign.signoff.dossier import Dossier
from countersign.signoff.statement import Mark

RESILIENCE = "resilience"
"""The tag of the scenarios that the resilience is made of."""
GRADE = "user experience"
"""The measure of the grade of a deployed bot: 4 is an A, 1 is a D."""

_GRADES = {4: ("A", "green"), 3: ("B", "green"), 2: ("C", "yellow"), 1: ("D", "red")}


def marks(dossier: Dossier) -> list[Mark]:
    """All that the record holds; what was not asked has no mark."""
    reading = dossier.reading
    found = [_readiness(one) for one in reading.readiness]
    if reading.resilience:
        found.append(_resilience(reading.resilience))
    return [*found, *_experience(dossier)]


def _readiness(one: Readiness) -> Mark:
    name = f"Readiness of {one.title}"
    shown_by = urlencode({"journey": one.journey})
    if one.colour is None:
        words = "nothing of it was executed"
        return Mark(name=name, value="unknown", words=words, colour="grey", shown_by=shown_by)
    judged = one.words or f"not judged: {one.selected} of its {one.scenarios} scenarios were selected"
    words = f"{judged}; {one.passed} of {one.counted} passed"
    colour = one.colour if one.words else "grey"
    return Mark(name=name, value=f"{one.rate:g} %", words=words, colour=colour, shown_by=shown_by)


def _resilience(one: Resilience) -> Mark:
    shown_by = urlencode({"tag": RESILIENCE})
    if one.score is None:
        words = "nothing was found out"
        return Mark(name="Resilience", value="unknown", words=words, colour="grey", shown_by=shown_by)
    failed, unknown = len(one.findings), len(one.unknown)
    words = f"of {one.scenarios} troubles {failed} were not borne, and of {unknown} nobody knows"
    colour = "red" if failed else "yellow" if unknown else "green"
    return Mark(name="Resilience", value=f"{one.score} %", words=words, colour=colour, shown_by=shown_by)


def _experience(dossier: Dossier) -> Iterator[Mark]:
    """The worst grade, where several were given."""
    grades = [measure for measure in dossier.reading.measures if measure.name == GRADE]
    if grades:
        worst = min(round(measure.value) for measure in grades)
        letter, colour = _GRADES.get(worst, ("?", "grey"))
        yield Mark(
            name="User experience of the deployed bot",
            value=letter,
            words="by how much of what a user writes is answered, and how fast",
            colour=colour,
            shown_by=urlencode({"measured": GRADE}),
            told_in="docs/smoke-on-a-deployed-bot.md",
        )
