"""What is remembered of runs, on SQLite and on PostgreSQL."""

import json
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from countersign.errors import UserError
from countersign.history import entry
from countersign.history.database import reading, writing
from countersign.history.entry import prune
from countersign.history.store import expected_seconds, remember
from countersign.results.reading import Reading

from .made_up import Ended, a_run, id_of


def rows(url: str, question: str) -> list[tuple[Any, ...]]:
    """What the database answers."""
    with reading(url) as connection:
        assert connection is not None
        return [tuple(row) for row in connection.execute(text(question))]


def remember_all(url: str, *letters: str, name: str = "Pays") -> list[str]:
    """Runs of one scenario; what was said about the last."""
    return [remember(url, a_run(number, {name: Ended(one)})).lines() for number, one in enumerate(letters)][
        -1
    ]


def test_a_first_run_has_nothing_to_say(url: str) -> None:
    assert remember_all(url, "F") == []


def test_a_failure_after_passes_is_new_and_then_known(url: str) -> None:
    assert remember_all(url, *"PPPF") == ["New: Pays: it passed in each of the last 3 runs."]
    known = remember(url, a_run(9, {"Pays": Ended("F")})).lines()
    assert len(known) == 1
    assert known[0].startswith("Known: Pays: failing since ")
    assert known[0].endswith(", 2 runs.")
    assert remember(url, a_run(10, {"Pays": Ended("P")})).lines() == [
        "Mended: Pays: it did not pass in each of the last 2 runs."
    ]


def test_what_passed_at_the_second_attempt_is_flaky_and_both_attempts_are_kept(url: str) -> None:
    assert remember_all(url, "P", "FP") == [
        "Flaky: Pays: it did not plainly pass in 1 of its last 2 runs, back and forth."
    ]
    assert rows(url, "SELECT outcome, attempts FROM countersign_results ORDER BY run") == [
        ("passed", 1),
        ("flaky", 2),
    ]
    assert rows(url, "SELECT attempt, outcome, sentence FROM countersign_attempts ORDER BY attempt") == [
        (1, "failed", "the code did not come"),
        (2, "passed", None),
    ]


def test_another_target_has_another_past(url: str) -> None:
    remember_all(url, *"PPP")
    assert remember(url, a_run(5, {"Pays": Ended("F")}, target="staging")).lines() == []
    assert remember(url, a_run(6, {"Pays": Ended("F")})).lines() == [
        "New: Pays: it passed in each of the last 3 runs."
    ]


def test_runs_that_did_not_carry_it_out_do_not_count(url: str) -> None:
    remember_all(url, "P", "P", *"-n" * 16)
    for number in range(40, 45):
        remember(url, a_run(number, {"Other": Ended()}))
    assert remember(url, a_run(50, {"Pays": Ended("F")})).lines() == [
        "New: Pays: it passed in each of the last 2 runs."
    ]


def test_a_run_added_twice_is_there_once(url: str) -> None:
    remember_all(url, *"PPP")
    twice = a_run(3, {"Pays": Ended("FF", measures={"answer": [0.5]})})
    first = remember(url, twice).lines()
    before = everything(url)
    assert remember(url, twice).lines() == first
    assert everything(url) == before
    assert len(rows(url, "SELECT id FROM countersign_runs")) == 4


def test_a_run_added_again_is_replaced(url: str) -> None:
    remember(url, a_run(1, {"Pays": Ended("F"), "Leaves": Ended("P")}, run_id="the same"))
    remember(url, a_run(1, {"Pays": Ended("P")}, run_id="the same"))
    assert rows(url, "SELECT outcome FROM countersign_results") == [("passed",)]


def test_two_runs_that_began_in_one_millisecond_are_two(url: str) -> None:
    for name in "ab":
        remember(url, a_run(1, {"Pays": Ended()}, run_id=name))
    first, second = (row[0] for row in rows(url, "SELECT id FROM countersign_runs ORDER BY id"))
    assert second == first + 1


def test_a_run_that_is_added_late_is_compared_with_those_before_it(url: str) -> None:
    for number, one in [(0, "P"), (1, "P"), (5, "F"), (6, "F")]:
        remember(url, a_run(number, {"Pays": Ended(one)}))
    assert remember(url, a_run(2, {"Pays": Ended("F")})).lines() == [
        "New: Pays: it passed in each of the last 2 runs."
    ]


def test_a_run_that_was_killed_keeps_what_it_had_reported(url: str) -> None:
    remember(url, a_run(0, {"Pays": Ended("P")}))
    told = remember(url, a_run(1, {"Pays": Ended("F")}, killed=True, never_reported=["Leaves", "Returns"]))
    assert told.lines() == ["New: Pays: it passed in the last run."]
    (found,) = rows(url, "SELECT exit_code, aborted, counts FROM countersign_runs WHERE run_id = 'sandbox-1'")
    assert found[:2] == (None, "killed")
    assert json.loads(found[2]) == {"failed": 1, "not run": 2}


def test_runs_where_most_failed_are_marked(url: str) -> None:
    names = [f"S{number}" for number in range(12)]
    remember(url, a_run(0, {name: Ended("F" if number < 6 else "P") for number, name in enumerate(names)}))
    remember(url, a_run(1, {name: Ended("F" if number < 7 else "P") for number, name in enumerate(names)}))
    remember(url, a_run(2, {name: Ended("F") for name in names[:9]}))
    assert rows(url, "SELECT outage FROM countersign_runs ORDER BY id") == [(0,), (1,), (0,)]


def test_what_gets_slower_is_told_where_as_much_runs_beside_it(url: str) -> None:
    for number in range(6):
        remember(url, a_run(number, {"Pays": Ended(seconds=1.0)}, jobs=1))
    assert remember(url, a_run(6, {"Pays": Ended(seconds=9.0)}, jobs=8)).lines() == []
    assert remember(url, a_run(7, {"Pays": Ended(seconds=9.0)}, jobs=1)).lines() == [
        "Slower: Pays: 9.0 s, usually 1.0 s."
    ]


def test_that_a_run_was_slow_is_known_to_those_after_it(url: str) -> None:
    names = [f"S{number}" for number in range(10)]
    for number in range(6):
        remember(url, a_run(number, {name: Ended(seconds=1.0) for name in names}))
    for number in (6, 7):
        told = remember(url, a_run(number, {name: Ended(seconds=2.4) for name in names})).lines()
        assert [line.partition(":")[0] for line in told] == ["Slow run"]
    after = {name: Ended(seconds=2.4 if name == "S0" else 1.0) for name in names}
    assert remember(url, a_run(8, after)).lines() == []
    paces = [pace for (pace,) in rows(url, "SELECT pace FROM countersign_runs ORDER BY id")]
    assert paces == [1.0] * 6 + [2.4] * 2 + [1.0]


def test_adding_a_run_lets_go_of_the_oldest(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "MOST_RESULTS", 2)
    remember_all(url, *"PPPP")
    assert rows(url, "SELECT results FROM countersign_runs ORDER BY id") == [(0,), (0,), (1,), (1,)]


def test_wordings_that_no_result_has_any_more_go_with_the_results(url: str) -> None:
    def worded(number: int, target: str = "sandbox", **names: str) -> None:
        ended = {name: Ended(steps=[(step, 0.1)]) for name, step in names.items()}
        remember(url, a_run(number, ended, target=target))

    worded(0, Pays="she pays in coins", Leaves="she walks out")
    worded(1, Pays="she pays in notes", Leaves="she walks out")
    worded(2, "staging", Pays="she pays in coins")
    worded(3, Pays="she pays by card", Leaves="she walks out")
    with writing(url) as connection:
        prune(connection, "sandbox", most=2)
    kept = {json.loads(steps)[0] for (steps,) in rows(url, "SELECT steps FROM countersign_wordings")}
    assert kept == {"she pays in coins", "she pays by card", "she walks out"}


def test_a_part_of_a_run_is_refused(url: str) -> None:
    with pytest.raises(UserError, match=r"part 2/5 of a run only: join all parts with `countersign merge`"):
        remember(url, a_run(0, {"Pays": Ended()}, shard="2/5"))


def test_a_long_sentence_is_cut_and_zeroes_are_no_obstacle(url: str) -> None:
    remember(url, a_run(0, {"Pays": Ended("F", sentence="\0" + "x" * 5000)}))
    ((sentence,),) = rows(url, "SELECT sentence FROM countersign_results")
    assert len(sentence) == 300
    assert sentence.startswith("�x")


def test_steps_are_kept_without_their_values(url: str) -> None:
    steps = [
        ('she types "4711" and "x"', 0.02),
        ("amira.k7@example.com gets a mail", 0.03),
        ("she calls +49 170 1234567", 0.0),
        ("she waits 15 minutes", 0.0004),
    ]
    remember(url, a_run(0, {"Pays": Ended(steps=steps), "Pays less": Ended("F", steps=steps)}))
    ((kept,),) = rows(url, "SELECT steps FROM countersign_wordings")
    assert json.loads(kept) == [
        'she types "…" and "…"',
        '"…" gets a mail',
        'she calls "…"',
        "she waits 15 minutes",
    ]
    assert rows(url, "SELECT steps_ms FROM countersign_results ORDER BY scenario") == [
        ("20,30,0,0",),
        ("20,30,0,",),
    ]


def test_measures_are_kept_by_journey(url: str) -> None:
    values = [number / 100 for number in range(1, 101)]
    remember(
        url, a_run(0, {"Pays": Ended(measures={"answer": values}), "Leaves": Ended(measures={"answer": [9]})})
    )
    (found,) = rows(url, "SELECT journey, name, unit, times, p50, p95, largest FROM countersign_measures")
    assert found == ("shop", "answer", "s", 101, 0.51, 0.96, 9.0)


def test_expected_is_the_median_of_the_last_ten(url: str) -> None:
    taken = [60.0] * 5 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0]
    for number, seconds in enumerate(taken):
        remember(url, a_run(number, {"Pays": Ended("PF"[number % 2], seconds=seconds)}))
    assert expected_seconds(url, "sandbox") == {id_of("Pays"): 5.5}


def test_what_never_ran_on_a_target_is_expected_to_take_as_long_as_on_the_last_other(url: str) -> None:
    remember(url, a_run(3, {"Pays": Ended(seconds=3.0), "Leaves": Ended(seconds=30.0)}, target="one"))
    remember(url, a_run(2, {"Pays": Ended(seconds=2.0)}, target="two"))
    remember(url, a_run(1, {"Pays": Ended(seconds=1.0), "Other": Ended("-")}, target="mine"))
    assert expected_seconds(url, "mine") == {id_of("Pays"): 1.0, id_of("Leaves"): 30.0}
    assert expected_seconds(url, "another")[id_of("Pays")] == 3.0


def test_a_run_that_is_added_late_changes_no_expectation(url: str) -> None:
    remember(url, a_run(5, {"Pays": Ended(seconds=5.0)}))
    remember(url, a_run(1, {"Pays": Ended(seconds=1.0)}))
    assert expected_seconds(url, "sandbox") == {id_of("Pays"): 5.0}


def test_nothing_is_expected_of_an_empty_history_and_none_is_made(url: str, tmp_path: Path) -> None:
    assert expected_seconds(url, "sandbox") == {}
    assert not list(tmp_path.iterdir())
    with reading(url) as connection:
        assert connection is None


def test_where_there_is_no_file_nothing_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys; from countersign.history.store import expected_seconds; "
        f"print(expected_seconds('sqlite:///{tmp_path}/none.db', 'x'), 'sqlalchemy' in sys.modules)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.strip() == "{} False"


def test_the_oldest_results_go_and_their_runs_stay(url: str) -> None:
    for number in range(5):
        remember(url, a_run(number, {"Pays": Ended("FF", measures={"a": [1]}), "Leaves": Ended()}))
    remember(url, a_run(0, {"Pays": Ended()}, target="staging"))
    with writing(url) as connection:
        prune(connection, "sandbox", most=5)
    kept = "SELECT r.results FROM countersign_runs r WHERE r.target = 'sandbox' ORDER BY r.id"
    assert rows(url, kept) == [(0,), (0,), (0,), (2,), (2,)]
    for table, count in [("results", 5), ("attempts", 4), ("measures", 2)]:
        assert rows(url, f"SELECT count(*) FROM countersign_{table}") == [(count,)], table


def test_the_newest_run_is_kept_however_large(url: str) -> None:
    remember(url, a_run(0, {"Pays": Ended(), "Leaves": Ended()}))
    with writing(url) as connection:
        prune(connection, "sandbox", most=1)
    assert rows(url, "SELECT results FROM countersign_runs") == [(2,)]


def test_a_scenario_that_is_called_otherwise_now_is_found_by_its_new_name(url: str) -> None:
    old, new = a_run(0, {"Pays": Ended()}), a_run(1, {"Pays": Ended("F")})
    renamed = type(new.planned[0])(**{**as_fields(new.planned[0]), "name": "Pays at once"})
    remember(url, old)
    new.planned[:] = [renamed]
    assert remember(url, new).lines() == ["New: Pays at once: it passed in the last run."]
    assert rows(url, "SELECT name FROM countersign_scenarios") == [("Pays at once",)]


def test_runs_that_end_together_are_all_added(url: str) -> None:
    every = [a_run(number, {f"S{one}": Ended() for one in range(20)}) for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda one: remember(url, one), every))
    assert rows(url, "SELECT count(*) FROM countersign_runs") == [(8,)]
    assert rows(url, "SELECT count(*) FROM countersign_results") == [(160,)]
    assert rows(url, "SELECT count(*) FROM countersign_scenarios") == [(20,)]
    assert rows(url, "SELECT count(*) FROM countersign_history") == [(1,)]


def everything(url: str) -> list[Sequence[tuple[Any, ...]]]:
    """All rows of all tables."""
    tables = ("runs", "scenarios", "results", "attempts", "measures", "wordings")
    return [sorted(rows(url, f"SELECT * FROM countersign_{table}"), key=str) for table in tables]


def as_fields(planned: Any) -> dict[str, Any]:
    """A planned scenario as keyword arguments."""
    return {name: getattr(planned, name) for name in planned.__struct_fields__}


def test_a_run_in_which_nothing_was_carried_out_is_kept(url: str) -> None:
    empty: Reading = a_run(0, {})
    assert remember(url, empty).lines() == []
    assert rows(url, "SELECT results FROM countersign_runs") == [(0,)]
