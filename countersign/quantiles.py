"""The middle and the slow end of what was measured."""

from collections.abc import Sequence
from statistics import median


def p50(values: Sequence[float]) -> float:
    """Half of them are at most this."""
    return float(median(values))


def p95(values: Sequence[float]) -> float:
    """Nineteen of twenty are at most this; of few, the largest."""
    ranked = sorted(values)
    return float(ranked[max(-(-95 * len(ranked) // 100), 1) - 1])
