"""A record that has been read, whole or cut off."""

from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.reading import Reading
from countersign.results.record import Attempt, Elsewhere, End, Measure, Outcome, Planned, Run, encode, read

RUN = Run(run_id="1", started_at=0.0, target="sandbox", environment="sandbox")
PLANNED = Planned(id="a", name="a", feature="f", path="features/f.feature", line=1, journey="")
FAILED = Attempt(id="a", outcome=Outcome.FAILED, started_at=0.0, seconds=0.0, sentence="no")
PASSED = Attempt(id="a", outcome=Outcome.PASSED, started_at=0.0, seconds=0.0, attempt=2)
MEASURE = Measure(id="a", name="answer", value=1.0, unit="s")
END = End(ended_at=1.0, exit_code=2)


def test_the_lines_are_sorted_by_what_they_are_about() -> None:
    elsewhere = Elsewhere(planned=PLANNED, shard=2)
    reading = Reading.of([RUN, PLANNED, elsewhere, FAILED, MEASURE, PASSED, END])
    assert reading.run is RUN
    assert reading.planned == [PLANNED]
    assert reading.elsewhere == [elsewhere]
    assert reading.attempts == {"a": [FAILED, PASSED]}
    assert reading.measures == [MEASURE]
    assert reading.end is END
    ended = reading.final("a")
    assert ended
    assert ended.outcome is Outcome.FLAKY


def test_a_run_that_was_killed_has_no_end_and_what_was_not_run_can_be_told(tmp_path: Path) -> None:
    record = tmp_path / "run.jsonl"
    record.write_bytes(encode(RUN) + b"\n" + encode(PLANNED) + b"\n" + encode(FAILED)[:40])
    reading = Reading.of(read(record))
    assert reading.end is None
    assert reading.final("a") is None


def test_an_empty_record_is_told_of_in_a_sentence() -> None:
    with pytest.raises(UserError, match="the run record is empty"):
        Reading.of([])
