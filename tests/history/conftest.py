"""An empty history of each kind."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from postgresql import fresh_schema


@pytest.fixture(autouse=True)
def _at_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Days are those of the reader, and ours is there."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that holds nothing yet."""
    with empty(request.param, tmp_path) as url:
        yield url


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """A database of that kind, for a while."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'history.db'}"
        return
    with fresh_schema() as schema:
        yield schema.replace("postgresql+psycopg://", "postgresql://")
