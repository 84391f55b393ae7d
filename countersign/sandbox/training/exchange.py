"""One exchange in the books: what the trainee wrote, then the answer; nobody comes in between."""

import math
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, Engine, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from countersign.sandbox.clerks import Wanted
from countersign.sandbox.clock import Clock
from countersign.sandbox.database import for_reading, insert_into
from countersign.sandbox.training.books import Message, Practice, messages_of, practice_of
from countersign.sandbox.training.frames import Complaint
from countersign.sandbox.training.models import MessageRow, SessionRow, TurnRow
from countersign.sandbox.training.scenario import Scenario
from countersign.sandbox.training.scoring import Evaluation
from countersign.sandbox.training.summary import Summary, is_complete, met, summed_up

MOST_A_MINUTE = 20
_MINUTE = timedelta(minutes=1)
SECONDS_OF_A_TURN = 1.5
"""So long a turn lasts unless it is renewed: nobody waits longer for a process that died in its turn."""

_GONE = Complaint("session_gone", "This session no longer exists.")
_COMPLETED = Complaint("session_completed", "This session is completed; start a new one.")

# Built once: that takes longer than the database needs for them.
_OWN_TURN = (TurnRow.session_id == bindparam("whose"), TurnRow.holder == bindparam("holding"))
_TURN = select(TurnRow.until).where(TurnRow.session_id == bindparam("whose"))
_RENEWED = update(TurnRow).where(*_OWN_TURN).values(until=bindparam("new"))
_GIVEN_BACK = delete(TurnRow).where(*_OWN_TURN)
_WRITTEN = insert(MessageRow)
_SCORED = update(MessageRow).where(MessageRow.id == bindparam("which")).values(metadata_json=bindparam("new"))


class RefusedError(Exception):
    """A message could not be taken."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.code)
        self.complaint = complaint


@dataclass(frozen=True)
class Turn:
    """The right to work on a session's next exchange."""

    session_id: int
    holder: str = field(default_factory=lambda: secrets.token_hex(16))


@dataclass(frozen=True)
class Begun:
    """A message of the trainee that is kept."""

    message_id: int
    at: datetime
    session: Practice
    said: list[Message]
    """The whole conversation before it."""


@dataclass(frozen=True)
class Ended:
    """The answer that is kept."""

    message_id: int
    at: datetime
    objectives_met: list[str]
    summary: Summary | None
    """Where that completed the session."""


class Exchanges:
    """Writes exchanges; all processes of the chat agree about whose turn it is."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._clock = clock

    def begin(self, turn: Turn, content: str, wanted: Wanted) -> Begun | None:
        """Keep what the trainee wrote, already masked; none while another process is in the middle."""
        now = self._now(turn)
        with self._engine.begin() as connection:
            if not _take(connection, turn):
                return None
            session = practice_of(connection, turn.session_id)
            if session is None:
                raise RefusedError(_GONE)
            if session.status == "completed":
                raise RefusedError(_COMPLETED)
            said = messages_of(connection, turn.session_id)
            _must_not_hurry(said, now)
            message_id = _keep(connection, turn, "user", content, now, {})
            wanted.will_commit()
        return Begun(message_id, now, session, said)

    def end(
        self,
        turn: Turn,
        begun: Begun,
        content: str,
        answer: str,
        evaluation: Evaluation | None,
        scenario: Scenario,
        wanted: Wanted,
    ) -> Ended:
        """Keep the answer with the score, or an apology that has none; sum up where that ends the session."""
        now = self._now(turn)
        about: dict[str, object] = {"in_reply_to": begun.message_id}
        evaluations, summary = _evaluations(begun.said), None
        with self._engine.begin() as connection:
            message_id = _keep(
                connection,
                turn,
                "assistant",
                answer,
                now,
                about if evaluation else about | {"unavailable": True},
            )
            if evaluation:
                evaluations.append(evaluation)
                kept = msgspec.json.encode({"evaluation": evaluation}).decode()
                connection.execute(_SCORED, {"which": begun.message_id, "new": kept})
                if is_complete(scenario, evaluations, content):
                    summary = summed_up(scenario, evaluations, now - begun.session.created_at)
                    _complete(connection, turn.session_id, summary, now)
            connection.execute(_GIVEN_BACK, {"whose": turn.session_id, "holding": turn.holder})
            wanted.will_commit()
        return Ended(message_id, now, met(scenario, evaluations), summary)

    def renew(self, turn: Turn) -> None:
        """Have the turn last on."""
        until = time.time() + SECONDS_OF_A_TURN
        with self._engine.begin() as connection:
            connection.execute(_RENEWED, {"whose": turn.session_id, "holding": turn.holder, "new": until})

    def settled(self, session_id: int) -> tuple[Practice, list[Message]] | None:
        """The session and its messages; none while somebody is in the middle of an exchange."""
        with self._reading.connect() as connection:
            until = connection.scalar(_TURN, {"whose": session_id})
            session = practice_of(connection, session_id)
            if session is None:
                raise RefusedError(_GONE)
            if until is not None and until > time.time():
                return None
            return session, messages_of(connection, session_id)

    def _now(self, turn: Turn) -> datetime:
        return self._clock.now(f"session:{turn.session_id}")


def _take(connection: Connection, turn: Turn) -> bool:
    """Take the turn unless another has it at this moment."""
    now = time.time()
    taken = insert_into(connection, TurnRow).values(
        session_id=turn.session_id, holder=turn.holder, until=now + SECONDS_OF_A_TURN
    )
    taken = taken.on_conflict_do_update(
        index_elements=["session_id"],
        set_={"holder": taken.excluded.holder, "until": taken.excluded.until},
        where=TurnRow.until < now,
    )
    try:
        return connection.execute(taken, execution_options={"preserve_rowcount": True}).rowcount == 1
    except IntegrityError as error:
        raise RefusedError(_GONE) from error


def _keep(
    connection: Connection, turn: Turn, role: str, content: str, now: datetime, about: dict[str, object]
) -> int:
    """Write a message down; its id."""
    row = {
        "session_id": turn.session_id,
        "role": role,
        "content": content,
        "timestamp": now,
        "metadata_json": msgspec.json.encode(about).decode(),
    }
    key = connection.execute(_WRITTEN, row).inserted_primary_key
    assert key is not None
    return int(key[0])


def _complete(connection: Connection, session_id: int, summary: Summary, now: datetime) -> None:
    data = msgspec.json.encode({"summary": summary}).decode()
    session = update(SessionRow).where(SessionRow.id == session_id)
    connection.execute(session.values(status="completed", completed_at=now, data_json=data))


def _evaluations(said: Sequence[Message]) -> list[Evaluation]:
    """The scores so far."""
    kept = [message.metadata["evaluation"] for message in said if "evaluation" in message.metadata]
    return msgspec.convert(kept, list[Evaluation])


def _must_not_hurry(said: Sequence[Message], now: datetime) -> None:
    """Refuse what is more than a minute's share."""
    recent = [message for message in said if message.role == "user" and message.timestamp > now - _MINUTE]
    if len(recent) < MOST_A_MINUTE:
        return
    seconds = max(1, math.ceil((recent[-MOST_A_MINUTE].timestamp + _MINUTE - now).total_seconds()))
    unit = "second" if seconds == 1 else "seconds"
    raise RefusedError(
        Complaint(
            "too_many_messages",
            f"You may write {MOST_A_MINUTE} messages a minute; wait {seconds} {unit}.",
            {"retry_after_seconds": seconds},
        )
    )
