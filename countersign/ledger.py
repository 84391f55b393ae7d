"""What scenarios create, written down before it exists: whatever kills a run, the next one can clean up."""

import errno
import fcntl
import itertools
import os
import re
import secrets
import threading
import time
from pathlib import Path

import msgspec

from countersign.errors import UserError

Identity = dict[str, str | int]
"""By what the thing is found again: `{"telegram_id": 4…}`."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a scenario is about to create."""

    kind: str
    """What removes it again: "telegram-user"."""
    journey: str
    identity: Identity


class _Opened(msgspec.Struct, frozen=True, kw_only=True, tag="opened", tag_field="line"):
    run: str
    target: str
    at: float


class _Written(msgspec.Struct, frozen=True, kw_only=True, tag="written", tag_field="line"):
    id: str
    entry: Entry


class _Settled(msgspec.Struct, frozen=True, kw_only=True, tag="settled", tag_field="line"):
    id: str


_Line = _Opened | _Written | _Settled
_decoder: msgspec.json.Decoder[_Line] = msgspec.json.Decoder(_Line)


class OrphanedLedger:
    """The ledger of a process that is dead; nobody else can have it until it is closed."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.run_id = ""
        self.target_name = ""
        self._descriptor = descriptor
        self._entries: dict[str, Entry] = {}
        for line in _complete_lines(path, descriptor):
            if isinstance(line, _Opened):
                self.run_id, self.target_name = line.run, line.target
            elif isinstance(line, _Written):
                self._entries[line.id] = line.entry
            else:
                self._entries.pop(line.id, None)

    @property
    def entries(self) -> dict[str, Entry]:
        """What has not been removed, by its id, the newest first: children come before their parents."""
        return dict(reversed(self._entries.items()))

    def settle(self, entry_id: str) -> None:
        """Note that it has been removed."""
        _append(self._descriptor, _Settled(id=entry_id))
        self._entries.pop(entry_id, None)

    def close(self) -> None:
        """Let go of the ledger; its file stays only when something is still to be removed."""
        if not self._entries:
            self.path.unlink(missing_ok=True)
        os.close(self._descriptor)


class Ledger:
    """The ledger of a run: one file for each of its processes, locked as long as the process lives.

    A forked worker goes on in a file of its own by itself.
    """

    def __init__(self, folder: Path, run_id: str, target_name: str) -> None:
        self._folder = folder
        self._run = run_id
        self._target = target_name
        self._mutex = threading.Lock()
        self._open: set[str] = set()
        self._pid, self._path, self._descriptor = self._start()

    @staticmethod
    def orphans(folder: Path, target_name: str | None = None) -> list[OrphanedLedger]:
        """The ledgers of dead processes, those on that target where one is named; each must be closed."""
        found: list[OrphanedLedger] = []
        try:
            for path in sorted(folder.glob("*.jsonl")):
                orphan = _orphan(path)
                if orphan and (target_name in (None, orphan.target_name) or not orphan.entries):
                    found.append(orphan)
                elif orphan:
                    orphan.close()
        except UserError:
            for orphan in found:
                orphan.close()
            raise
        return found

    @property
    def path(self) -> Path:
        """The file of this process."""
        return self._path

    @property
    def unsettled(self) -> int:
        """How many things of this process have not been removed."""
        return len(self._open)

    def write(self, entry: Entry) -> str:
        """Write down what is about to be created; what is returned settles it."""
        entry_id = secrets.token_hex(6)
        with self._mutex:
            self._follow_fork()
            self._append(_Written(id=entry_id, entry=entry))
            self._open.add(entry_id)
        return entry_id

    def settle(self, entry_id: str) -> None:
        """Note that it has been removed, by the process that wrote it down."""
        with self._mutex:
            self._follow_fork()
            if entry_id not in self._open:
                raise LookupError(f"the ledger of this process has no open entry {entry_id!r}")
            self._append(_Settled(id=entry_id))
            self._open.discard(entry_id)

    def close(self) -> None:
        """End the ledger; its file stays only when something was not removed."""
        with self._mutex:
            if self._pid != os.getpid() or self._descriptor < 0:
                return
            if not self._open:
                self._path.unlink(missing_ok=True)
            os.close(self._descriptor)
            self._descriptor = -1

    def _follow_fork(self) -> None:
        if self._pid == os.getpid():
            return
        if self._descriptor >= 0:
            os.close(self._descriptor)  # only this process's copy: the lock stays with the parent
        self._open = set()
        self._pid, self._path, self._descriptor = self._start()

    def _start(self) -> tuple[int, Path, int]:
        pid = os.getpid()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path, descriptor = _new_locked(self._folder, f"{_plain(self._run)}-{pid}")
            _append(descriptor, _Opened(run=self._run, target=self._target, at=time.time()))
        except OSError as error:
            raise self._unwritable(error) from error
        return pid, path, descriptor

    def _append(self, line: _Line) -> None:
        try:
            _append(self._descriptor, line)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> UserError:
        return UserError(
            f"{self._folder}: the ledger can't be written here ({error.strerror}), and without it nothing is "
            f"created: make the folder writable, or name another one with COUNTERSIGN_HOME."
        )


def _append(descriptor: int, line: _Line) -> None:
    """One write a line: whatever kills the process, what was written before is there."""
    written = msgspec.json.encode(line) + b"\n"
    done = os.write(descriptor, written)
    if done < len(written):
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - done)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _new_locked(folder: Path, stem: str) -> tuple[Path, int]:
    """A new file, locked; another one, when somebody took it for an orphan and removed it in between."""
    for number in itertools.count(1):
        path = folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _is_still(descriptor, path):
            return path, descriptor
        os.close(descriptor)
    raise AssertionError("the numbers don't end")


def _orphan(path: Path) -> OrphanedLedger | None:
    """The ledger, when its process is dead and nobody else is cleaning up after it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(
            f"{path}: the ledger of an earlier run can't be opened ({error.strerror}): make it writable."
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_still(descriptor, path):
            return OrphanedLedger(path, descriptor)
    except BlockingIOError:
        pass
    except UserError:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None


def _is_still(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _complete_lines(path: Path, descriptor: int) -> list[_Line]:
    """All lines of a ledger; a last one that was cut off named something that was never created."""
    raw = path.read_bytes()
    complete = raw[: raw.rfind(b"\n") + 1]
    os.ftruncate(descriptor, len(complete))
    try:
        return [_decoder.decode(line) for line in complete.splitlines()]
    except msgspec.MsgspecError as error:
        raise UserError(
            f"{path} is not a ledger of this suite ({error}): look what it names, remove that, and delete it."
        ) from error


def _plain(run_id: str) -> str:
    return re.sub(r"[^\w.-]", "-", run_id)
