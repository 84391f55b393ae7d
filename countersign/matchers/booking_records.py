"""What the practice should have on record about a caller."""

from collections.abc import Sequence
from datetime import datetime

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.records.booking import Appointment, CallerFile


class OnRecord(BaseMatcher[CallerFile]):
    """What matchers of a caller's file share: the mismatch tells the whole file."""

    def describe_mismatch(self, item: CallerFile, mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the records hold {item.described()}")


class HasBooked(OnRecord):
    """Whether exactly these appointments take place, whatever has been cancelled."""

    def __init__(self, slots: Sequence[tuple[datetime, int]]) -> None:
        self._slots = sorted(slots)

    def _matches(self, item: CallerFile) -> bool:
        return [(one.starts_at, one.minutes) for one in item.booked] == self._slots

    def describe_to(self, description: Description) -> None:
        told = " and ".join(f"{start:%Y-%m-%d %H:%M %Z} ({minutes} min)" for start, minutes in self._slots)
        description.append_text(f"have exactly {_count(len(self._slots))} on record: {told}")

    def describe_mismatch(self, item: CallerFile, mismatch_description: Description) -> None:
        super().describe_mismatch(item, mismatch_description)
        for start, _ in self._slots:
            local = "; ".join(f"{one.starts_at.astimezone(start.tzinfo):%H:%M %Z}" for one in item.booked)
            if local:
                mismatch_description.append_text(f", in the practice's own time {local}")
                break


def has_booked(*slots: tuple[datetime, int]) -> HasBooked:
    """Exactly these, by moment and minutes."""
    return HasBooked(slots)


class HasSoMany(OnRecord):
    """Whether so many appointments take place."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: CallerFile) -> bool:
        return len(item.booked) == self._number

    def describe_to(self, description: Description) -> None:
        many = f"exactly {_count(self._number)}" if self._number else "no appointment"
        description.append_text(f"have {many} on record")


def has_appointments(number: int) -> HasSoMany:
    """So many take place."""
    return HasSoMany(number)


class HasCancelled(OnRecord):
    """Whether no appointment takes place, and so many are cancelled, with the moment of it."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: CallerFile) -> bool:
        cancelled = item.cancelled
        when = all(one.cancelled_at is not None for one in cancelled)
        return not item.booked and len(cancelled) == self._number and when

    def describe_to(self, description: Description) -> None:
        description.append_text(f"have no appointment on record, and {self._number} that is cancelled")


def has_cancelled(number: int) -> HasCancelled:
    """All that was booked is cancelled."""
    return HasCancelled(number)


class LeftNothing(OnRecord):
    """Whether nobody is known under that number."""

    def _matches(self, item: CallerFile) -> bool:
        return not (item.patients or item.appointments or item.nearly)

    def describe_to(self, description: Description) -> None:
        description.append_text("not be on record at all")


def left_nothing() -> LeftNothing:
    """No user, no appointment."""
    return LeftNothing()


class OnRecordAs(OnRecord):
    """Whether one person of that name is kept under the very number."""

    def __init__(self, name: str | None, mobile: str) -> None:
        self._name = name
        self._mobile = mobile

    def _matches(self, item: CallerFile) -> bool:
        named = [one for one in item.patients if self._name in (None, one.full_name)]
        return len(item.patients) == 1 and len(named) == 1 and named[0].mobile == self._mobile

    def describe_to(self, description: Description) -> None:
        who = f" as {self._name!r}" if self._name else ""
        description.append_text(f"be on record{who} under the number {self._mobile}")


def on_record_as(name: str | None, mobile: str) -> OnRecordAs:
    """One person, under that number; a name of None is any."""
    return OnRecordAs(name, mobile)


class MarkedAsTest(OnRecord):
    """Whether there are appointments, and all of them bear the mark of test data."""

    def _matches(self, item: CallerFile) -> bool:
        return bool(item.appointments) and all(one.is_test_data for one in item.appointments)

    def describe_to(self, description: Description) -> None:
        description.append_text("have appointments that are marked as test data, and no others")

    def describe_mismatch(self, item: CallerFile, mismatch_description: Description) -> None:
        marks = ", ".join("marked" if one.is_test_data else "not marked" for one in item.appointments)
        mismatch_description.append_text(f"of the appointments are {marks or 'none there'}")


def marked_as_test() -> MarkedAsTest:
    """Nobody takes them for a patient's."""
    return MarkedAsTest()


class LiesAhead(OnRecord):
    """Whether one appointment takes place, and later than now."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def _matches(self, item: CallerFile) -> bool:
        return len(item.booked) == 1 and item.booked[0].starts_at > self._now

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"have one appointment on record that is not in the past at {self._now:%Y-%m-%d %H:%M %Z}"
        )


def lies_ahead(now: datetime) -> LiesAhead:
    """Nobody is expected yesterday."""
    return LiesAhead(now)


class WithoutOverlap(BaseMatcher[Sequence[Appointment]]):
    """Whether of several appointments no two take place at the same moment."""

    def __init__(self, number: int) -> None:
        self._number = number

    def _matches(self, item: Sequence[Appointment]) -> bool:
        return len(item) == self._number and not self._clashes(item)

    @staticmethod
    def _clashes(item: Sequence[Appointment]) -> list[tuple[Appointment, Appointment]]:
        return [
            (one, other)
            for number, one in enumerate(item)
            for other in item[number + 1 :]
            if one.overlaps(other)
        ]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"hold {_count(self._number)}, of which no two overlap")

    def describe_mismatch(self, item: Sequence[Appointment], mismatch_description: Description) -> None:
        held = "; ".join(one.described() for one in item) or "nothing"
        mismatch_description.append_text(f"it holds {held}")
        for one, other in self._clashes(item)[:1]:
            mismatch_description.append_text(f": {one.described()} overlaps {other.described()}")


def without_overlap(number: int) -> WithoutOverlap:
    """So many, each with its own time."""
    return WithoutOverlap(number)


def _count(number: int) -> str:
    return "1 appointment" if number == 1 else f"{number} appointments"
