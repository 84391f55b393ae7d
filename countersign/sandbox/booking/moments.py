"""When a caller wants to come: the day and the hour of a sentence, in the practice's own time."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from countersign.sandbox.booking.days import day_in, names_a_day
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.spoken import in_figures

_HOUR = r"(?P<hour>\d{1,2})"
_OCLOCK = r"(?: ?o'? ?clock)?"
_HALF = r"(?: ?(?P<half>a\.?m\.?|p\.?m\.?)(?![a-z]))?"
# Only these are said without "minutes": "9 to 5" is no time.
_FIVES = r"5|1[05]|2[05]|\d{1,2}(?= minutes?)"
_CLOCK = [
    re.compile(rf"\bhalf (?:past |after )?{_HOUR}\b(?! ?(?:hours?|minutes?)){_OCLOCK}{_HALF}(?P<past_half>)"),
    re.compile(rf"\b(?P<quarter>quarter) (?:past|after) {_HOUR}\b{_OCLOCK}{_HALF}"),
    re.compile(rf"\b(?P<quarter_to>quarter) (?:to|before|till?|of) {_HOUR}\b{_OCLOCK}{_HALF}"),
    re.compile(rf"\b(?P<past>{_FIVES}) (?:minutes? )?(?:past|after) {_HOUR}\b{_OCLOCK}{_HALF}"),
    re.compile(rf"\b(?P<to>{_FIVES}) (?:minutes? )?(?:to|before|till?) {_HOUR}\b{_OCLOCK}{_HALF}"),
    re.compile(rf"\b{_HOUR}(?::|h)(?P<minute>[0-5]\d)\b{_HALF}"),
    re.compile(rf"\b{_HOUR}\.(?P<minute>[0-5]\d)(?!\d){_HALF}"),
    re.compile(rf"\b{_HOUR} (?P<minute>[1-5]\d)\b(?! ?(?:minutes?|hours?|days?|weeks?)){_HALF}"),
    re.compile(r"\b(?P<hour>\d{1,2}?)(?P<minute>[0-5]\d) ?(?P<half>a\.?m\.?|p\.?m\.?)(?![a-z])"),
    re.compile(rf"\b{_HOUR} ?(?P<half>a\.?m\.?|p\.?m\.?)(?![a-z])"),
    re.compile(rf"\b{_HOUR} ?o'? ?clock\b{_HALF}"),
    re.compile(
        rf"\b(?:at|around|about|by|after|from|say) (?:about |around )?{_HOUR}\b(?! ?(?:minutes?|hours?))"
    ),
    re.compile(rf"\b{_HOUR} (?:in the|this|tomorrow) (?=morning|afternoon|evening)"),
]
_BARE = re.compile(rf"[ ,.!]*{_HOUR}(?: please)?[ ,.!]*")
_NOON = re.compile(r"\b(noon|midday|mid-day|lunch ?time)\b")
_MIDNIGHT = re.compile(r"\bmidnight\b")
_LATER = re.compile(r"\bin (?P<count>\d{1,3}|an?|half an) (?P<unit>minute|hour)s?\b")
_PARTS = {
    re.compile(r"\b(morning|forenoon)\b"): (time(6), time(12)),
    re.compile(r"\bafternoon\b"): (time(12), time(18)),
    re.compile(r"\bevening\b"): (time(17), time(22)),
    re.compile(r"\b(night|tonight|night-?time)\b"): (time(20), time(23, 59)),
}
_SOONEST = re.compile(
    r"\b(earliest|soonest|as soon as (possible|you can)|asap|(1st|next) (available|free|open)|any ?time)\b"
)
_NOT_THAT = re.compile(
    r"\b(?:but )?not (?:on |at |next )?(?:\w+day|tomorrow|today|(?:at )?\d[\d:]*(?: ?[ap]m)?)\b"
)


@dataclass(frozen=True)
class Wanted:
    """When somebody wants to come: at a moment, or at some time of a span."""

    start: datetime
    end: datetime | None = None
    """Of the span; none where a moment was said."""
    certain: bool = True
    """Whether a time of day was said at all, and not a day alone."""
    dated: bool = True
    """Whether a day was said."""

    def means(self, moment: datetime) -> bool:
        """Whether the words can be meant of this moment, which was spoken of already."""
        there = moment.astimezone(self.start.tzinfo)
        if self.dated and there.date() != self.start.date():
            return False
        if self.end is None:
            return there.time() == self.start.time()
        return not self.certain or self.start.time() <= there.time() < self.end.time()


def wanted_in(words: str, now: datetime, hours: Hours) -> Wanted | None:
    """What the words mean at this moment; None where they name no time."""
    text = _NOT_THAT.sub(" ", in_figures(words))
    local_now = hours.local(now)
    text, soonest = _SOONEST.subn(" ", text)
    if later := _LATER.search(text):
        return Wanted(_later(later, local_now))
    day, rest = day_in(text, local_now.date())
    if day is None and names_a_day(text):
        return None
    part = next((span for pattern, span in _PARTS.items() if pattern.search(text)), None)
    at = _time_in(rest, part, hours)
    if at is not None:
        on = day or _next_day(at, local_now, hours)
        return Wanted(hours.at(on, at), dated=day is not None)
    if part:
        on = day or _next_day(part[1], local_now, hours)
        return Wanted(hours.at(on, part[0]), hours.at(on, part[1]), dated=day is not None)
    if day:
        return Wanted(hours.at(day, time()), hours.at(day + timedelta(days=1), time()), certain=False)
    if soonest:
        return Wanted(local_now, local_now + timedelta(days=365), certain=False, dated=False)
    return None


def _later(found: re.Match[str], now: datetime) -> datetime:
    count = {"a": 1.0, "an": 1.0, "half an": 0.5}.get(found["count"]) or float(found["count"])
    step = timedelta(hours=count) if found["unit"] == "hour" else timedelta(minutes=count)
    # Added to the wall clock it would be wrong by an hour where the clocks change in between.
    return (now.astimezone(UTC) + step).astimezone(now.tzinfo)


def _time_in(text: str, part: tuple[time, time] | None, hours: Hours) -> time | None:
    """The time of day that is said, by the half of the day that is meant."""
    if _NOON.search(text):
        return time(12)
    if _MIDNIGHT.search(text):
        return time(0)
    for pattern in _CLOCK:
        if found := pattern.search(text):
            return _on_the_clock(found, part, hours)
    bare = _BARE.fullmatch(text)
    return _on_the_clock(bare, part, hours) if bare else None


def _on_the_clock(found: re.Match[str], part: tuple[time, time] | None, hours: Hours) -> time | None:
    said = found.groupdict()
    minutes = int(said["hour"]) * 60 + _minutes(said)
    if not 0 <= minutes < 24 * 60 or int(said["hour"]) > 24:
        return None
    half = (said.get("half") or "")[:1]
    at = time(minutes // 60, minutes % 60)
    if int(said["hour"]) > 12 or int(said["hour"]) == 0:
        return at
    return _in_half(at, half or _half_of(part), hours)


def _minutes(said: dict[str, str | None]) -> int:
    if said.get("minute"):
        return int(said["minute"] or 0)
    if said.get("past"):
        return int(said["past"] or 0)
    if said.get("to"):
        return -int(said["to"] or 0)
    return 30 * ("past_half" in said) + 15 * ("quarter" in said) - 15 * ("quarter_to" in said)


def _half_of(part: tuple[time, time] | None) -> str:
    return "" if part is None else "a" if part[1] <= time(12) else "p"


def _in_half(at: time, half: str, hours: Hours) -> time:
    """A time on a clock of twelve hours: in the half that was said, else when the practice is open."""
    early, late = at.replace(hour=at.hour % 12), at.replace(hour=at.hour % 12 + 12)
    if half:
        return early if half == "a" else late
    for candidate in (early, late):
        if hours.opens <= candidate < hours.closes:
            return candidate
    return late if at.hour < 6 or at.hour == 12 else early


def _next_day(at: time, now: datetime, hours: Hours) -> date:
    day = now.date()
    while not hours.open_on(day) or hours.at(day, at) <= now:
        day += timedelta(days=1)
    return day
