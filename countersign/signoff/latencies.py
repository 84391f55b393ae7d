"""How long products took to answer, over the whole run, and beside the runs before."""

from countersign.quantiles import p50, p95
from countersign.signoff.dossier import Dossier
from countersign.signoff.gates import Asked
from countersign.signoff.statement import Latency


def latencies(dossier: Dossier, asked: Asked) -> list[Latency]:
    """One for each journey and measure in seconds, the slowest first."""
    journeys = {one.id: one.journey for one in dossier.reading.planned}
    taken: dict[tuple[str, str], list[float]] = {}
    for measure in dossier.reading.measures:
        if measure.unit == "s":
            taken.setdefault((journeys.get(measure.id, ""), measure.name), []).append(measure.value)
    found = [_latency(*key, values, dossier, asked) for key, values in taken.items()]
    return sorted(found, key=lambda one: (-one.p95, one.name))


def _latency(journey: str, name: str, values: list[float], dossier: Dossier, asked: Asked) -> Latency:
    return Latency(
        name=name,
        journey=journey,
        count=len(values),
        p50=p50(values),
        p95=p95(values),
        longest=max(values),
        threshold=asked.most_seconds(journey, name),
        trend=list(dossier.trends.get((journey, name), ())),
    )
