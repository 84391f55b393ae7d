"""What removes a journey's people from a deployment, where the suite may write there."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from countersign.cleanup import open_for_cleanup
from countersign.target import Target

R = TypeVar("R")


class Cleanable(Protocol):
    """A section of a target that may name a database to be cleaned."""

    @property
    def cleanup_database_url(self) -> str | None:
        """All that the suite may write with."""

    @property
    def tables(self) -> dict[str, str]:
        """The deployment's own names of tables and columns."""


def remover_of(make: Callable[..., R], section: Cleanable, target: Target, *, gone: bool) -> R | None:
    """The remover of that kind; None where the suite may not write."""
    url = section.cleanup_database_url
    if url is None:
        return None
    engine = open_for_cleanup(url, environment=target.environment, source=target.source)
    return make(engine, section.tables, source=target.source, embedded=gone)
