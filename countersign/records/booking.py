"""Reads what the practice keeps of its callers: what is really there, not what the line said."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, column, select, table

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript

BOOKED, CANCELLED = "booked", "cancelled"


@dataclass(frozen=True)
class Patient:
    """A row of `users`."""

    full_name: str
    mobile: str


@dataclass(frozen=True)
class Appointment:
    """A row of `appointments`."""

    starts_at: datetime
    """In universal time."""
    minutes: int
    status: str = BOOKED
    is_test_data: bool | None = None
    """None where whoever told of it did not say."""
    cancelled_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When the next one may begin."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_booked(self) -> bool:
        """Whether it takes place."""
        return self.status == BOOKED

    def overlaps(self, other: "Appointment") -> bool:
        """Whether there is a moment at which both take place."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def described(self) -> str:
        """The appointment in words."""
        return f"{self.starts_at:%Y-%m-%d %H:%M} UTC, {self.minutes} min, {self.status}"


@dataclass(frozen=True)
class CallerFile:
    """All that is on record about one caller."""

    mobile: str
    patients: tuple[Patient, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    nearly: tuple[Patient, ...] = ()
    """Who is kept under nearly that number: what a slip makes of it."""

    @property
    def booked(self) -> tuple[Appointment, ...]:
        """What takes place, in its order."""
        return tuple(sorted((one for one in self.appointments if one.is_booked), key=_when))

    @property
    def cancelled(self) -> tuple[Appointment, ...]:
        """What does not."""
        return tuple(one for one in self.appointments if one.status == CANCELLED)

    def described(self) -> str:
        """The file in a sentence, for a failure or a transcript."""
        who = "; ".join(f"{one.full_name} under {one.mobile}" for one in self.patients)
        found = "; ".join(one.described() for one in sorted(self.appointments, key=_when))
        slips = "; ".join(f"{one.full_name} under {one.mobile}" for one in self.nearly)
        nearly = f"there is {slips}, which is nearly that number" if slips else ""
        told = [part for part in (who, found) if part] or [f"nothing under {self.mobile}"]
        return "; ".join([*told, nearly] if nearly else told)


class BookingRecords:
    """The records of a deployment, with its own names for tables and columns."""

    def __init__(self, engine: Engine, names: Mapping[str, str], transcript: Transcript) -> None:
        self._engine = engine
        self._names = names
        self._transcript = transcript

    def file_of(self, mobile: str, name: str) -> CallerFile:
        """What is on record under that number; `name` is how the transcript calls the caller."""
        users = self._rows("users", ["id", "full_name", "mobile"], mobile=mobile)
        rows = [row for user in users for row in self._appointments(user_id=user["id"])]
        found = CallerFile(
            mobile,
            tuple(_patient(user) for user in users),
            tuple(_appointment(row) for row in rows),
            () if users else self._nearly(mobile),
        )
        self._note(name, found.described())
        return found

    def calendar(self, line: str) -> list[Appointment]:
        """All that takes place in the calendar of that number, in its order."""
        rows = self._appointments(line=line)
        booked = [one for one in map(_appointment, rows) if one.is_booked]
        told = "; ".join(one.described() for one in booked) or "nothing"
        self._note("the practice", f"in the calendar of {line}: {told}")
        return sorted(booked, key=_when)

    def _appointments(self, **where: Any) -> list[dict[str, Any]]:
        columns = ["starts_at", "duration_min", "status", "is_test_data", "cancelled_at"]
        return self._rows("appointments", columns, **where)

    def _nearly(self, mobile: str) -> tuple[Patient, ...]:
        """Those whose number is a part of this one, or the other way round."""
        digits = re.sub(r"\D", "", mobile)
        own = self._names.get("users.mobile", "mobile")
        alike = column(own).like(f"%{digits[-8:-2]}%")
        rows = self._rows("users", ["full_name", "mobile"], also=alike)
        return tuple(_patient(row) for row in rows if _is_slip(re.sub(r"\D", "", row["mobile"]), digits))

    def _rows(self, of: str, columns: Sequence[str], also: Any = None, **where: Any) -> list[dict[str, Any]]:
        """The rows that hold these values, under the names that the features' vocabulary has."""
        own = {name: self._names.get(f"{of}.{name}", name) for name in [*columns, *where]}
        source = table(self._names.get(of, of), *(column(name) for name in dict.fromkeys(own.values())))
        query = select(*(source.c[own[name]].label(name) for name in columns))
        for name, value in where.items():
            query = query.where(source.c[own[name]] == value)
        if also is not None:
            query = query.where(also)
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _note(self, name: str, body: str) -> None:
        self._transcript.add(
            Exchange(at=time.time(), sender="the records", receiver=name, channel="database", body=body)
        )


def moment_of(value: Any) -> datetime:
    """A moment as a database or a program tells it; what names no zone is universal time."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _patient(row: Mapping[str, Any]) -> Patient:
    return Patient(str(row["full_name"]), str(row["mobile"]))


def _appointment(row: Mapping[str, Any]) -> Appointment:
    cancelled_at = row["cancelled_at"]
    return Appointment(
        starts_at=moment_of(row["starts_at"]),
        minutes=int(row["duration_min"]),
        status=str(row["status"]),
        is_test_data=bool(row["is_test_data"]),
        cancelled_at=moment_of(cancelled_at) if cancelled_at else None,
    )


def _when(appointment: Appointment) -> datetime:
    return appointment.starts_at


def _is_slip(kept: str, meant: str) -> bool:
    """Whether one of two numbers is the other with digits left out at an end."""
    return kept != meant and len(kept) >= 7 and (kept in meant or meant in kept)
