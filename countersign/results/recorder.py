"""Writes the run record, line by line, so that a run which is killed leaves what it knew."""

import errno
import os
from collections import Counter
from pathlib import Path
from types import TracebackType

from countersign.errors import UserError
from countersign.results.final import final
from countersign.results.masking import L, masked_line
from countersign.results.record import Attempt, Line, Outcome, encode
from countersign.results.session import Redact


class Recorder:
    """The only writer of `run.jsonl`."""

    def __init__(self, path: Path, redact: Redact) -> None:
        self._path = path
        self._redact = redact
        self.all_attempts: dict[str, list[Attempt]] = {}
        """Scenario id → its attempts, in turn."""
        self._failed: UserError | None = None
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, line: L) -> L:
        """Append the line, redacted, and return it as it was written."""
        written = masked_line(line, self._redact)
        self.append(written)
        return written

    def append(self, line: Line) -> None:
        """Append a line that is redacted already, and hand it to the system at once."""
        if self._failed:
            raise self._failed  # what might follow would stand in the middle of a line
        try:
            self._append(encode(line) + b"\n")
        except OSError as error:
            self._failed = self._unwritable(error)
            raise self._failed from error
        if isinstance(line, Attempt):
            self.all_attempts.setdefault(line.id, []).append(line)

    @property
    def attempts(self) -> dict[str, Attempt]:
        """Scenario id → what became of it, all attempts together."""
        return {scenario_id: final(attempts) for scenario_id, attempts in self.all_attempts.items()}

    def counts(self) -> dict[str, int]:
        """Outcome → how many scenarios ended so."""
        counted = Counter(attempt.outcome for attempt in self.attempts.values())
        return {outcome.value: counted[outcome] for outcome in Outcome if counted[outcome]}

    def _append(self, text: bytes) -> None:
        """Unbuffered, so that nothing is left over for a `close` that would fail again on a full disk."""
        if self._file.write(text) < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _unwritable(self, error: OSError) -> UserError:
        return UserError(
            f"{self._path}: the run record can't be written ({error.strerror or error}); "
            f"make room, or name another folder with -D reports=DIR."
        )
