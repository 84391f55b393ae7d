"""Divides a selection between several machines, so that all of them take about as long."""

import math
from collections.abc import Mapping, Sequence

from countersign.results.record import Planned

_UNKNOWN = 1.0
"""How many seconds a scenario is taken to last where not even one of them is known."""


def share(planned: Sequence[Planned], shard_count: int, seconds: Mapping[str, float]) -> dict[str, int]:
    """Scenario id → number of its shard; whoever knows the same durations divides in the same way.

    The longest goes first, each to the shard that has least to do until then. What has never been run
    is taken to last as long as the scenario in the middle of the known ones.
    """
    from statistics import median  # takes a while to load, and not every run is divided

    known = {one.id: seconds[one.id] for one in planned if _is_known(seconds.get(one.id))}
    unknown = median(known.values()) if known else _UNKNOWN
    lasting = {one.id: known.get(one.id, unknown) for one in planned}
    loads = [0.0] * shard_count
    sizes = [0] * shard_count
    shares: dict[str, int] = {}
    for scenario_id in sorted(lasting, key=lambda one: (-lasting[one], one)):
        least = min(range(shard_count), key=lambda shard: (loads[shard], sizes[shard], shard))
        loads[least] += lasting[scenario_id]
        sizes[least] += 1
        shares[scenario_id] = least + 1
    return shares


def _is_known(seconds: float | None) -> bool:
    return seconds is not None and math.isfinite(seconds) and seconds >= 0
