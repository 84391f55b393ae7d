"""The school that the tests of the training chat go to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.sandbox.training.library import OWN, Library
from countersign.sandbox.training.scenario import Scenario

from ..conftest import DATABASES, fresh_database
from .school import School, Seat, school_of


@pytest.fixture(scope="package", params=DATABASES)
def school(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A school shared by all tests, each of which has sessions of its own; once for each kind of database."""
    folder: Path = tmp_path_factory.mktemp("school")
    with fresh_database(request.param, folder) as url, school_of(url) as school:
        yield school


@pytest.fixture
def session(school: School) -> int:
    """A session that nobody has been to."""
    return school.opens()


@pytest.fixture
def seat(school: School, session: int) -> Iterator[Seat]:
    """A trainee's socket of that session."""
    with school.attends(session) as seat:
        yield seat


@pytest.fixture(scope="session")
def scenarios() -> dict[str, Scenario]:
    """The chat's own scenarios."""
    return {scenario.id: scenario for scenario in Library(OWN).offered().values()}
