"""Runs scenarios in another order, to find those that lean on one another."""

from collections.abc import Sequence
from random import Random
from typing import Any

from behave.model import ScenarioOutline


def shuffle(features: list[Any], seed: str) -> None:
    """Put features, and what is inside each feature, rule and outline, in the order that the seed decides."""
    chance = Random(seed)
    chance.shuffle(features)
    for feature in features:
        _shuffle_inside(feature.run_items, chance)


def _shuffle_inside(items: Sequence[Any], chance: Random) -> None:
    chance.shuffle(items)  # type: ignore[arg-type]
    for item in items:
        if isinstance(item, ScenarioOutline):
            chance.shuffle(item.scenarios)
        elif hasattr(item, "run_items"):
            _shuffle_inside(item.run_items, chance)
