"""The virtual clock of a product: it moves for one subject, never for all."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Connection, Double, Engine, MetaData, String, Table, delete, select

from countersign.sandbox.database import for_reading, insert_into

CLOCK_TABLES = MetaData()
_offsets = Table(
    "clock_offsets",
    CLOCK_TABLES,
    Column("subject", String(200), primary_key=True),
    Column("seconds", Double, nullable=False),
)


class Clock:
    """Tells a subject's time; the offsets live in the product's database, so that all its processes agree."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = for_reading(engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def now(self, subject: str) -> datetime:
        """The moment that the subject lives in, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.offset(subject))

    def offset(self, subject: str) -> float:
        """How many seconds the subject is ahead of everybody else."""
        with self._reading.connect() as connection:
            return _offset(connection, subject)

    def forward(self, subject: str, seconds: float) -> None:
        """Let that much time go by for the subject."""
        with self._engine.begin() as connection:
            added = insert_into(connection, _offsets).values(subject=subject, seconds=seconds)
            moved = _offsets.c.seconds + added.excluded.seconds
            connection.execute(
                added.on_conflict_do_update(index_elements=["subject"], set_={"seconds": moved})
            )

    def forget(self, subject: str) -> None:
        """The subject lives in everybody's time again."""
        with self._engine.begin() as connection:
            connection.execute(delete(_offsets).where(_offsets.c.subject == subject))


def now_within(connection: Connection, subject: str) -> datetime:
    """The moment that the subject lives in, for whoever is at the database already."""
    return datetime.now(UTC) + timedelta(seconds=_offset(connection, subject))


def _offset(connection: Connection, subject: str) -> float:
    wanted = select(_offsets.c.seconds).where(_offsets.c.subject == subject)
    return connection.scalar(wanted) or 0.0
