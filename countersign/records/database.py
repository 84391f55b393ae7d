"""Opens a product's database for reading only."""

from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import NullPool

SECONDS_TO_CONNECT = 5


def open_for_reading(url: str) -> Engine:
    """An engine that can't write: SQLite opened read-only, PostgreSQL with read-only transactions."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return create_engine(_sqlite_read_only(parsed), poolclass=NullPool)
    own = " ".join(parsed.normalized_query.get("options", ()))
    limits = {
        "connect_timeout": SECONDS_TO_CONNECT,
        "options": f"{own} -c statement_timeout=10s -c lock_timeout=5s".strip(),
    }
    engine = create_engine(parsed, poolclass=NullPool, connect_args=limits)

    @event.listens_for(engine, "connect")
    def _read_only(connection, _record):  # type: ignore[no-untyped-def]
        connection.read_only = True

    return engine


def _sqlite_read_only(url: URL) -> URL:
    return url.set(
        database=f"file:{quote(url.database or '')}", query={"mode": "ro", "uri": "true", "timeout": "5"}
    )
