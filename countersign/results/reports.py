"""The folder that a run writes its reports into: one run at a time, and nothing left of the run before."""

import fcntl
import shutil
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO

from countersign.errors import UserError

_PAGES = ("allure.html", "signoff.html", "signoff.json", "signoff.intoto.json", "index.html")
"""What is made of a record afterwards: beside the next one it would speak of another run."""


class ReportsFolder:
    """Makes the folder, keeps other runs out while this one lasts, and clears what the last one left."""

    def __init__(self, path: Path, option: str = "-D reports=DIR") -> None:
        self.path = path
        self._option = option
        self.record = path / "run.jsonl"
        self.allure = path / "allure-results"
        self.junit = path / "junit"
        self.pages = [path / name for name in _PAGES]
        self.living = path / "living"
        self._held = ExitStack()

    def __enter__(self) -> "ReportsFolder":
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self._check_own()
            self._lock(self._held.enter_context((self.path / ".lock").open("w")))
            for file in (self.record, *self.pages):
                file.unlink(missing_ok=True)
            for folder in (self.allure, self.junit, self.living):
                if folder.exists():
                    shutil.rmtree(folder)
        except OSError as error:
            self._held.close()
            raise UserError(
                f"{self.path}: the reports can't be written there ({error.strerror or error}); "
                f"name another folder with {self._option}."
            ) from error
        except UserError:
            self._held.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._held.close()

    def _check_own(self) -> None:
        """Never clear what no run of ours has written: a folder of ours has the lock of its first run."""
        if (self.path / ".lock").exists():
            return
        for found in (self.record, self.allure, self.junit, *self.pages, self.living):
            if found.exists():
                raise UserError(
                    f"{found} was not written by this suite and would be replaced; "
                    f"move it away, or name another folder with {self._option}."
                )

    def _lock(self, lock: IO[str]) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(
                f"{self.path}: another run is writing its reports there; "
                f"wait for it, or name another folder with {self._option}."
            ) from error
