"""When a practice is open, and which moments a caller can name: computed from its hours and the clock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from countersign.errors import UserError
from countersign.target import Hours

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_NTH_OPEN = {"the next open day": 1, "the second open day": 2, "the third open day": 3}
_WEEKS = " two weeks later"
DAYS = rf"today|{'|'.join(_NTH_OPEN)}|(?:{'|'.join(WEEKDAYS)})(?:{_WEEKS})?"
TIMES = r"\d{1,2}(?::\d\d)? [AP]M"
MOMENT = re.compile(rf"(?:{DAYS}) at {TIMES}")

_SPOKEN = re.compile(r"(\w+), (\w+) (\d{1,2}) at (\d{1,2}):(\d\d) ([AP]M)")
_MONTHS = [datetime(2000, month, 1, tzinfo=UTC).strftime("%B") for month in range(1, 13)]
_FARTHEST = timedelta(days=400)


@dataclass(frozen=True)
class Moment:
    """A moment as a feature names it: the next open day at 2 PM."""

    day: str
    at: time

    def __str__(self) -> str:
        return f"{self.day} at {_clock(self.at)}"


def moment_in(text: str) -> Moment:
    """The moment that these words name."""
    day, _, clock = text.rpartition(" at ")
    return Moment(day, time_in(clock))


def time_in(text: str) -> time:
    """The time of day: 2 PM, 9:30 AM."""
    shape = "%I:%M %p" if ":" in text else "%I %p"
    return datetime.strptime(text, shape).time()


def spoken(moment: datetime) -> str:
    """A moment as the line words it: Monday, November 23 at 02:00 PM."""
    return f"{moment:%A, %B} {moment.day} at {moment:%I:%M %p}"


class PracticeHours:
    """The hours of one practice, in its own time zone."""

    def __init__(self, time_zone: str, hours: Hours) -> None:
        self._zone = ZoneInfo(time_zone)
        self._days = {day for day in WEEKDAYS if day[:3] in hours.days}
        self.opens = time.fromisoformat(hours.opens)
        self.closes = time.fromisoformat(hours.closes)

    def local(self, moment: datetime) -> datetime:
        """The moment on the practice's own clock."""
        return moment.astimezone(self._zone)

    def find(self, wanted: Moment, now: datetime) -> datetime:
        """What a feature names, seen from now."""
        return self.on(self._day(wanted.day, self.local(now).date()), wanted.at)

    def on(self, day: date, at: time) -> datetime:
        """That time of that day in the practice."""
        return datetime.combine(day, at, self._zone)

    def open_days(self, after: date) -> Iterator[date]:
        """The days that follow on which the practice is open."""
        following = (after + timedelta(days=number) for number in count(1))
        return (day for day in following if self.is_open(day))

    def is_open(self, day: date) -> bool:
        """Whether anybody can come on that day."""
        return WEEKDAYS[day.weekday()] in self._days

    def sayable(self, moment: datetime, now: datetime) -> str:
        """How a caller says the moment now, so that nobody can take it for another one."""
        local, today = self.local(moment), self.local(now).date()
        clock = _clock(local.time())
        if local.date() == today + timedelta(days=1):
            return f"tomorrow at {clock}"
        return f"{local:%A} {local:%B} {local.day} at {clock}"

    def by_date(self, moment: datetime) -> str:
        """How a caller says the moment by its date alone: the 3rd of December at 10:30 AM."""
        local = self.local(moment)
        return f"the {_ordinal(local.day)} of {local:%B} at {_clock(local.time())}"

    def heard(self, text: str, now: datetime) -> datetime | None:
        """The moment that the line names in its words, seen from now; None where it names none."""
        found = _SPOKEN.search(text)
        if found is None or found[2] not in _MONTHS:
            return None
        at = time_in(f"{found[4]}:{found[5]} {found[6]}")
        today = self.local(now).date()
        for year in (today.year, today.year + 1):
            day = _date(year, _MONTHS.index(found[2]) + 1, int(found[3]))
            if day and day >= today - timedelta(days=1):
                return self.on(day, at)
        return None

    def next_such(self, wanted: Moment, now: datetime) -> datetime:
        """The next moment that is such a weekday and time; today's, if it is still to come."""
        for day in self._following(now):
            moment = self.on(day, wanted.at)
            if WEEKDAYS[day.weekday()] == wanted.day and moment > now:
                return moment
        raise UserError(f"{wanted} never comes.")

    def last_of_month(self, at: time, now: datetime) -> datetime:
        """That time on a last day of a month that an open day follows."""
        for day in self._following(now):
            tomorrow = day + timedelta(days=1)
            if tomorrow.day == 1 and self.is_open(tomorrow) and self.on(day, at) > now:
                return self.on(day, at)
        raise UserError("No month of the coming year ends before an open day: correct booking.hours.days.")

    def before_change(self, *, forward: bool, at: time, now: datetime) -> datetime:
        """That time on the last open day before the clocks go forward, or back."""
        last: datetime | None = None
        for day in self._following(now):
            if last is not None and self._changes(day, forward=forward):
                return last
            if self.is_open(day) and self.on(day, at) > now:
                last = self.on(day, at)
        raise UserError(
            f"In {self._zone.key} no clock changes in the coming year: the scenario proves nothing there; "
            f"name another booking.time_zone."
        )

    def _changes(self, day: date, *, forward: bool) -> bool:
        before, after = self.on(day, time(0)), self.on(day + timedelta(days=1), time(0))
        shift = (after.utcoffset() or timedelta()) - (before.utcoffset() or timedelta())
        return shift > timedelta() if forward else shift < timedelta()

    def _following(self, now: datetime) -> Iterator[date]:
        today = self.local(now).date()
        return (today + timedelta(days=number) for number in range(_FARTHEST.days))

    def _day(self, day: str, today: date) -> date:
        if day == "today":
            return today
        if day in _NTH_OPEN:
            return next(islice(self.open_days(today), _NTH_OPEN[day] - 1, None))
        weekday = WEEKDAYS.index(day.removesuffix(_WEEKS))
        ahead = (weekday - today.weekday() - 1) % 7 + 1
        return today + timedelta(days=ahead + (7 if day.endswith(_WEEKS) else 0))


def _date(year: int, month: int, day: int) -> date | None:
    """The date, where that year has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clock(at: time) -> str:
    """2 PM, 9:30 AM."""
    hour = at.hour % 12 or 12
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{hour}{minutes} {'AM' if at.hour < 12 else 'PM'}"


def _ordinal(number: int) -> str:
    tail = "th" if number in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"
