"""PostgreSQL for tests: the server that a variable names, or a throw-away cluster shared by all workers."""

import atexit
import fcntl
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from cluster import DOOR, GREETING
from sqlalchemy import URL, Connection, create_engine, make_url, text

VARIABLE = "COUNTERSIGN_TEST_POSTGRES_URL"
_CLUSTER = Path(__file__).with_name("cluster.py")
_SECONDS = 90.0


@contextmanager
def fresh_database() -> Iterator[str]:
    """The URL of an empty database; skips the test where there is no PostgreSQL."""
    name = f"countersign_{secrets.token_hex(6)}"
    with _at_the_server() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server().set(database=name).render_as_string(hide_password=False)
    finally:
        with _at_the_server() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def fresh_schema() -> Iterator[str]:
    """The same with a schema of its own in one database, which costs a tenth of the time."""
    name = f"countersign_{secrets.token_hex(6)}"
    with _at_the_server() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        url = server().update_query_dict({"options": f"-csearch_path={name}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with _at_the_server() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))


@cache
def server() -> URL:
    """Where the server is; it stays until this process and all that share it have ended."""
    given = os.environ.get(VARIABLE)
    if given:
        return make_url(given).set(drivername="postgresql+psycopg")
    found = programs()
    if found is None:
        pytest.skip(f"PostgreSQL is not installed, and {VARIABLE} names no server")
    folder = _joined(found)
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)})


def programs() -> Path | None:
    """The folder of the newest installed initdb."""
    installed = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return max(installed, key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0)).parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _joined(found: Path) -> Path:
    """The folder of the cluster that runs already, or of one that is started now."""
    with _meeting_place().open("a+") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        note.seek(0)
        folder = Path(note.read() or "/nowhere")
        if not _enter(folder):
            folder = _started(found)
            note.truncate(0)
            note.write(str(folder))
            if not _enter(folder):
                raise RuntimeError(f"the PostgreSQL cluster in {folder} ended as soon as it had started")
    return folder


def _meeting_place() -> Path:
    """A file that all workers of one run know."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"process-{os.getpid()}"
    return Path(tempfile.gettempdir()) / f"countersign-postgresql-{run}"


def _enter(folder: Path) -> bool:
    """Keep the cluster alive from now on, if it is."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(_SECONDS)
    try:
        connection.connect(str(folder / DOOR))
        entered = connection.recv(len(GREETING)) == GREETING
    except OSError:
        entered = False
    if entered:
        atexit.register(connection.close)
    else:
        connection.close()
    return entered


def _started(found: Path) -> Path:
    # The path of a socket is short: a folder below that of the tests may be too deep.
    folder = Path(tempfile.mkdtemp(prefix="cs-pg-", dir="/tmp"))
    starter = subprocess.Popen(
        [sys.executable, str(_CLUSTER), str(found), str(folder), str(_meeting_place())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with starter as process:
        assert process.stdout
        first = process.stdout.readline()
        if first.strip() != "ready":
            raise RuntimeError(f"the PostgreSQL cluster could not start: {first}{process.stdout.read()}")
    return folder


@contextmanager
def _at_the_server() -> Iterator[Connection]:
    engine = create_engine(server(), isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
