"""The town that the tests of the bot take place in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from postgresql import fresh_schema

from .town import Person, Town, town_of

DATABASES = ["sqlite", "postgresql"]


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of that kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/onboarding.db"
    else:
        with fresh_schema() as url:
            yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    with fresh_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture(scope="session", params=DATABASES)
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town shared by all tests, since nobody in it knows anybody else; once for each kind of database."""
    with fresh_database(request.param, tmp_path_factory.mktemp("town")) as url, town_of(url) as found:
        yield found


@pytest.fixture
def amira(town: Town) -> Person:
    return town.newcomer()
