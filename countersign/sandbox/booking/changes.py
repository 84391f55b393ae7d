"""Moving and cancelling an appointment that is there."""

from countersign.sandbox.booking import texts
from countersign.sandbox.booking.answers import Answer
from countersign.sandbox.booking.callers import known
from countersign.sandbox.booking.case import Case
from countersign.sandbox.booking.numbers import shown
from countersign.sandbox.booking.replies import Change, Reply, change_in, reply_in
from countersign.sandbox.booking.slots import offer, why_not
from countersign.sandbox.booking.talk import Step


def wish(case: Case, change: Change) -> Answer:
    """Find the caller's next appointment, which the caller wants moved or cancelled."""
    talk = case.talk
    # Only the carrier's word counts here: anybody can say a number.
    user = known(case.db, shown(talk.caller) or "")
    appointment = case.calendar.next_of(user) if user else None
    if user is None or appointment is None:
        return case.again(texts.NO_APPOINTMENT)
    talk.changes, talk.name, talk.number = appointment.id, user.full_name, user.mobile
    if change is Change.CANCEL:
        talk.starts_at = appointment.starts_at
        return case.ask(Step.CANCEL)
    talk.starts_at, talk.minutes = None, appointment.duration_min
    return case.ask(Step.TIME, texts.to_be_moved(case.when(appointment.starts_at)))


def cancel(case: Case, words: str) -> Answer:
    """Hear whether it shall really be cancelled."""
    reply = reply_in(words)
    if reply is Reply.NO:
        return case.end(f"{texts.STAYS} Goodbye.")
    if reply is Reply.UNCLEAR and change_in(words) is not Change.CANCEL:
        return case.again(texts.NOT_UNDERSTOOD)
    case.calendar.hold()
    appointment = case.changed()
    if appointment is None:
        return _gone(case)
    case.calendar.cancel(appointment)
    return case.end(texts.cancelled(case.when(appointment.starts_at)))


def move(case: Case) -> Answer:
    """Move the appointment to the time that the caller has said yes to."""
    talk = case.talk
    assert talk.starts_at is not None, "this step comes after the time"
    case.calendar.hold()
    appointment = case.changed()
    if appointment is None:
        return _gone(case)
    if not case.calendar.free(talk.starts_at, appointment.duration_min, case.user(), talk.changes):
        return offer(case, talk.starts_at, why_not(case, talk.starts_at))
    case.calendar.move(appointment, talk.starts_at)
    return case.end(texts.moved(case.when(talk.starts_at)))


def _gone(case: Case) -> Answer:
    """Somebody else has cancelled it meanwhile."""
    case.talk.changes = case.talk.starts_at = case.talk.minutes = None
    return case.ask(Step.TIME, texts.NO_APPOINTMENT)
