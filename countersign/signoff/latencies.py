"""How long products took to answer, over the whole run, and beside the runs before."""

from collections import Counter
from collections.abc import Mapping, Sequence

from countersign.quantiles import p50, p95
from countersign.results.record import Outcome
from countersign.signoff.dossier import Dossier
from countersign.signoff.gates import Allowed, Asked
from countersign.signoff.statement import Latency

_CARRIED_OUT = (Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.UNDECIDED, Outcome.FLAKY)

Kind = tuple[str, str, bool]
"""A journey, a measure of it, and whether that is an answer."""


def latencies(dossier: Dossier, asked: Asked) -> list[Latency]:
    """One for each journey and measure in seconds, the slowest first."""
    found = [_latency(*kind, values, dossier, asked) for kind, values in _taken(dossier).items()]
    return sorted(found, key=lambda one: (-one.p95, one.name))


def unmeasured(dossier: Dossier, asked: Asked) -> list[str]:
    """Each time that is promised and was never measured, though scenarios of its journey were carried out."""
    carried_out = Counter(case.planned.journey for case in dossier.cases if case.outcome in _CARRIED_OUT)
    taken = _taken(dossier)
    return [
        _unmeasured(promise, carried_out[promise.journey], taken)
        for promise in asked.allowed
        if carried_out[promise.journey] and not any(_is_judged(promise, *kind) for kind in taken)
    ]


def _taken(dossier: Dossier) -> dict[Kind, list[float]]:
    """All times; what was worked out of several, such as a mean, has a unit of its own."""
    journeys = {one.id: one.journey for one in dossier.reading.planned}
    taken: dict[Kind, list[float]] = {}
    for measure in dossier.reading.measures:
        if measure.unit == "s":
            kind = journeys.get(measure.id, ""), measure.name, measure.answer
            taken.setdefault(kind, []).append(measure.value)
    return taken


def _latency(
    journey: str, name: str, answer: bool, values: Sequence[float], dossier: Dossier, asked: Asked
) -> Latency:
    return Latency(
        name=name,
        journey=journey,
        answer=answer,
        count=len(values),
        p50=p50(values),
        p95=p95(values),
        longest=max(values),
        threshold=_most_seconds(asked, journey, name, answer),
        trend=list(dossier.trends.get((journey, name), ())),
    )


def _most_seconds(asked: Asked, journey: str, name: str, answer: bool) -> float | None:
    """What is allowed of an answer; of what is none, only where that very measure is named."""
    if answer:
        return asked.most_seconds(journey, name)
    return next((one.seconds for one in asked.allowed if _is_judged(one, journey, name, answer)), None)


def _is_judged(promise: Allowed, journey: str, name: str, answer: bool) -> bool:
    """Whether a promise is about that measure; one on a whole journey is about its answers alone."""
    return promise.is_about(journey, name) and (answer or bool(promise.what))


def _unmeasured(promise: Allowed, carried_out: int, taken: Mapping[Kind, object]) -> str:
    where = f"{carried_out} of its scenarios {'was' if carried_out == 1 else 'were'} carried out"
    if not promise.what:
        return f"no answer was measured on {promise.journey}, though {where}"
    known = sorted({name for journey, name, _ in taken if journey == promise.journey})
    told = f"what was measured there: {', '.join(known)}" if known else "nothing was measured there"
    return f"{promise.what!r} was not measured on {promise.journey}, though {where}; {told}"
