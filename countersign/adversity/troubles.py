"""Troubles of a product's database, staged at the edge of its engine by the host of a spare deployment."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from countersign.people.wire import Door

Trouble = Literal[
    "refuses_connections", "fails_at_commit", "fails_midway", "out_of_connections", "disk_full", "slow"
]

DATABASE_TROUBLES: Mapping[str, Trouble] = {
    "refuses connections": "refuses_connections",
    "fails at the end of its work": "fails_at_commit",
    "fails in the middle of its work": "fails_midway",
    "has no connection left": "out_of_connections",
    "has a full disk": "disk_full",
    "is slow": "slow",
}
"""As the features say it."""

SECONDS_LATE = 0.05
"""How late each statement of a slow database is: a second for what a user does, in all."""


class DatabaseTroubles:
    """Begins and ends them, in every process of the deployment alike."""

    def __init__(self, doors: Sequence[Door], product: str = "onboarding") -> None:
        self._doors = doors
        self._path = f"/faults/{product}"

    def begin(self, kind: Trouble, *, times: int | None = None) -> None:
        """From now on the database fails so; for so many times, or until it is mended."""
        order: dict[str, Any] = {"kind": kind} | ({"times": times} if times else {})
        if kind == "slow":
            order["seconds"] = SECONDS_LATE
        for door in self._doors:
            door.ask("PUT", self._path, json=order)

    def end(self) -> None:
        """The database works again."""
        for door in self._doors:
            door.ask("DELETE", self._path)
