"""Opens the history's database, and says in a sentence what is wrong with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from countersign.errors import UserError
from countersign.history.tables import SCHEMA, metadata, schema

_SECONDS_TO_CONNECT = 5
_SECONDS_TO_WAIT_FOR_OTHERS = 15
_WRITING = 0x68697374
"""The key of the lock that runs take which add themselves; any number of our own will do."""
_MEND = "name another one with -D history=URL or COUNTERSIGN_HISTORY_URL, or keep none with -D history=off"
_SAME_DRIVER = {"postgres", "postgresql"}


@contextmanager
def writing(url: str) -> Iterator[Connection]:
    """A transaction that others wait for; the tables are there."""
    parsed = _parsed(url)
    with _explained(parsed, "can't be written"):
        if parsed.get_backend_name() == "sqlite":
            Path(parsed.database or "").parent.mkdir(parents=True, exist_ok=True)
        with _disposed(_engine(parsed)) as engine, engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_WRITING)))
            if _version(connection, parsed) is None:
                metadata.create_all(connection)
                connection.execute(insert(schema).values(version=SCHEMA))
            yield connection


@contextmanager
def reading(url: str) -> Iterator[Connection | None]:
    """A transaction that only looks; None where no run was ever added. Makes nothing."""
    parsed = _parsed(url)
    is_file = parsed.get_backend_name() == "sqlite"
    if is_file and not Path(parsed.database or "").exists():
        yield None
        return
    with _explained(parsed, "can't be read"):
        engine = _engine(_existing(parsed) if is_file else parsed, only_reads=True)
        with _disposed(engine), engine.connect() as connection:
            yield None if _version(connection, parsed) is None else connection


def shown(url: str) -> str:
    """The URL as it may be printed: a file's path, or the address without what opens it."""
    return _shown(_parsed(url))


def _shown(parsed: URL) -> str:
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ""
    return parsed.set(query={}).render_as_string(hide_password=True)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.drivername in _SAME_DRIVER:
            parsed = parsed.set(drivername="postgresql+psycopg")
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise _unusable() from None
    file = parsed.database not in (None, "", ":memory:")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg") or not file:
        raise _unusable()
    return parsed


def _unusable() -> UserError:
    return UserError(
        "The history's database URL can't be used; write sqlite:///path/to/history.db or "
        "postgresql://user:password@host/name in -D history or COUNTERSIGN_HISTORY_URL."
    )


def _engine(parsed: URL, *, only_reads: bool = False) -> Engine:
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, only_reads=only_reads)
    own = " ".join(parsed.normalized_query.get("options", ()))
    limits = f"-c statement_timeout=60s -c lock_timeout={_SECONDS_TO_WAIT_FOR_OTHERS}s"
    if only_reads:
        limits += " -c default_transaction_read_only=on"
    return create_engine(
        parsed,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "connect_timeout": _SECONDS_TO_CONNECT,
            "tcp_user_timeout": _SECONDS_TO_CONNECT * 1000,
            "options": f"{own} {limits}".strip(),
        },
    )


def _sqlite(parsed: URL, *, only_reads: bool) -> Engine:
    """One file and no others beside it, so that it can be copied and cached: no write-ahead log."""
    engine = create_engine(
        parsed,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"timeout": _SECONDS_TO_WAIT_FOR_OTHERS},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # The driver would begin transactions late and by itself.
        connection.isolation_level = None
        connection.execute(f"PRAGMA query_only = {int(only_reads)}")

    @event.listens_for(engine, "begin")
    def take_turn(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")

    return engine


def _existing(parsed: URL) -> URL:
    """Not made by opening it; not opened read-only, for what a killed run left half done must be undone."""
    return parsed.set(database=f"file:{quote(parsed.database or '')}", query={"mode": "rw", "uri": "true"})


@contextmanager
def _disposed(engine: Engine) -> Iterator[Engine]:
    try:
        yield engine
    finally:
        engine.dispose()


def _version(connection: Connection, parsed: URL) -> int | None:
    """The version of the tables; None where there are none."""
    if not inspect(connection).has_table(schema.name):
        return None
    version = connection.execute(select(func.max(schema.c.version))).scalar_one() or 0
    if version > SCHEMA:
        raise UserError(
            f"{_shown(parsed)}: the history was written by a newer version of Countersign (its tables are "
            f"of version {version}, this one knows {SCHEMA}); update Countersign, or {_MEND}."
        )
    return int(version)


@contextmanager
def _explained(parsed: URL, what: str) -> Iterator[None]:
    """Whatever the database or the file system refuses, in one sentence that holds no password."""
    try:
        yield
    except DBAPIError as error:
        raise UserError(f"{_shown(parsed)}: the history {what} ({_said(error, parsed)}); {_MEND}.") from None
    except OSError as error:
        raise UserError(
            f"{_shown(parsed)}: the history {what} ({error.strerror or error}); {_MEND}."
        ) from None


def _said(error: DBAPIError, parsed: URL) -> str:
    lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return lines[0].replace(parsed.password or "\0", "***").rstrip(".")
