"""Opens a product's database: SQLite by default, PostgreSQL by URL."""

import sqlite3
import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    event,
    func,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.schema import CreateSchema

from countersign.errors import UserError

_SECONDS_TO_WAIT_FOR_A_LOCK = 5
_SECONDS_BETWEEN_TRIES = 0.01
_SECONDS_TO_WAIT_FOR_A_CONNECTION = 5
_MAKING_TABLES = 0x636F756E
"""The key of the lock that processes take which make their tables; any number of our own will do."""


def open_database(url: str) -> Engine:
    """An engine whose transactions take their turn; on SQLite they hold the write lock from the start."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed)
    return create_engine(
        parsed,
        pool_size=8,
        max_overflow=8,
        pool_timeout=_SECONDS_TO_WAIT_FOR_A_CONNECTION,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 3, "tcp_user_timeout": 5000},
    )


def for_reading(engine: Engine) -> Engine:
    """The same database, for those who only look: they wait for no writer, and see one moment of it."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(only_reads=True, isolation_level="REPEATABLE READ")
    return engine.execution_options(only_reads=True)


def make_tables(engine: Engine, schemas: Iterable[MetaData]) -> None:
    """Make the tables that are not there yet."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two processes that start at once would both find nothing, and both make it.
            connection.execute(select(func.pg_advisory_xact_lock(_MAKING_TABLES)))
            _make_schema(connection)
        for schema in schemas:
            schema.create_all(connection)
            _check_columns(connection, schema)


def _make_schema(connection: Connection) -> None:
    """A product that shares a server is sent to a schema of its own, which may not be there yet."""
    if connection.scalar(select(func.current_schema())) is None:
        first = str(connection.scalar(text("SHOW search_path"))).split(",")[0].strip().strip('"')
        connection.execute(CreateSchema(first, if_not_exists=True))


def _check_columns(connection: Connection, schema: MetaData) -> None:
    """Tables that another version has made would fail at each step, and nobody would see why."""
    there = inspect(connection).get_multi_columns(filter_names=list(schema.tables))
    for table in schema.tables.values():
        missing = set(table.columns.keys()) - {column["name"] for column in there[None, table.name]}
        if missing:
            raise UserError(
                f"The sandbox's database was made by another version: {table.name} has no column "
                f"{', '.join(sorted(missing))}. Drop its tables, or name another database."
            )


def insert_if_new(connection: Connection, table: Table | type[DeclarativeBase], **values: Any) -> bool:
    """Insert a row unless its key is taken; whether it was inserted."""
    statement = insert_into(connection, table).values(values).on_conflict_do_nothing()
    inserted = connection.execute(statement, execution_options={"preserve_rowcount": True})
    return inserted.rowcount == 1


def insert_into(
    connection: Connection, table: Table | type[DeclarativeBase]
) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT; both databases word it alike."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql" and "+" not in parsed.drivername:
            parsed = parsed.set(drivername="postgresql+psycopg")
        parsed.get_dialect()
        if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
            raise ArgumentError("several threads need a file that they can share")
    except (ArgumentError, NoSuchModuleError) as error:
        raise UserError(
            "The sandbox's database URL cannot be used; write sqlite:///path/to/file.db or "
            "postgresql+psycopg://user:password@host/name in COUNTERSIGN_SANDBOX_DATABASE_URL."
        ) from error
    return parsed


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_timeout=_SECONDS_TO_WAIT_FOR_A_CONNECTION,
        connect_args={"timeout": _SECONDS_TO_WAIT_FOR_A_LOCK},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver would begin transactions late and by itself; BEGIN is ours, below.
        connection.isolation_level = None
        _switch_to_wal(connection)
        for pragma in ("synchronous = NORMAL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("only_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Have readers not wait for writers; SQLite itself doesn't wait for others who switch at this moment."""
    give_up = time.monotonic() + _SECONDS_TO_WAIT_FOR_A_LOCK
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
        time.sleep(_SECONDS_BETWEEN_TRIES)
