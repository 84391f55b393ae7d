"""What the chat keeps: scenarios, sessions and their messages; and who is in the middle of an exchange."""

from datetime import datetime

from sqlalchemy import Double, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from countersign.sandbox.ids import ID, some_id
from countersign.sandbox.moments import Moment


class Base(DeclarativeBase):
    """All tables of the chat."""


class ScenarioRow(Base):
    """A scenario as its file describes it."""

    __tablename__ = "scenarios"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    config_json: Mapped[str] = mapped_column(Text)
    file_path: Mapped[str] = mapped_column(String(300), unique=True)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class SessionRow(Base):
    """One trainee's practice of one scenario."""

    __tablename__ = "sessions"
    # An id that was somebody's must not become somebody else's: clocks and conversations go by it.
    id: Mapped[int] = mapped_column(ID, primary_key=True, default=some_id)
    scenario_id: Mapped[int] = mapped_column(ForeignKey("scenarios.id"), index=True)
    user_id: Mapped[str] = mapped_column(String(100), index=True)
    status: Mapped[str] = mapped_column(String(16), default="active")
    """"active" or "completed"."""
    created_at: Mapped[datetime] = mapped_column(Moment)
    completed_at: Mapped[datetime | None] = mapped_column(Moment)
    data_json: Mapped[str] = mapped_column(Text, default="{}")


class MessageRow(Base):
    """What the trainee ("user") or the simulated customer ("assistant") wrote, masked."""

    __tablename__ = "messages"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[int] = mapped_column(ID, ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    timestamp: Mapped[datetime] = mapped_column(Moment)
    metadata_json: Mapped[str] = mapped_column(Text, default="{}")


class TurnRow(Base):
    """Whoever is in the middle of an exchange of a session, so that no other process begins one meanwhile."""

    __tablename__ = "turns"

    session_id: Mapped[int] = mapped_column(
        ID, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    holder: Mapped[str] = mapped_column(String(32))
    until: Mapped[float] = mapped_column(Double)
    """In seconds of everybody's time; a process that died holds nothing up for longer."""
