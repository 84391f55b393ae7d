"""The history is of runs, each of them once, and of one kind at a time."""

import json
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest

from countersign.errors import UserError
from countersign.results.allure_report.history import KEPT, History
from countersign.results.record import Run

ODD = "one\u2028line\x85, as JavaScript writes it"


def run(number: int) -> Run:
    return Run(run_id=f"{number:032x}", started_at=1000.0 + number, target="t", environment="e")


def remember(folder: Path, number: int, name: str = "Countersign on t", status: str = "passed") -> list[str]:
    """Go through what the making of a page does; the ids of the runs that Allure was told of."""
    history = History(folder / "history.jsonl", run(number), name)
    lent = folder / "lent.jsonl"
    history.lend(lent)
    known = [json.loads(line)["uuid"] for line in lent.read_text().splitlines()]
    result = {"status": status, "trace": "long", "labels": [{"name": "epic"}], "name": ODD}
    added = {"uuid": "Allure's own", "name": "any", "timestamp": 1, "testResults": {"a": result}}
    with lent.open("a") as file:
        file.write(json.dumps(added, ensure_ascii=False) + "\n")
    history.take(lent)
    return known


def ids(*numbers: int) -> list[str]:
    return [str(uuid5(NAMESPACE_OID, run(number).run_id)) for number in numbers]


def kept(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]


def test_a_run_is_told_of_those_before_it_and_not_of_itself(tmp_path: Path) -> None:
    assert remember(tmp_path, 1) == []
    assert remember(tmp_path, 2) == ids(1)
    assert remember(tmp_path, 2, status="failed") == ids(1)
    assert remember(tmp_path, 3) == ids(1, 2)
    second = kept(tmp_path)[1]
    assert (second["uuid"], second["timestamp"]) == (ids(2)[0], 1_002_000)
    assert second["testResults"] == {"a": {"status": "failed", "name": ODD}}


def test_runs_of_another_kind_have_a_history_of_their_own(tmp_path: Path) -> None:
    remember(tmp_path, 1)
    assert remember(tmp_path, 2, name="Countersign on other") == []
    assert remember(tmp_path, 3) == ids(1)
    assert len(kept(tmp_path)) == 3


def test_the_oldest_of_a_kind_are_forgotten(tmp_path: Path) -> None:
    remember(tmp_path, 0, name="Countersign on other")
    for number in range(1, KEPT + 4):
        remember(tmp_path, number)
    assert [point["uuid"] for point in kept(tmp_path)] == ids(0, *range(4, KEPT + 4))


def test_a_page_of_an_older_run_does_not_come_last(tmp_path: Path) -> None:
    remember(tmp_path, 5)
    remember(tmp_path, 3)
    assert [point["uuid"] for point in kept(tmp_path)] == ids(3, 5)


@pytest.mark.parametrize("text", ["no JSON", "[1, 2]", "{}", '{"uuid": "a"', "\udcff"])
def test_a_history_that_is_none_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "history.jsonl").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(UserError, match=r"history\.jsonl can't be understood .* delete it"):
        remember(tmp_path, 1)
