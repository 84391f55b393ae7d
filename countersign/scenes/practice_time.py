"""What time it is for those who call a practice, and how they say the moments that they want."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from countersign.clock import Clock
from countersign.errors import UserError
from countersign.people.patient import Wish
from countersign.people.wire import Door, http_client
from countersign.practice_hours import Moment, PracticeHours, spoken
from countersign.scenes.surroundings import Surroundings
from countersign.target import Booking

USUAL = Moment("the next open day", time(14))
"""What a patient asks for where a scenario does not say."""
USUAL_MINUTES = 45


class PracticeTime:
    """The moment that a scenario's patients live in; only for them it moves."""

    def __init__(self, booking: Booking, surroundings: Surroundings) -> None:
        self._booking = booking
        self._around = surroundings
        self._ahead = timedelta()
        self._somebody_lives = False
        self.hours = PracticeHours(booking.time_zone, booking.hours)

    @property
    def now(self) -> datetime:
        """The moment that the scenario's patients live in."""
        return datetime.now(UTC) + self._ahead

    @cached_property
    def clock(self) -> Clock:
        """The line's clock."""
        control = self._booking.clock
        if control is None:
            raise UserError(f"{self._around.source}: a step moves time, but there is no booking.clock.")
        client = self._around.leave.enter_context(http_client(control.url, token=control.token))
        return Clock(Door(client, "the clock"), "booking")

    def it_is(self, find: Callable[[datetime], datetime]) -> None:
        """Let the scenario's patients live at the moment that is found from now."""
        if self._somebody_lives:
            raise LookupError("somebody has come already: say first what time it is, then bring people in")
        now = datetime.now(UTC)
        self._ahead = find(now) - now

    def it_is_weekday(self, moment: Moment) -> None:
        """Such a day and time of the practice, the next that comes."""
        self.it_is(lambda now: self.hours.next_such(moment, now))

    def it_is_last_of_month(self, at: time) -> None:
        """That time on a last day of a month that an open day follows."""
        self.it_is(lambda now: self.hours.last_of_month(at, now))

    def it_is_before_change(self, at: time, *, forward: bool) -> None:
        """That time on the last open day before the clocks go forward, or back."""
        self.it_is(lambda now: self.hours.before_change(forward=forward, at=at, now=now))

    def say_closed(self) -> str:
        """A time at which the practice is closed, as a patient says it."""
        return self.say(self.before_opening)

    @property
    def before_opening(self) -> Moment:
        """An hour before the practice opens; where it opens at midnight, when it closes."""
        opens = self.hours.opens
        return Moment("the next open day", time(opens.hour - 1) if opens.hour else self.hours.closes)

    def closing(self) -> datetime:
        """When the practice closes on the next open day."""
        return self.moment(Moment("the next open day", self.hours.closes))

    def on_closed_day(self) -> datetime:
        """The middle of the next day on which the practice is closed."""
        today = self.hours.local(self.now).date()
        for ahead in range(1, 8):
            day = today + timedelta(days=ahead)
            if not self.hours.is_open(day):
                return self.hours.on(day, time(12))
        raise UserError(
            f"{self._around.source}: the practice is open every day (booking.hours.days), so nobody can ask "
            "for a day on which it is closed."
        )

    def say(self, moment: Moment, *, by_date: bool = False) -> str:
        """How a patient says that moment now."""
        meant = self.moment(moment)
        return self.hours.by_date(meant) if by_date else self.hours.sayable(meant, self.now)

    def moment(self, moment: Moment) -> datetime:
        """When that is."""
        return self.hours.find(moment, self.now)

    def spoken(self, moment: Moment) -> str:
        """How the line says that moment."""
        return spoken(self.moment(moment))

    @property
    def has_clock(self) -> bool:
        """Whether time can be moved for one caller."""
        return "clock" in self._booking.offers

    def next_open_at(self, hour: int) -> datetime:
        """That hour of the next open day."""
        return self.moment(Moment("the next open day", time(hour)))

    def wish(self, wanted: Moment | str, minutes: int = USUAL_MINUTES) -> Wish:
        """What a patient wants, in the words of a feature or for a moment."""
        return Wish(wanted if isinstance(wanted, str) else self.say(wanted), minutes)

    def usual_wish(self) -> Wish:
        """What a patient wants where a scenario does not say."""
        return self.wish(USUAL)

    def lives_in(self, number: str, moment: datetime | None = None) -> None:
        """Let the holder of the number live in the scenario's time, or at a moment of their own."""
        self._somebody_lives = True
        ahead = moment - datetime.now(UTC) if moment else self._ahead
        if ahead:
            self.clock.forward(number, ahead)
            self._around.leave.callback(self.clock.back, number)
