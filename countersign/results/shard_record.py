"""Reads what one shard of a run left behind, and refuses what is not that."""

import fcntl
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from countersign.errors import UserError
from countersign.results.final import NOT_PASSED
from countersign.results.options import Shard
from countersign.results.reading import Reading
from countersign.results.record import SCHEMA, Attempt, Line, Measure, Planned, Run, read


@dataclass(frozen=True)
class Finding:
    """An attempt, and what was measured on the way to it; none where the shard was killed on that way."""

    attempt: Attempt | None
    measures: Sequence[Measure]

    @property
    def at(self) -> float:
        """When it was known."""
        return self.attempt.started_at + self.attempt.seconds if self.attempt else float("inf")


@dataclass(frozen=True)
class ShardRecord:
    """The record of one shard."""

    folder: Path
    shard: Shard
    reading: Reading
    findings: Sequence[Finding]
    """In the order in which they were written."""
    earlier: "ShardRecord | None" = None
    """The same shard when it was run before."""

    @property
    def name(self) -> str:
        """How people call it."""
        return f"shard {self.shard}"

    @property
    def runs(self) -> Iterator["ShardRecord"]:
        """It, and each time that it was run before, the last time first."""
        record: ShardRecord | None = self
        while record is not None:
            yield record
            record = record.earlier

    @property
    def bad(self) -> Sequence[Finding]:
        """What is not forgotten when the shard is run again."""
        return [one for one in self.findings if one.attempt and one.attempt.outcome in NOT_PASSED]

    @property
    def selected(self) -> Mapping[str, Planned]:
        """Everything that was selected, the other shards' scenarios included."""
        reading = self.reading
        return {one.id: one for one in [*reading.planned, *(other.planned for other in reading.elsewhere)]}

    @property
    def division(self) -> Mapping[str, int]:
        """Scenario id → the shard that is to run it, as this one has it."""
        own = dict.fromkeys((one.id for one in self.reading.planned), self.shard.number)
        return own | {other.planned.id: other.shard for other in self.reading.elsewhere}


class _FirstLine(msgspec.Struct, frozen=True):
    """All that is asked of a record before it is known that it can be read."""

    kind: str = ""
    schema: int = SCHEMA


def read_shard(folder: Path) -> ShardRecord | None:
    """The record in that reports folder; None where no run has begun to write one."""
    path = folder / "run.jsonl"
    lines = _lines(path)
    if not lines:
        return None
    reading = Reading.of(lines)
    if not reading.run.shard:
        raise UserError(f"{path} is the record of a whole run, not of a shard: leave {folder} out.")
    record = ShardRecord(folder, _shard(path, reading.run), reading, list(_findings(lines)))
    if flaw := _flaw(record):
        raise UserError(f"{path} can't be trusted ({flaw}): run that shard again.")
    return record


@contextmanager
def undisturbed(folder: Path) -> Iterator[None]:
    """No run writes its reports into the folder meanwhile; one that does so already is an error."""
    lock = folder / ".lock"
    if not lock.exists():
        yield
        return
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(f"{folder}: a run is still writing its reports there; wait for it.") from error
        yield


def _lines(path: Path) -> list[Line]:
    try:
        with path.open("rb") as file:
            first = msgspec.json.decode(file.readline() or b"{}", type=_FirstLine)
        if first.schema > SCHEMA:
            raise UserError(
                f"{path} was written by a newer version of this suite (schema {first.schema}, known up to "
                f"{SCHEMA}): merge with that version."
            )
        lines = read(path)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise UserError(f"{path} can't be read ({error.strerror or error}): make it readable.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UserError(f"{path} is no run record ({error}): name the reports folder of a shard.") from error
    runs = sum(isinstance(line, Run) for line in lines)
    if lines and (runs != 1 or not isinstance(lines[0], Run)):
        raise UserError(f"{path} must be the record of one run, and begin with it; it holds {runs}.")
    return lines


def _shard(path: Path, run: Run) -> Shard:
    number, _, of = run.shard.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise UserError(f"{path} is of shard {run.shard!r}, which there can't be: run it as shard=2/5.")
    return Shard(int(number), int(of))


def _findings(lines: Sequence[Line]) -> Iterator[Finding]:
    """What was measured stands before the attempt that it was measured in."""
    measures: list[Measure] = []
    for line in lines:
        if isinstance(line, Measure):
            measures.append(line)
        elif isinstance(line, Attempt):
            yield Finding(line, measures)
            measures = []
    if measures:
        yield Finding(None, measures)


def _flaw(record: ShardRecord) -> str:
    """What no shard would write; empty where all is well."""
    reading, shard = record.reading, record.shard
    own = {one.id for one in reading.planned}
    named = Counter([*(one.id for one in reading.planned), *(one.planned.id for one in reading.elsewhere)])
    if any(count > 1 for count in named.values()):
        return "it names a scenario twice"
    if any(not 1 <= one.shard <= shard.of or one.shard == shard.number for one in reading.elsewhere):
        return "it leaves scenarios to shards that can't run them"
    if not set(reading.attempts) <= own:
        return "it reports a scenario that it did not plan"
    return ""
