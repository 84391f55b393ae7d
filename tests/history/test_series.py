"""What series say, with series that are made up: steady, noisy, drifting, stepping, spiking, flaky."""

import random
from collections.abc import Sequence

import msgspec
import pytest

from countersign.history.series import (
    BAD,
    WINDOW,
    Slowness,
    comparable,
    comparable_jobs,
    flakiness,
    streak,
)
from countersign.history.series import creeping as creeping_of
from countersign.history.series import slower as slower_of
from countersign.results.record import Outcome

from .made_up import series, timed


def slower(taken: Sequence[float], pace: float = 1.0) -> Slowness | None:
    """Of so many seconds each, in runs of which the last one was so slow as a whole."""
    past = timed(taken)
    past[-1] = msgspec.structs.replace(past[-1], pace=pace)
    return slower_of(past)


def creeping(taken: Sequence[float]) -> Slowness | None:
    """Of so many seconds each."""
    return creeping_of(timed(taken))


def noisy(level: float, count: int, seed: int, noise: float = 0.15) -> list[float]:
    """Durations around a level."""
    chance = random.Random(seed)
    return [max(level * chance.gauss(1.0, noise), 0.01) for _ in range(count)]


def alarms(taken: list[float], since: int = 6) -> list[int]:
    """After which executions, told one by one, something was said to be slower."""
    return [
        count
        for count in range(since, len(taken) + 1)
        if slower(taken[max(count - WINDOW, 0) : count]) or creeping(taken[max(count - WINDOW, 0) : count])
    ]


@pytest.mark.parametrize("level", [0.02, 0.4, 3.0, 40.0])
def test_what_is_steady_is_never_called_slower(level: float) -> None:
    assert alarms([level] * 60) == []


@pytest.mark.parametrize("level", [0.02, 0.4, 3.0, 40.0])
def test_noise_does_not_cry_wolf(level: float) -> None:
    cries = [alarm for seed in range(200) for alarm in alarms(noisy(level, 60, seed))]
    assert cries == []


def test_heavy_noise_is_told_at_most_where_it_spikes() -> None:
    """One execution in thirty takes three times as long, as on a busy machine: 11,000 executions."""
    spikes, told = 0, 0
    for seed in range(200):
        chance = random.Random(f"spikes {seed}")
        spiking = [chance.random() < 1 / 30 for _ in range(60)]
        taken = [
            one * (3 if spike else 1) for one, spike in zip(noisy(0.4, 60, seed, 0.25), spiking, strict=True)
        ]
        found = alarms(taken)
        assert all(spiking[alarm - 1] for alarm in found), (seed, found)
        spikes += sum(spiking)
        told += len(found)
    assert spikes > 300
    assert told < spikes / 5


def test_what_takes_milliseconds_more_is_not_slower() -> None:
    assert slower([0.01] * 20 + [0.05, 0.05, 0.05]) is None


def test_what_takes_a_tenth_more_is_not_slower() -> None:
    assert slower([30.0] * 20 + [33.0, 33.0, 33.0]) is None


def test_a_drastic_step_is_told_at_once() -> None:
    assert slower([1.0] * 5 + [4.0]) == Slowness(4.0, 1.0, 1)


def test_once_nearly_twice_as_long_is_not_drastic() -> None:
    assert slower([10.0] * 12 + [19.0]) is None


def test_once_drastic_is_found_in_noise() -> None:
    assert all(slower([*noisy(1.0, 20, seed), 6.0]) for seed in range(100))


def test_what_is_always_different_is_not_slower() -> None:
    scattered = [1.0, 9.0, 3.0, 6.0, 2.0, 8.0, 4.0, 5.0, 7.0] * 2
    assert slower([*scattered, 20.0]) is None
    assert slower([*scattered, 50.0])
    assert slower([*scattered, 10.0, 10.0, 10.0]) is None
    assert slower([*scattered, 20.0, 20.0, 20.0])


def test_four_executions_are_no_baseline() -> None:
    assert slower([1.0] * 4 + [4.0]) is None


def test_a_moderate_step_is_told_when_it_lasts() -> None:
    """A single one may be an accident, and two as well."""
    told = [slower([1.0] * 12 + [1.8] * slow) for slow in range(1, 5)]
    assert [bool(one) for one in told] == [False, False, True, True]
    assert told[2] == Slowness(1.8, 1.0, 3)


def test_a_step_is_found_in_noise() -> None:
    found = sum(bool(slower([*noisy(1.0, 20, seed), *noisy(2.5, 3, -seed - 1)])) for seed in range(100))
    assert found >= 95


def test_a_step_becomes_what_is_usual() -> None:
    assert slower([1.0] * 5 + [2.0] * 20) is None


def test_what_is_usual_is_what_was_usual_of_late() -> None:
    assert slower([1.0] * 15 + [3.0] * 13) is None


def test_a_spike_that_is_over_is_forgotten() -> None:
    spike = [1.0] * 10 + [9.0]
    assert slower(spike)
    assert not any(slower(spike + [1.0] * after) or creeping(spike + [1.0] * after) for after in range(1, 20))


def test_a_spike_hides_no_lasting_step() -> None:
    assert slower([1.0] * 6 + [60.0] + [1.0] * 6 + [2.0] * 3)


def test_a_spike_like_one_before_is_not_told_again() -> None:
    assert slower([1.0] * 6 + [9.0] + [1.0] * 6 + [8.0]) is None


def test_a_drift_is_found_though_the_baseline_moves_along() -> None:
    drift = [1.0 + 0.03 * number for number in range(WINDOW)]
    found = creeping(drift)
    assert slower(drift) is None
    assert found is not None
    assert (round(found.usually, 2), round(found.seconds, 2), found.executions) == (1.14, 1.73, WINDOW)


def test_a_noisy_drift_is_found() -> None:
    drifts = [
        [(1.0 + 0.05 * number) * one for number, one in enumerate(noisy(1.0, WINDOW, seed, 0.1))]
        for seed in range(100)
    ]
    assert sum(bool(creeping(drift) or slower(drift)) for drift in drifts) >= 90


def test_fourteen_executions_show_no_drift() -> None:
    drift = [1.0 + 0.1 * number for number in range(15)]
    assert creeping(drift)
    assert creeping(drift[1:]) is None


def test_what_got_faster_is_not_slower() -> None:
    assert alarms([3.0] * 15 + [1.0] * 15) == []


def test_where_everything_was_slower_nothing_is() -> None:
    past = [1.0] * 12 + [4.0]
    assert slower(past)
    assert slower(past, pace=4.0) is None
    assert slower([1.0] * 12 + [8.0], pace=2.0) == Slowness(4.0, 1.0, 1)


def test_slow_runs_make_no_row() -> None:
    past = timed([1.0] * 12 + [2.4] * 3)
    assert slower_of(past)
    in_slow_runs = [msgspec.structs.replace(one, pace=2.0) for one in past[-3:-1]]
    assert slower_of([*past[:-3], *in_slow_runs, past[-1]]) is None


def test_a_fast_run_makes_nothing_slower() -> None:
    assert slower([1.0] * 20, pace=0.2) is None


def test_only_what_passed_beside_as_much_is_compared() -> None:
    alone = timed([1.0] * 10, jobs=1)
    beside = timed([2.0] * 3, jobs=8)
    failed = [msgspec.structs.replace(one, outcome=Outcome.FAILED) for one in timed([30.0] * 5, jobs=8)]
    outage = [msgspec.structs.replace(one, outage=True) for one in timed([40.0] * 5, jobs=8)]
    assert [one.seconds for one in comparable([*alone, *failed, *outage, *beside])] == [2.0] * 3
    assert comparable([*beside, *failed]) == []
    assert comparable([]) == []


@pytest.mark.parametrize(
    ("one", "other", "comparable"), [(1, 1, True), (1, 2, False), (2, 3, True), (8, 12, True), (8, 13, False)]
)
def test_about_as_many_processes_are_comparable(one: int, other: int, comparable: bool) -> None:
    assert comparable_jobs(one, other) is comparable
    assert comparable_jobs(other, one) is comparable


@pytest.mark.parametrize("letters", ["P" * 20, "F" * 20, "PPPPFFFF", "PPPPFPPPP", "PPFFFPPPF", "FPFP", ""])
def test_a_defect_that_comes_goes_and_comes_again_is_not_flaky(letters: str) -> None:
    assert flakiness(series(letters)) is None


@pytest.mark.parametrize(
    ("letters", "not_passed"), [("PFPFP", 2), ("PPEPPPUPP", 2), ("FPFPF", 3), ("PPP~PPP", 1), ("~", 1)]
)
def test_back_and_forth_is_flaky(letters: str, not_passed: int) -> None:
    found = flakiness(series(letters))
    assert found is not None
    assert (found.not_passed, found.executions) == (not_passed, len(letters))


def test_what_was_flaky_long_ago_is_not_flaky() -> None:
    assert flakiness(series("PFPFP" + "P" * 15))
    assert flakiness(series("PFPFP" + "P" * 16)) is None


def test_runs_in_which_most_things_failed_make_nothing_flaky() -> None:
    past = series("PFPFPFP")
    outages = [msgspec.structs.replace(one, outage=one.outcome is Outcome.FAILED) for one in past]
    assert flakiness(past)
    assert flakiness(outages) is None


def test_a_streak_is_what_stands_at_the_end() -> None:
    assert [one.run for one in streak(series("FFPFEU"), BAD)] == [3, 4, 5]
    assert streak(series("FFP"), BAD) == []
    assert streak([], BAD) == []
