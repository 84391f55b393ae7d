"""The practice that the tests of the phone line call."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..conftest import DATABASES, fresh_database
from .office import Office, fictional, office_of


@pytest.fixture(scope="package", params=DATABASES)
def practice(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A practice shared by all tests, each of which calls another number; once for each kind of database."""
    folder: Path = tmp_path_factory.mktemp("practice")
    with fresh_database(request.param, folder) as url, office_of(url) as office:
        yield office


@pytest.fixture
def office(practice: Office) -> Iterator[Office]:
    """The same, at a number that nobody has called yet."""
    practice.line = fictional()
    yield practice
    practice.hangs_up()


@pytest.fixture
def nobody() -> str:
    """The number of somebody who has never called."""
    return fictional()
