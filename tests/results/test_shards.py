"""A selection is divided by time, completely, and by everybody in the same way."""

from collections import Counter
from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.results.record import Planned
from countersign.results.shards import share


def planned(*names: str, tags: str = "") -> list[Planned]:
    """Scenarios of these ids."""
    return [
        Planned(id=name, name=name, feature="f", path="p", line=1, journey="", tags=tags.split())
        for name in names
    ]


def loads(shares: Mapping[str, int], seconds: Mapping[str, float], shard_count: int) -> list[float]:
    """How long each shard has to run."""
    return [
        sum(seconds[one] for one, shard in shares.items() if shard == number)
        for number in range(1, shard_count + 1)
    ]


def test_shards_take_about_as_long() -> None:
    seconds = {"a": 8.0, "b": 7.0, "c": 6.0, "d": 5.0, "e": 4.0}
    shares = share(planned(*seconds), 2, seconds)
    assert shares == {"a": 1, "b": 2, "c": 2, "d": 1, "e": 1}
    assert loads(shares, seconds, 2) == [17.0, 13.0]


def test_one_long_scenario_is_outweighed_by_many_short_ones() -> None:
    seconds = {"long": 30.0, **{f"short-{number:02}": 1.0 for number in range(30)}}
    shares = share(planned(*seconds), 2, seconds)
    assert Counter(shares.values()) == {1: 1, 2: 30}


def test_what_has_never_run_lasts_as_long_as_the_scenario_in_the_middle() -> None:
    seconds = {"a": 1.0, "b": 4.0, "c": 100.0}
    shares = share(planned(*seconds, "new"), 3, seconds)
    assert shares == {"c": 1, "b": 2, "new": 3, "a": 2}


def test_where_nothing_has_ever_run_shards_are_of_one_size() -> None:
    shares = share(planned(*map(str, range(10))), 3, {})
    assert sorted(Counter(shares.values()).values()) == [3, 3, 4]


def test_what_takes_no_time_is_spread_too() -> None:
    names = [str(number) for number in range(9)]
    shares = share(planned(*names), 3, dict.fromkeys(names, 0.0))
    assert Counter(shares.values()) == {1: 3, 2: 3, 3: 3}


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), -1.0])
def test_nonsense_in_the_history_is_not_believed(nonsense: float) -> None:
    scenarios = planned("a", "b", "c", "d")
    assert share(scenarios, 2, {"a": nonsense, "b": 2.0}) == share(scenarios, 2, {"b": 2.0})


def test_durations_of_scenarios_that_were_not_selected_do_not_matter() -> None:
    scenarios = planned("a", "b", "c")
    assert share(scenarios, 2, {"a": 2.0, "gone": 500.0}) == share(scenarios, 2, {"a": 2.0})


def test_a_scenario_that_runs_alone_is_like_any_other() -> None:
    seconds = {"a": 3.0, "b": 2.0, "c": 1.0}
    assert share(planned(*seconds, tags="exclusive"), 2, seconds) == share(planned(*seconds), 2, seconds)


def test_there_may_be_more_shards_than_scenarios() -> None:
    assert share(planned("a"), 5, {}) == {"a": 1}
    assert share([], 5, {}) == {}


DURATIONS = st.dictionaries(
    st.text("abcdef", min_size=1), st.floats(0, 600) | st.none(), min_size=1, max_size=40
)


@given(DURATIONS, st.integers(1, 8), st.randoms(use_true_random=False))
def test_every_scenario_is_in_one_shard_whatever_the_order(
    durations: dict[str, float | None], shard_count: int, chance: Random
) -> None:
    seconds = {name: value for name, value in durations.items() if value is not None}
    scenarios = planned(*durations)
    shares = share(scenarios, shard_count, seconds)
    assert shares.keys() == durations.keys()
    assert set(shares.values()) <= set(range(1, shard_count + 1))
    chance.shuffle(scenarios)
    assert share(scenarios, shard_count, dict(reversed(seconds.items()))) == shares


@given(st.dictionaries(st.text("abcdef", min_size=1), st.floats(0, 600), min_size=1), st.integers(1, 8))
def test_no_shard_has_more_than_a_fair_share_and_one_scenario(
    seconds: dict[str, float], shard_count: int
) -> None:
    busiest = max(loads(share(planned(*seconds), shard_count, seconds), seconds, shard_count))
    fair = sum(seconds.values()) / shard_count
    assert busiest <= fair + max(seconds.values()) * (1 - 1 / shard_count) + 1e-6
