"""The chat's books: what is on offer, the sessions, and what was said in them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, bindparam, insert, select

from countersign.sandbox.clerks import Wanted
from countersign.sandbox.clock import Clock
from countersign.sandbox.database import for_reading, insert_into
from countersign.sandbox.training.library import Library
from countersign.sandbox.training.models import MessageRow, ScenarioRow, SessionRow
from countersign.sandbox.training.scenario import Scenario

# Built once: that takes longer than the database needs for them.
_OPENED = insert(SessionRow)
_SESSION = select(
    SessionRow.id,
    SessionRow.scenario_id,
    SessionRow.user_id,
    SessionRow.status,
    SessionRow.created_at,
    SessionRow.completed_at,
    SessionRow.data_json,
).where(SessionRow.id == bindparam("whose"))
_MESSAGES = (
    select(MessageRow.id, MessageRow.role, MessageRow.content, MessageRow.timestamp, MessageRow.metadata_json)
    .where(MessageRow.session_id == bindparam("whose"))
    .order_by(MessageRow.id)
)


@dataclass(frozen=True)
class Offer:
    """A scenario that is on the books."""

    id: int
    scenario: Scenario
    updated_at: datetime

    def told(self) -> dict[str, object]:
        """As programs are told of it."""
        return {
            "id": self.id,
            "title": self.scenario.title,
            "config": self.scenario.public(),
            "updated_at": self.updated_at.isoformat(),
        }


@dataclass(frozen=True)
class Practice:
    """A session as it stands."""

    id: int
    scenario_id: int
    user_id: str
    status: str
    created_at: datetime
    completed_at: datetime | None
    data: dict[str, Any]

    def told(self) -> dict[str, object]:
        """As programs are told of it."""
        return {
            "id": self.id,
            "scenario_id": self.scenario_id,
            "user_id": self.user_id,
            "status": self.status,
            "created_at": self.created_at.isoformat(),
            "completed_at": self.completed_at and self.completed_at.isoformat(),
            "data": self.data,
        }


@dataclass(frozen=True)
class Message:
    """One message of a session."""

    id: int
    role: str
    content: str
    timestamp: datetime
    metadata: dict[str, Any]

    def told(self) -> dict[str, object]:
        """As trainees and programs are told of it."""
        return {
            "id": self.id,
            "role": self.role,
            "content": self.content,
            "timestamp": self.timestamp.isoformat(),
            "metadata": self.metadata,
        }


class Books:
    """Reads and opens sessions; what happens in one is written by its conversation."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._clock = clock

    def enter_scenarios(self, library: Library) -> dict[int, Offer]:
        """Have the books say what the files say; what is on offer from now on, by its id."""
        offered = library.offered()
        now = datetime.now(UTC)
        with self._engine.begin() as connection:
            for path, scenario in offered.items():
                entered = insert_into(connection, ScenarioRow).values(
                    title=scenario.title,
                    config_json=msgspec.json.encode(scenario).decode(),
                    file_path=path.name,
                    updated_at=now,
                )
                new = {name: entered.excluded[name] for name in ("title", "config_json", "updated_at")}
                connection.execute(
                    entered.on_conflict_do_update(
                        index_elements=["file_path"],
                        set_=new,
                        where=ScenarioRow.config_json != entered.excluded.config_json,
                    )
                )
        by_name = {path.name: scenario for path, scenario in offered.items()}
        columns = (ScenarioRow.id, ScenarioRow.file_path, ScenarioRow.updated_at)
        entered_ones = select(*columns).where(ScenarioRow.file_path.in_(by_name)).order_by(ScenarioRow.id)
        with self._reading.connect() as connection:
            return {
                key: Offer(key, by_name[name], updated_at)
                for key, name, updated_at in connection.execute(entered_ones)
            }

    def open(self, scenario_id: int, user_id: str, wanted: Wanted) -> Practice:
        """A new session."""
        now = datetime.now(UTC)
        row = {"scenario_id": scenario_id, "user_id": user_id, "status": "active", "created_at": now}
        with self._engine.begin() as connection:
            key = connection.execute(_OPENED, {**row, "data_json": "{}"}).inserted_primary_key
            wanted.will_commit()
        assert key is not None
        return Practice(int(key[0]), scenario_id, user_id, "active", now, None, {})

    def arrive(self, session_id: int) -> tuple[Practice, datetime] | None:
        """The session and the moment that it lives in, if there is one of that id."""
        with self._reading.connect() as connection:
            found = practice_of(connection, session_id)
        return (found, self.now(session_id)) if found else None

    def whole(self, session_id: int) -> tuple[Practice, list[Message]] | None:
        """The session with all its messages in order."""
        with self._reading.connect() as connection:
            found = practice_of(connection, session_id)
            return (found, messages_of(connection, session_id)) if found else None

    def works(self) -> None:
        """Raises where the database doesn't answer."""
        with self._reading.connect() as connection:
            connection.execute(select(ScenarioRow.id).limit(1)).all()

    def now(self, session_id: int) -> datetime:
        """The moment that a session lives in."""
        return self._clock.now(f"session:{session_id}")


def practice_of(connection: Connection, session_id: int) -> Practice | None:
    """The session, if there is one of that id."""
    row = connection.execute(_SESSION, {"whose": session_id}).one_or_none()
    if row is None:
        return None
    key, scenario_id, user_id, status, created_at, completed_at, data = row
    decoded = msgspec.json.decode(data)
    return Practice(key, scenario_id, user_id, status, created_at, completed_at, decoded)


def messages_of(connection: Connection, session_id: int) -> list[Message]:
    """All messages of a session, in order."""
    rows = connection.execute(_MESSAGES, {"whose": session_id})
    return [
        Message(key, role, content, timestamp, msgspec.json.decode(metadata))
        for key, role, content, timestamp, metadata in rows
    ]
