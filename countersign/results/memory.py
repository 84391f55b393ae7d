"""What is remembered of former runs, by whoever `behave.ini` names for it:

    [behave.userdata]
    countersign.history = countersign.history.store

Former runs say how long scenarios take and what is new; they never change a verdict.
"""

import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from countersign.errors import UserError
from countersign.results.faults import in_a_line
from countersign.results.reading import Reading
from countersign.results.record import read


class Insights(Protocol):
    """What is to be said of a run, seen beside those before it."""

    def lines(self) -> list[str]:
        """For a person."""


class Store(Protocol):
    """A module that keeps what runs have told."""

    def expected_seconds(self, url: str, target: str) -> Mapping[str, float]:
        """Scenario id → how long it usually takes."""

    def prepare(self) -> None:
        """Load what takes a while to load."""

    def remember(self, url: str, read: Reading) -> Insights:
        """Keep the run."""


class Memory:
    """The memory of this suite, in the database of that URL; an empty one remembers nothing."""

    def __init__(self, name: str, url: str) -> None:
        self._url = url
        self._store = _load(name) if name and url else None

    def expected_seconds(self, target: str, *, needed: bool) -> Mapping[str, float]:
        """Scenario id → how long it usually takes on that target.

        Nothing where that can't be found out, unless it is needed: shards must all divide by the same times.
        """
        if self._store is None:
            return {}
        try:
            return self._store.expected_seconds(self._url, target)
        except UserError as error:
            if needed:
                raise
            _say(error)
            return {}

    def prepare(self) -> None:
        """Make ready to keep the run; it would only take longer when it is over."""
        if self._store is not None:
            self._store.prepare()

    def remember(self, record: Path) -> list[str]:
        """Keep the run, and return what is to be said of it."""
        if self._store is None:
            return []
        try:
            return self._store.remember(self._url, Reading.of(read(record))).lines()
        except Exception as error:  # noqa: BLE001 (whatever it is, the run has its verdict already)
            _say(error)
            return []


def _load(name: str) -> Store:
    try:
        return cast(Store, import_module(name))
    except ImportError as error:
        raise UserError(
            f"behave.ini: countersign.history = {name} can't be loaded ({error}); name a module."
        ) from error


def _say(error: Exception) -> None:
    print(f"countersign: {in_a_line(error)} The run itself is not affected.", file=sys.stderr)
