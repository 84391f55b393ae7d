"""Reads what the chat keeps of its trainees: what is really there, not what the chat said."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, column, select, table

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.records.booking import moment_of

_SHOWN = 60


@dataclass(frozen=True)
class Message:
    """A row of `messages`."""

    role: str
    content: str
    timestamp: datetime
    everything: str
    """All that the row holds, as text."""


@dataclass(frozen=True)
class SessionFile:
    """A session with its messages, in the order in which they were stored."""

    id: int
    scenario_id: int
    user_id: str
    status: str
    created_at: datetime
    completed_at: datetime | None
    data: Mapping[str, Any]
    everything: str
    messages: tuple[Message, ...] = ()

    @property
    def said(self) -> list[tuple[str, str]]:
        """Who said what, in order."""
        return [(one.role, one.content) for one in self.messages]

    @property
    def texts(self) -> list[str]:
        """All that is kept of it, row by row."""
        return [self.everything, *(one.everything for one in self.messages)]

    def described(self) -> str:
        """The session in a sentence, for a failure or a transcript."""
        said = "; ".join(f"{role}: {words[:_SHOWN]}" for role, words in self.said) or "no messages"
        return f"session {self.id} of {self.user_id}, {self.status}: {said}"


class TrainingRecords:
    """The records of a deployment, with its own names for tables and columns."""

    def __init__(
        self,
        engine: Engine,
        names: Mapping[str, str],
        transcript: Transcript,
        *,
        called: Callable[[str], str] = str,
    ) -> None:
        """`called` is how the transcript calls the user of an id."""
        self._engine = engine
        self._names = names
        self._transcript = transcript
        self._called = called

    def sessions_of(self, user_id: str) -> list[SessionFile]:
        """All sessions of a user, the oldest first."""
        rows = self._rows("sessions", _SESSION, user_id=user_id)
        return [self._file(row) for row in rows]

    def session(self, session_id: int) -> SessionFile:
        """One session, which must be there."""
        rows = self._rows("sessions", _SESSION, id=session_id)
        if len(rows) != 1:
            raise AssertionError(
                f"The session {session_id} should be on record once, but it is {len(rows)} times."
            )
        return self._file(rows[0])

    def _file(self, row: Mapping[str, Any]) -> SessionFile:
        messages = self._rows("messages", _MESSAGE, session_id=row["id"])
        completed = row["completed_at"]
        found = SessionFile(
            id=int(row["id"]),
            scenario_id=int(row["scenario_id"]),
            user_id=str(row["user_id"]),
            status=str(row["status"]),
            created_at=moment_of(row["created_at"]),
            completed_at=moment_of(completed) if completed else None,
            data=_object(row["data_json"]),
            everything=_text(row),
            messages=tuple(
                Message(
                    role=str(one["role"]),
                    content=str(one["content"]),
                    timestamp=moment_of(one["timestamp"]),
                    everything=_text(one),
                )
                for one in messages
            ),
        )
        self._transcript.add(
            Exchange(
                at=time.time(),
                sender="the records",
                receiver=self._called(found.user_id),
                channel="database",
                body=found.described(),
            )
        )
        return found

    def _rows(self, of: str, columns: Sequence[str], **where: Any) -> list[dict[str, Any]]:
        """The rows that hold these values in the order of their ids, under the features' own names."""
        own = {name: self._names.get(f"{of}.{name}", name) for name in [*columns, *where]}
        source = table(self._names.get(of, of), *(column(name) for name in dict.fromkeys(own.values())))
        query = select(*(source.c[own[name]].label(name) for name in columns)).order_by(source.c[own["id"]])
        for name, value in where.items():
            query = query.where(source.c[own[name]] == value)
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


_SESSION = ("id", "scenario_id", "user_id", "status", "created_at", "completed_at", "data_json")
_MESSAGE = ("id", "role", "content", "timestamp", "metadata_json")


def _object(value: Any) -> Mapping[str, Any]:
    """A document, whether the database keeps it as one or as text."""
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, dict) else {}


def _text(row: Mapping[str, Any]) -> str:
    """All values of a row as one text."""
    return " ".join(
        value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
        for value in row.values()
    )
