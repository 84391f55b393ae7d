"""From a wish for a time to a slot: taken as it was said, or the next free one offered."""

from dataclasses import replace
from datetime import UTC, datetime

from countersign.sandbox.booking import texts
from countersign.sandbox.booking.answers import Answer
from countersign.sandbox.booking.calendar import AHEAD, SHORTEST
from countersign.sandbox.booking.case import Case
from countersign.sandbox.booking.moments import Wanted
from countersign.sandbox.booking.talk import Step


def pick(case: Case, wanted: Wanted) -> Answer:
    """Take the time that is wanted, or offer the next one that is free."""
    start = wanted.start.astimezone(UTC).replace(second=0, microsecond=0)
    if start > case.now + AHEAD:
        return case.ask(Step.TIME, texts.TOO_FAR)
    if wanted.end is not None:
        return _pick_within(case, replace(wanted, start=start, end=wanted.end.astimezone(UTC)))
    if _free(case, start):
        return take(case, start)
    return offer(case, start, why_not(case, start))


def take(case: Case, start: datetime) -> Answer:
    """Go on with a slot that is free at this moment."""
    case.talk.starts_at = start
    return case.ask(Step.LENGTH if case.talk.minutes is None else Step.CONFIRM)


def offer(case: Case, first: datetime, *notes: str) -> Answer:
    """Offer the first slot from then on that is free; for as long as is known, or for the shortest."""
    talk = case.talk
    talk.starts_at = case.calendar.next_free(first, _length(case), case.user(), talk.changes)
    if talk.starts_at is None:
        return case.ask(Step.TIME, *notes, texts.FULL)
    return case.ask(Step.OFFER, *notes)


def why_not(case: Case, start: datetime) -> str:
    """Why nobody can come then."""
    if start <= case.now:
        return texts.PAST
    return texts.TAKEN if case.hours.within(start, _length(case)) else texts.CLOSED


def _pick_within(case: Case, wanted: Wanted) -> Answer:
    """Some time of a span: its first free slot."""
    assert wanted.end is not None
    slot = case.calendar.next_free(
        wanted.start, _length(case), case.user(), case.talk.changes, before=wanted.end
    )
    if slot and wanted.certain:
        return take(case, slot)
    if slot:
        return offer(case, slot)
    if wanted.end <= case.now:
        return offer(case, case.now, texts.PAST)
    still = case.hours.slots(max(wanted.start, case.now), wanted.end)
    return offer(case, wanted.start, texts.TAKEN if any(still) else texts.CLOSED)


def _free(case: Case, start: datetime) -> bool:
    return case.calendar.free(start, _length(case), case.user(), case.talk.changes)


def _length(case: Case) -> int:
    return case.talk.minutes or SHORTEST
