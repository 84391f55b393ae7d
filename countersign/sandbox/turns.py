"""Work that somebody waits for: once nobody does, it must change nothing any more."""

import threading


class AbandonedError(Exception):
    """Nobody waits for the turn any more, so it must change nothing."""


class Turn:
    """Whether somebody still waits for a turn; once it is being committed, it can't be taken back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._committing = self._abandoned = False

    def abandon(self) -> bool:
        """Give it up; False where it is too late for that."""
        with self._lock:
            self._abandoned = not self._committing
            return self._abandoned

    def must_be_wanted(self) -> None:
        """Go on only while somebody waits."""
        with self._lock:
            if self._abandoned:
                raise AbandonedError

    def will_commit(self) -> None:
        """From here on it can't be given up."""
        with self._lock:
            if self._abandoned:
                raise AbandonedError
            self._committing = True
