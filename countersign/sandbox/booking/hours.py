"""When the practice can be visited, in its own time zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_GRID = timedelta(minutes=30)
"""How far apart the slots are that the line offers by itself."""


@dataclass(frozen=True)
class Hours:
    """Monday to Friday, nine to five."""

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(17)

    def local(self, moment: datetime) -> datetime:
        """The moment as the practice's clock shows it."""
        return moment.astimezone(self.zone)

    def at(self, day: date, clock: time) -> datetime:
        """The moment when the practice's clock shows this."""
        return datetime.combine(day, clock, self.zone)

    def open_on(self, day: date) -> bool:
        """Whether the practice is open on that day."""
        return day.weekday() < 5

    def within(self, start: datetime, minutes: int) -> bool:
        """Whether an appointment begins and ends while the practice is open."""
        begins = self.local(start)
        opens, closes = self._open(begins.date())
        return self.open_on(begins.date()) and opens <= start and start + timedelta(minutes=minutes) <= closes

    def slots(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """The moments that appointments are offered for, in UTC, from the first to before the last."""
        day = self.local(first).date()
        while self.at(day, self.opens) < last:
            if self.open_on(day):
                opens, closes = self._open(day)
                yield from (slot for slot in _every(_GRID, opens, closes) if first <= slot < last)
            day += timedelta(days=1)

    def _open(self, day: date) -> tuple[datetime, datetime]:
        return self.at(day, self.opens).astimezone(UTC), self.at(day, self.closes).astimezone(UTC)


def _every(step: timedelta, start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += step
