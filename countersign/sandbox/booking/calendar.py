"""The calendar of one line: what is free, and what is booked; two appointments never overlap.

Whoever writes holds the calendar until the end of the transaction: on SQLite because transactions that write
take their turn, on PostgreSQL by a lock for each line.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.models import Appointment, User

BOOKED, CANCELLED = "booked", "cancelled"
SHORTEST, LONGEST = 30, 60
AHEAD = timedelta(days=366)
"""How far ahead the practice books."""

_CALENDARS = 0x63616C73
"""The first half of the keys of the locks, so that they are nobody else's."""


class Calendar:
    """One line's calendar, in an open transaction, at the moment that the caller lives in."""

    def __init__(self, db: Session, line: str, hours: Hours, now: datetime) -> None:
        self._db = db
        self._line = line
        self._hours = hours
        self.now = now

    def hold(self) -> None:
        """Let nobody else write into this calendar until the transaction ends."""
        connection = self._db.connection()
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_CALENDARS, func.hashtext(self._line))))

    def possible(self, start: datetime, minutes: int) -> bool:
        """Whether anybody could come then: ahead, within a year, and while the practice is open."""
        return self.now < start <= self.now + AHEAD and self._hours.within(start, minutes)

    def free(self, start: datetime, minutes: int, user: User | None, but: int | None = None) -> bool:
        """Whether an appointment can be then; the one that is to be moved is not in its own way."""
        if not self.possible(start, minutes):
            return False
        end = start + timedelta(minutes=minutes)
        return not any(starts < end and start < ends for starts, ends in self._taken(start, end, user, but))

    def next_free(
        self,
        first: datetime,
        minutes: int,
        user: User | None,
        but: int | None = None,
        *,
        before: datetime | None = None,
    ) -> datetime | None:
        """The first slot that is free for so long; None where all are taken."""
        begin = max(first, self.now)
        last = min(before or begin + AHEAD, self.now + AHEAD)
        length = timedelta(minutes=minutes)
        taken = self._taken(begin, last + length, user, but) if begin < last else []
        for slot in self._hours.slots(begin, last):
            if slot <= self.now or not self._hours.within(slot, minutes):
                continue
            if not any(starts < slot + length and slot < ends for starts, ends in taken):
                return slot
        return None

    def next_of(self, user: User) -> Appointment | None:
        """The user's next appointment on this line."""
        ahead = (
            select(Appointment)
            .where(
                Appointment.user_id == user.id,
                Appointment.line == self._line,
                Appointment.status == BOOKED,
                Appointment.starts_at > self.now,
            )
            .order_by(Appointment.starts_at)
        )
        return self._db.scalar(ahead.limit(1))

    def book(self, user: User, start: datetime, minutes: int, *, notes: str, test: bool) -> Appointment:
        """Put an appointment down; whoever calls holds the calendar, and has seen that the slot is free."""
        appointment = self._cancelled_at(user, start)
        if appointment is None:
            appointment = Appointment(user_id=user.id, starts_at=start, created_at=self.now)
            self._db.add(appointment)
        else:
            appointment.modified_at, appointment.cancelled_at = self.now, None
        appointment.line, appointment.duration_min, appointment.status = self._line, minutes, BOOKED
        appointment.notes, appointment.is_test_data = notes, test
        self._db.flush()
        return appointment

    def move(self, appointment: Appointment, start: datetime) -> None:
        """Put an appointment at another time; whoever calls holds the calendar, as for booking."""
        user = self._db.get_one(User, appointment.user_id)
        if self._cancelled_at(user, start):
            # A user has one row for each moment: the cancelled one comes to life again.
            test, notes = appointment.is_test_data, appointment.notes
            self.book(user, start, appointment.duration_min, notes=notes, test=test)
            self.cancel(appointment)
            return
        appointment.starts_at, appointment.modified_at = start, self.now
        self._db.flush()

    def cancel(self, appointment: Appointment) -> None:
        """Let the slot be free again; the row stays."""
        appointment.status = CANCELLED
        appointment.cancelled_at = appointment.modified_at = self.now
        self._db.flush()

    def _cancelled_at(self, user: User, start: datetime) -> Appointment | None:
        dead = select(Appointment).where(
            Appointment.user_id == user.id, Appointment.starts_at == start, Appointment.status == CANCELLED
        )
        return self._db.scalar(dead.with_for_update())

    def _taken(
        self, first: datetime, last: datetime, user: User | None, but: int | None
    ) -> list[tuple[datetime, datetime]]:
        """When somebody comes on this line, and when the user comes anywhere."""
        whose = Appointment.line == self._line
        if user is not None:
            whose = or_(whose, Appointment.user_id == user.id)
        longest = timedelta(minutes=LONGEST)
        between = and_(Appointment.starts_at > first - longest, Appointment.starts_at < last)
        wanted = select(Appointment.id, Appointment.starts_at, Appointment.duration_min).where(
            whose, between, Appointment.status == BOOKED
        )
        return _spans((start, minutes) for key, start, minutes in self._db.execute(wanted) if key != but)


def _spans(rows: Iterable[tuple[datetime, int]]) -> list[tuple[datetime, datetime]]:
    return [(start, start + timedelta(minutes=minutes)) for start, minutes in rows]
