"""The day that a sentence names.

Dates and "in two weeks" are read by dateparser, which is well kept and knows which dates exist. Days of the
week, "the 30th" and "next week" it reads too loosely, so they are read here; hours are read in moments.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = rf"(?:{'|'.join(_MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_DAY = rf"(?P<day>{'|'.join(_DAYS)})\b(?:'s)?"
_NTH = r"(?P<nth>\d{1,2})(?:st|nd|rd|th)"
_YEAR = r"(?:,? (?:of )?(?P<year>20\d\d))?"
_SPAN = r"(?P<count>\d{1,4}|an?|a couple of|a few) (?P<unit>day|week|fortnight|month|year)s?"
_MORE_THAN_A_SEASON = timedelta(days=330)
"""A date without a year that would be so far ahead was meant to be the one that has just gone by."""
_A_LIFETIME = timedelta(days=36_525)

_COUNTED = {"a": 1, "an": 1, "a couple of": 2, "a few": 3}

Reader = Callable[[re.Match[str], date], date | None]


def day_in(text: str, today: date) -> tuple[date | None, str]:
    """The day that a sentence in figures names, and the sentence without it; none where there is none."""
    for pattern, read in _PHRASES:
        if found := pattern.search(text):
            day = read(found, today)
            return day, f"{text[: found.start()]} , {text[found.end() :]}"
    return None, text


def names_a_day(text: str) -> bool:
    """Whether a sentence in figures names a day, though it may be none that exists."""
    return any(pattern.search(text) for pattern, _ in _PHRASES)


@cache
def prepare() -> Any:
    """What reads dates; importing it, and its first date, take half a second together."""
    import dateparser  # type: ignore[import-untyped]

    dateparser.parse("december 3 2026", languages=["en"])
    return dateparser


def _date(found: re.Match[str], today: date) -> date | None:
    """A date with a month."""
    # A date is today's until the day is over; so the day before is what lies behind.
    read = _read(found[0], datetime.combine(today, time()) - timedelta(seconds=1))
    if read is None or found["year"] or read - today < _MORE_THAN_A_SEASON:
        return read
    return _year_before(read)


def _written(found: re.Match[str], today: date) -> date | None:
    return _read(found[0], datetime.combine(today, time()))


def _ahead(found: re.Match[str], today: date) -> date | None:
    """In so many days, weeks or months; or a day of the week then."""
    count = _COUNTED.get(found["count"]) or int(found["count"])
    unit = found["unit"]
    if unit == "fortnight":
        count, unit = 2 * count, "week"
    back = " ago" in found[0]
    span = f"{count} {unit}s ago" if back else f"in {count} {unit}s"
    read = _read(span, datetime.combine(today, time()))
    day = found.groupdict().get("day")
    return _in_week_of(read, day) if read and day else read


def _from_then(found: re.Match[str], today: date) -> date | None:
    """So many weeks from tomorrow, or from Monday."""
    then = found["then"]
    first = today + timedelta(days=1) if then == "tomorrow" else _coming(then, today, strictly=True)
    return _ahead(found, first)


def _next_week(found: re.Match[str], today: date) -> date | None:
    monday = today + timedelta(days=7 - today.weekday())
    return _in_week_of(monday, found["day"] or found["later"] or "monday")


def _next_month(found: re.Match[str], today: date) -> date | None:
    year, month = divmod(12 * today.year + today.month, 12)
    return _day_of_month(year, month + 1, int(found["nth"]))


def _nth(found: re.Match[str], today: date) -> date | None:
    """The coming 30th; the months without one are passed over, and "Friday the 30th" must be a Friday."""
    year, month = today.year, today.month
    for _ in range(12):
        day = _day_of_month(year, month, int(found["nth"]))
        if day and day >= today:
            return day if found["day"] in (None, _DAYS[day.weekday()]) else None
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return None


def _weekday(found: re.Match[str], today: date) -> date | None:
    """The coming one; today's own name means today, unless it is the next one."""
    if found["which"] == "last ":
        return _coming(found["day"], today, strictly=False) - timedelta(days=7)
    return _coming(found["day"], today, strictly=found["which"] in ("next ", "following "))


_PHRASES: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(rf"\b(?:the )?{_NTH} of next month\b"), _next_month),
    (re.compile(rf"\b(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}{_YEAR}"), _date),
    (
        re.compile(rf"\b{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?! ?(?:am|pm|a\.m|p\.m)\b){_YEAR}"),
        _date,
    ),
    (re.compile(r"\b20\d\d-\d\d?-\d\d?\b|\b\d\d?/\d\d?(?:/20\d\d)?\b"), _written),
    (re.compile(r"\b(?:the )?day after tomorrow\b"), lambda _, today: today + timedelta(days=2)),
    (re.compile(rf"\b{_SPAN} (?:from|after) (?P<then>tomorrow|{'|'.join(_DAYS)})\b"), _from_then),
    (re.compile(rf"\b{_SPAN} (?:from (?:now|today)|ago|later)\b"), _ahead),
    (re.compile(r"\btomorrow week\b"), lambda _, today: today + timedelta(days=8)),
    (re.compile(r"\b(?:tomorrow|tomorow|tmrw)\b"), lambda _, today: today + timedelta(days=1)),
    (re.compile(r"\byesterday\b"), lambda _, today: today - timedelta(days=1)),
    (
        re.compile(r"\btoday\b|\bthis(?= (?:morning|afternoon|evening))|\bto(?=night\b)"),
        lambda _, today: today,
    ),
    (re.compile(rf"\b(?:on )?(?:{_DAY} )?in {_SPAN}(?: on {_DAY.replace('day>', 'day_>')})?"), _ahead),
    (
        re.compile(rf"\b(?:{_DAY} (?:of )?)?next week\b(?: on)?(?: {_DAY.replace('day>', 'later>')})?"),
        _next_week,
    ),
    (re.compile(rf"\b(?:{_DAY},? )?(?:on )?the {_NTH}\b"), _nth),
    (re.compile(rf"\b(?P<which>(?:next|following|this|coming|last) )?{_DAY}(?:,? {_NTH})?"), _weekday),
]


def _read(phrase: str, base: datetime) -> date | None:
    settings = {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future", "DATE_ORDER": "MDY"}
    read = prepare().parse(phrase, languages=["en"], settings=settings)
    return read.date() if read and abs(read - base) < _A_LIFETIME else None


def _year_before(day: date) -> date | None:
    return _day_of_month(day.year - 1, day.month, day.day)


def _day_of_month(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def _number_of(day: str) -> int:
    return next(number for number, name in enumerate(_DAYS) if name.startswith(day[:3]))


def _coming(day: str, today: date, *, strictly: bool) -> date:
    ahead = (_number_of(day) - today.weekday()) % 7
    return today + timedelta(days=ahead or 7 * strictly)


def _in_week_of(day: date, wanted: str) -> date:
    return day + timedelta(days=_number_of(wanted) - day.weekday())
