"""The record is written line by line, redacted, and says so where it can't be."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results import junit
from countersign.results.record import Attempt, End, Measure, Outcome, Planned, read
from countersign.results.recorder import Recorder

PLANNED = Planned(
    id="secret-id", name="a secret", feature="f", path="p", line=1, journey="", cells={"x": "secret"}
)
PASSED = Attempt(id="secret-id", outcome=Outcome.PASSED, started_at=1.0, seconds=0.5)


def hush(text: str) -> str:
    return text.replace("secret", "***")


def test_every_line_is_on_disk_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Recorder(path, str) as record:
        for count, line in enumerate([PLANNED, PASSED, End(ended_at=2.0, exit_code=0)], start=1):
            assert record.write(line) == line  # type: ignore[type-var]
            assert len(read(path)) == count
    assert record.counts() == {"passed": 1}


def test_texts_are_redacted_and_ids_still_fit(tmp_path: Path) -> None:
    with Recorder(tmp_path / "run.jsonl", hush) as record:
        written = record.write(PLANNED)
        record.write(Measure(id="secret-id", name="secret", value=1.0, unit="s"))
    assert (written.id, written.name, written.cells) == ("secret-id", "a ***", {"x": "***"})
    assert read(tmp_path / "run.jsonl")[0] == written


def test_a_line_that_a_kill_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Recorder(path, str) as record:
        record.write(PLANNED)
    path.write_bytes(path.read_bytes() + b'{"kind":"attempt","id":"x","outc')
    assert read(path) == [PLANNED]


def test_a_full_disk_is_told_in_a_sentence() -> None:
    with Recorder(Path("/dev/full"), str) as record, pytest.raises(UserError, match="No space left"):
        record.write(PLANNED)


def test_a_record_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the run record can't be written"):
        Recorder(tmp_path, str)


def test_junit_files_that_cannot_be_written_are_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Recorder(path, str) as record:
        record.write(PLANNED)
    with pytest.raises(UserError, match="the JUnit files can't be written"):
        junit.derive(path, path)
