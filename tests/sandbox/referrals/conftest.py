"""The house that the tests of the gateway take place in."""

from collections.abc import Iterator

import pytest

from ..conftest import DATABASES, fresh_database
from .house import House, house_of


@pytest.fixture(scope="package", params=DATABASES)
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house shared by all tests, whose customers don't know each other; once for each kind of database."""
    with fresh_database(request.param, tmp_path_factory.mktemp("gateway")) as url, house_of(url) as house:
        yield house


@pytest.fixture(scope="package")
def shared_small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for what has nothing to do with the kind of database."""
    folder = tmp_path_factory.mktemp("small-gateway")
    with fresh_database("sqlite", folder) as url, house_of(url) as house:
        yield house


@pytest.fixture
def small(shared_small: House) -> Iterator[House]:
    """The same, until everybody has left."""
    yield shared_small
    shared_small.everybody_leaves()


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    """The same, until everybody has left."""
    yield shared
    shared.everybody_leaves()
