"""The town that the tests of the bot take place in."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from .town import Person, Town, town_of

POSTGRES = os.environ.get("COUNTERSIGN_TEST_POSTGRES_URL")


DATABASES = ["sqlite", "postgresql"]


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of an empty database of that kind."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/onboarding.db"
    else:
        with _postgres_schema() as url:
            yield url


@contextmanager
def _postgres_schema() -> Iterator[str]:
    if not POSTGRES:
        pytest.skip("COUNTERSIGN_TEST_POSTGRES_URL names no PostgreSQL server")
    schema = f"onboarding_{secrets.token_hex(4)}"
    engine = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
    try:
        url = engine.url.update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


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
