"""Who calls: people whom the practice knows by their number."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from countersign.sandbox.booking.models import User
from countersign.sandbox.database import insert_if_new


def known(db: Session, number: str) -> User | None:
    """Whoever has booked under that number."""
    return db.scalar(select(User).where(User.mobile == number)) if number else None


def registered(db: Session, number: str, name: str, now: datetime) -> User:
    """Whoever has that number; from now on, if nobody had it."""
    insert_if_new(db.connection(), User, mobile=number, full_name=name, created_at=now)
    return db.scalars(select(User).where(User.mobile == number)).one()
