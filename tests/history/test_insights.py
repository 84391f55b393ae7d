"""What a run is told about itself: what is new, known, flaky, slower, mended; and never at length."""

import time

import pytest

from countersign.history.insights import Insights, Kind, Note, Past, day, insights
from countersign.history.series import Execution

from .made_up import BEGAN, series, timed


def told(*pasts: list[Execution]) -> list[str]:
    """What is said of scenarios with these pasts."""
    found = [Past(f"id {number}", f"S{number}", past) for number, past in enumerate(pasts)]
    return insights(found, first_run=False).lines()


@pytest.mark.parametrize(
    ("letters", "line"),
    [
        ("P" * 12 + "F", "New: S0: it passed in each of the last 12 runs."),
        ("FPF", "New: S0: it passed in the last run."),
        ("PPE", "New: S0: it passed in each of the last 2 runs."),
        ("PPU", "New: S0: it passed in each of the last 2 runs."),
        ("F", "New: S0: it is run here for the first time."),
        ("PPFF", "Known: S0: failing since 2026-09-21, 2 runs."),
        ("FEUF", "Known: S0: failing since 2026-09-21, 4 runs."),
        ("PFPFPF", "Flaky: S0: it did not plainly pass in 3 of its last 6 runs, back and forth."),
        ("PPP~", "Flaky: S0: it did not plainly pass in 1 of its last 4 runs, back and forth."),
        ("PPPF~", "Flaky: S0: it did not plainly pass in 2 of its last 5 runs, back and forth."),
        ("PFPFPFFFFF", "Known: S0: failing since 2026-09-21, 5 runs."),
        ("PFFFP", "Mended: S0: it did not pass in each of the last 3 runs."),
        ("PFP", "Mended: S0: it did not pass in the last run."),
        ("F" * 30, "Known: S0: failing since 2026-09-21 or before, at least 30 runs."),
    ],
)
def test_an_outcome_is_seen_before_its_past(letters: str, line: str) -> None:
    assert told(series(letters)) == [line]


@pytest.mark.parametrize("letters", ["P", "P" * 20, "PFPP", "PPFPFPFP"])
def test_of_what_passes_as_before_nothing_is_said(letters: str) -> None:
    """A flaky scenario that happens to pass is neither mended nor news."""
    assert told(series(letters)) == []


def test_a_first_run_has_nothing_to_be_compared_with() -> None:
    assert insights([Past("id", "S", series("F"))], first_run=True).lines() == []


def test_a_day_is_that_of_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    assert day(BEGAN) == "2026-09-21"
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    assert day(BEGAN) == "2026-09-22"


def test_what_is_slower_says_how_much() -> None:
    assert told(timed([1.0] * 10 + [9.0])) == ["Slower: S0: 9.0 s, usually 1.0 s."]
    assert told(timed([0.2] * 10 + [0.8] * 3)) == ["Slower: S0: 800 ms, usually 200 ms, for 3 runs in a row."]
    creeping = timed([1.0 + number / 10 for number in range(15)])
    assert told(creeping) == ["Slower over time: S0: 1.2 s has become 2.2 s in 15 runs."]


def test_what_failed_is_not_called_slower() -> None:
    past = [*timed([1.0] * 10), *series("F", seconds=60.0)]
    assert told(past) == ["New: S0: it passed in each of the last 10 runs."]


def test_what_is_mended_and_slower_is_both() -> None:
    past = [*timed([1.0] * 10), *series("F"), *timed([9.0])]
    assert told(past) == [
        "Slower: S0: 9.0 s, usually 1.0 s.",
        "Mended: S0: it did not pass in the last run.",
    ]


def test_what_an_outage_broke_is_not_mended() -> None:
    outage = [Execution(1, 0.0, one.outcome, 1.0, outage=True) for one in series("F")]
    assert told([*series("PPP"), *outage, *series("P")]) == []


def test_what_passed_at_a_second_attempt_in_an_outage_did_pass() -> None:
    outage = [Execution(1, 0.0, one.outcome, 1.0, outage=True) for one in series("~")]
    assert told([*series("P"), *outage, *series("F")]) == ["New: S0: it passed in each of the last 2 runs."]


def test_a_run_in_which_everything_is_slow_is_told_once() -> None:
    lines = told(*[timed([1.0] * 10 + [4.0])] * 20)
    assert lines == [
        "Slow run: everything took about 4.0 times as long as usual; "
        "single scenarios are compared with that in mind."
    ]


def test_what_is_slower_still_than_a_slow_run_is_told() -> None:
    lines = told(*[timed([1.0] * 10 + [2.0])] * 20, timed([1.0] * 10 + [20.0]))
    assert lines[1:] == ["Slower: S20: 10.0 s, usually 1.0 s."]


def test_nine_scenarios_are_not_everything() -> None:
    assert len(told(*[timed([1.0] * 10 + [4.0])] * 9)) == 9


def test_a_dozen_lines_at_most_and_the_rest_counted() -> None:
    notes = [
        Note(kind, f"{kind} {number}", f"{kind} {number}", "so it is.")
        for kind in Kind
        for number in range(50)
    ]
    lines = Insights(notes, pace=2.0).lines()
    assert len(lines) <= 12
    for kind in Kind:
        said = [line for line in lines if line.startswith(f"{kind}:")]
        assert said, kind
        assert said[-1].endswith(f"And {50 - len(said)} more."), said


def test_one_kind_has_all_the_room() -> None:
    lines = told(*[series("PF")] * 40)
    assert len(lines) == 12
    assert lines[-1] == "New: S11: it passed in the last run. And 28 more."
    assert len(told(*[series("PF")] * 12)) == 12


def test_the_urgent_comes_first() -> None:
    lines = told(timed([1.0] * 10 + [9.0]), series("PFP"), series("PP~"), series("PFF"), series("PF"))
    assert [line.partition(":")[0] for line in lines] == ["New", "Known", "Flaky", "Slower", "Mended"]
