"""What the practice keeps: who has called, and when they come; and, for as long as a call lasts, the call."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from countersign.sandbox.moments import Moment


class Base(DeclarativeBase):
    """The practice's tables."""


class User(Base):
    """Somebody who has called and booked, known by their number."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    full_name: Mapped[str] = mapped_column(String(300))
    mobile: Mapped[str] = mapped_column(String(20), unique=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class Appointment(Base):
    """A slot in the calendar of the number that was called."""

    __tablename__ = "appointments"
    __table_args__ = (UniqueConstraint("user_id", "starts_at"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    line: Mapped[str] = mapped_column(String(20), index=True)
    """The number that was called; each has a calendar of its own."""
    starts_at: Mapped[datetime] = mapped_column(Moment)
    duration_min: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(16))
    """"booked" or "cancelled"."""
    notes: Mapped[str] = mapped_column(Text, default="")
    is_test_data: Mapped[bool] = mapped_column(Boolean, default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    modified_at: Mapped[datetime | None] = mapped_column(Moment)


class Call(Base):
    """How far a call has come, so that any process can take its next turn; removed when it is over."""

    __tablename__ = "calls"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    talk: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(Moment, index=True)
