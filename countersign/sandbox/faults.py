"""Spoils a product's database from outside: at its engine, where the driver's own errors come in."""

import sqlite3
import threading
from enum import StrEnum
from typing import Annotated, Any

import msgspec
import psycopg
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import PoolProxiedConnection

LONGEST_DELAY = 60.0
_MIDWAY = 2
"""Which write statement of a transaction fails when it fails midway."""
_WRITES = ("INSERT", "UPDATE", "DELETE")
_MOST_PAGES = 0xFFFFFFFE
"""SQLite's own limit."""


class Kind(StrEnum):
    """What can be wrong with a database."""

    REFUSES_CONNECTIONS = "refuses_connections"
    OUT_OF_CONNECTIONS = "out_of_connections"
    FAILS_AT_COMMIT = "fails_at_commit"
    FAILS_MIDWAY = "fails_midway"
    DISK_FULL = "disk_full"
    SLOW = "slow"


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """What is wrong, and for how long."""

    kind: Kind
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How often it strikes; none: until it is mended."""
    seconds: Annotated[float, msgspec.Meta(gt=0, le=LONGEST_DELAY)] | None = None
    """How late each statement of a slow database is."""

    def __post_init__(self) -> None:
        if (self.kind is Kind.SLOW) != (self.seconds is not None):
            raise ValueError("seconds are needed for a slow database, and for nothing else")


class State(msgspec.Struct, frozen=True):
    """What is wrong at this moment, and how often the last fault has struck."""

    fault: Fault | None
    struck: int


class Faults:
    """The fault of one product's database; there is one at a time."""

    def __init__(self, engine: Engine) -> None:
        self._errors = _PSYCOPG if engine.dialect.name == "postgresql" else _SQLITE
        self._lock = threading.Lock()
        self._fault: Fault | None = None
        self._struck = 0
        self._mended = threading.Event()
        event.listen(engine, "do_connect", self._on_connect)
        event.listen(engine, "checkout", self._on_checkout)
        event.listen(engine, "begin", self._on_begin)
        event.listen(engine, "before_cursor_execute", self._on_statement)
        self._commit = engine.dialect.do_commit
        # SQLAlchemy's own event comes too early: what it raises would not look like the driver's error.
        engine.dialect.do_commit = self._on_commit  # type: ignore[method-assign]

    def inject(self, fault: Fault) -> State:
        """Let it go wrong from now on, instead of what went wrong before."""
        self.mend()
        with self._lock:
            self._fault, self._struck = fault, 0
            self._mended = threading.Event()
        return self.state()

    def mend(self) -> None:
        """Let it go right again, for statements that are held up too."""
        with self._lock:
            self._fault = None
            self._mended.set()

    def state(self) -> State:
        """What is wrong now."""
        with self._lock:
            return State(self._fault, self._struck)

    def _strikes(self, *kinds: Kind) -> Fault | None:
        """The fault, if it is one of these; it counts as one time."""
        with self._lock:
            fault = self._fault
            if fault is None or fault.kind not in kinds:
                return None
            self._struck += 1
            if fault.times is not None and self._struck >= fault.times:
                self._fault = None
            return fault

    def _on_connect(self, *_: Any) -> None:
        if self._strikes(Kind.REFUSES_CONNECTIONS):
            raise self._errors.refused()
        if self._strikes(Kind.OUT_OF_CONNECTIONS):
            raise self._errors.none_left()

    def _on_checkout(self, *_: Any) -> None:
        with self._lock:
            runs_out = self._fault is not None and self._fault.kind is Kind.OUT_OF_CONNECTIONS
        if runs_out:
            # Connections that the product keeps in stock would hide that it can get no other.
            raise DisconnectionError

    def _on_begin(self, connection: Connection) -> None:
        connection.info["writes"] = 0

    def _on_statement(self, connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        if self._strikes(Kind.REFUSES_CONNECTIONS):
            raise self._errors.lost(cursor.connection)
        if slow := self._strikes(Kind.SLOW):
            self._mended.wait(slow.seconds)
        if statement.lstrip().upper().startswith(_WRITES):
            self._on_write(connection, cursor)

    def _on_write(self, connection: Connection, cursor: Any) -> None:
        connection.info["writes"] = written = connection.info.get("writes", 0) + 1
        if written == _MIDWAY and self._strikes(Kind.FAILS_MIDWAY):
            raise self._errors.broken_off()
        if self._strikes(Kind.DISK_FULL):
            self._errors.fill_disk(cursor.connection)

    def _on_commit(self, dbapi_connection: PoolProxiedConnection) -> None:
        if self._strikes(Kind.FAILS_AT_COMMIT):
            driver: Any = dbapi_connection.dbapi_connection
            driver.rollback()
            raise self._errors.lost(driver)
        self._commit(dbapi_connection)


class _Psycopg:
    """What psycopg raises."""

    def refused(self) -> Exception:
        return psycopg.OperationalError(
            "connection failed: connection to server failed: Connection refused\n"
            "\tIs the server running on that host and accepting TCP/IP connections?"
        )

    def none_left(self) -> Exception:
        return psycopg.OperationalError(
            "connection failed: connection to server failed: FATAL:  sorry, too many clients already"
        )

    def lost(self, connection: Any) -> Exception:
        connection.close()
        return psycopg.OperationalError(
            "consuming input failed: server closed the connection unexpectedly\n"
            "\tThis probably means the server terminated abnormally\n"
            "\tbefore or while processing the request."
        )

    def broken_off(self) -> Exception:
        return psycopg.errors.QueryCanceled("canceling statement due to statement timeout")

    def fill_disk(self, _: Any) -> None:
        raise psycopg.errors.DiskFull(
            'could not extend file "base/5/16384": No space left on device\nHINT:  Check free disk space.'
        )


class _Sqlite:
    """What SQLite raises."""

    def refused(self) -> Exception:
        return sqlite3.OperationalError("unable to open database file")

    def none_left(self) -> Exception:
        # Whoever has no file descriptor left hears the same.
        return sqlite3.OperationalError("unable to open database file")

    def lost(self, _: Any) -> Exception:
        return sqlite3.OperationalError("disk I/O error")

    def broken_off(self) -> Exception:
        return sqlite3.OperationalError("disk I/O error")

    def fill_disk(self, connection: Any) -> None:
        """Really: no page may be added, and one more is asked for than there are free ones."""
        [size] = connection.execute("PRAGMA page_size").fetchone()
        [free] = connection.execute("PRAGMA freelist_count").fetchone()
        # SQLite takes as few pages as there are at least.
        connection.execute("PRAGMA max_page_count = 1").fetchone()
        try:
            connection.execute(f"CREATE TABLE ballast AS SELECT zeroblob({(free + 2) * size}) AS weight")
        finally:
            connection.execute(f"PRAGMA max_page_count = {_MOST_PAGES}").fetchone()


_PSYCOPG = _Psycopg()
_SQLITE = _Sqlite()
