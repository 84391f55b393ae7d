import os
import signal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.errors import UserError
from countersign.ledger import Entry, Ledger


def entry(number: int) -> Entry:
    return Entry(kind="telegram-user", journey="onboarding", identity={"telegram_id": number})


def killed(folder: Path, numbers: list[int], settled: int = 0, target: str = "staging") -> None:
    """A process that writes entries, settles the first of them, and is killed."""
    child = os.fork()
    if child == 0:
        ledger = Ledger(folder, "run", target)
        ids = [ledger.write(entry(number)) for number in numbers]
        for entry_id in ids[:settled]:
            ledger.settle(entry_id)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_what_a_killed_run_left_is_found_the_newest_first(tmp_path: Path) -> None:
    killed(tmp_path, [1, 2, 3, 4], settled=2)
    [orphan] = Ledger.orphans(tmp_path)
    assert (orphan.run_id, orphan.target_name) == ("run", "staging")
    assert list(orphan.entries.values()) == [entry(4), entry(3)]
    orphan.close()


def test_an_orphan_is_removed_when_all_of_it_is_settled(tmp_path: Path) -> None:
    killed(tmp_path, [1, 2])
    [orphan] = Ledger.orphans(tmp_path)
    newest = next(iter(orphan.entries))
    orphan.settle(newest)
    orphan.close()
    [orphan] = Ledger.orphans(tmp_path)
    assert list(orphan.entries.values()) == [entry(1)]
    for entry_id in orphan.entries:
        orphan.settle(entry_id)
    orphan.close()
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_of_a_living_process_is_no_orphan(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "run", "staging")
    ledger.write(entry(1))
    assert Ledger.orphans(tmp_path) == []
    ledger.close()
    [orphan] = Ledger.orphans(tmp_path)
    orphan.close()


def test_two_cleaners_never_get_the_same_orphan(tmp_path: Path) -> None:
    killed(tmp_path, [1])
    [orphan] = Ledger.orphans(tmp_path)
    assert Ledger.orphans(tmp_path) == []
    orphan.close()


def test_orphans_of_other_targets_are_left_alone(tmp_path: Path) -> None:
    killed(tmp_path, [1], target="staging")
    killed(tmp_path, [2], target="sandbox")
    [orphan] = Ledger.orphans(tmp_path, "sandbox")
    assert list(orphan.entries.values()) == [entry(2)]
    orphan.close()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_ledger_ends_with_its_last_entry(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "new" / "folder", "run", "staging")
    first, second = ledger.write(entry(1)), ledger.write(entry(2))
    ledger.settle(second)
    ledger.settle(first)
    assert ledger.unsettled == 0
    ledger.close()
    ledger.close()
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_only_an_open_entry_can_be_settled(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "run", "staging")
    once = ledger.write(entry(1))
    ledger.settle(once)
    with pytest.raises(LookupError):
        ledger.settle(once)
    ledger.close()


def test_two_ledgers_of_one_run_do_not_share_a_file(tmp_path: Path) -> None:
    one, other = Ledger(tmp_path, "run", "staging"), Ledger(tmp_path, "run", "staging")
    one.write(entry(1))
    other.close()
    one.close()
    [orphan] = Ledger.orphans(tmp_path)
    assert list(orphan.entries.values()) == [entry(1)]
    orphan.close()


def test_a_forked_worker_goes_on_in_a_file_of_its_own_and_the_parent_keeps_its_lock(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "run", "staging")
    mine = ledger.write(entry(1))
    child = os.fork()
    if child == 0:
        ledger.write(entry(2))
        os._exit(int(len(list(tmp_path.iterdir())) != 2))
    assert os.waitpid(child, 0)[1] == 0
    [orphan] = Ledger.orphans(tmp_path)
    assert list(orphan.entries.values()) == [entry(2)]
    for entry_id in orphan.entries:
        orphan.settle(entry_id)
    orphan.close()
    ledger.settle(mine)
    ledger.close()
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_ends_does_not_close_the_parents_ledger(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "run", "staging")
    child = os.fork()
    if child == 0:
        ledger.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert ledger.path.exists()
    ledger.close()


@given(cut=st.integers(1, 60))
def test_a_torn_last_line_is_left_out_and_what_comes_after_it_is_readable(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    ledger = Ledger(folder, "run", "staging")
    for number in (1, 2, 3):
        ledger.write(entry(number))
    ledger.close()
    os.truncate(ledger.path, ledger.path.stat().st_size - cut)
    [orphan] = Ledger.orphans(folder)
    assert list(orphan.entries.values()) == [entry(2), entry(1)]
    orphan.settle(next(iter(orphan.entries)))
    orphan.close()
    [orphan] = Ledger.orphans(folder)
    assert list(orphan.entries.values()) == [entry(1)]
    orphan.close()


def test_a_killed_run_that_created_nothing_leaves_nothing_to_do(tmp_path: Path) -> None:
    killed(tmp_path, [])
    for orphan in Ledger.orphans(tmp_path, "another"):
        assert orphan.entries == {}
        orphan.close()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_ledger_is_named_and_kept(tmp_path: Path) -> None:
    killed(tmp_path, [1])
    (tmp_path / "z.jsonl").write_text("not a ledger\n")
    with pytest.raises(UserError, match=r"z\.jsonl is not a ledger"):
        Ledger.orphans(tmp_path)
    (tmp_path / "z.jsonl").unlink()
    [orphan] = Ledger.orphans(tmp_path)
    orphan.close()


def test_a_folder_that_cannot_be_written_to_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"file/ledger: the ledger can't be written here .* make the folder"):
        Ledger(tmp_path / "file" / "ledger", "run", "staging")


def test_no_folder_means_no_orphans(tmp_path: Path) -> None:
    assert Ledger.orphans(tmp_path / "none") == []
