"""The conversation: each answer of the caller moves it one step, or the same is asked again."""

from collections.abc import Callable, Mapping

from countersign.sandbox.booking import changes, texts
from countersign.sandbox.booking.answers import Answer
from countersign.sandbox.booking.callers import registered
from countersign.sandbox.booking.case import Case, Heard
from countersign.sandbox.booking.lengths import BY_KEY, length_in
from countersign.sandbox.booking.moments import wanted_in
from countersign.sandbox.booking.names import corrected_name, first_name, name_in
from countersign.sandbox.booking.numbers import fictional, said, shown
from countersign.sandbox.booking.replies import Reply, change_in, reply_in
from countersign.sandbox.booking.slots import offer, pick, take, why_not
from countersign.sandbox.booking.talk import Step

_MOST_SILENT_TURNS = 3
_CHANGEABLE = frozenset({Step.NAME, Step.NAME_RIGHT, Step.TIME, Step.OFFER, Step.LENGTH})
"""Where "cancel" and "reschedule" are about an appointment that is there already."""


def begin(case: Case) -> Answer:
    """Answer the phone."""
    case.talk.number = shown(case.talk.caller) or ""
    user = case.user()
    if user is None:
        return case.ask(Step.NAME, texts.GREETING)
    case.talk.name = user.full_name
    return case.ask(Step.TIME, texts.welcome_back(first_name(user.full_name)))


def go_on(case: Case, heard: Heard) -> Answer:
    """Take the caller's answer to what was asked."""
    talk = case.talk
    if talk.step is Step.OVER:
        return case.end(texts.OVER)
    if heard.silent:
        return _silence(case)
    talk.silent_turns = 0
    if not heard.clear:
        return case.again(texts.NOT_UNDERSTOOD)
    change = change_in(heard.words) if talk.step in _CHANGEABLE else None
    return changes.wish(case, change) if change else _ANSWERS[talk.step](case, heard)


def _silence(case: Case) -> Answer:
    talk = case.talk
    talk.silent_turns += 1
    if talk.silent_turns >= _MOST_SILENT_TURNS:
        return case.end(texts.GOODBYE_AFTER_SILENCE)
    # Where something is to be confirmed, the document has said by itself that nothing was heard.
    notes = [] if case.confirms else [texts.SILENCE]
    return case.again(*notes, texts.HELP[talk.step])


def _name(case: Case, heard: Heard) -> Answer:
    talk, name = case.talk, name_in(heard.words)
    if name is None:
        return case.again(texts.NOT_UNDERSTOOD)
    talk.name = name
    if number := said(heard.words, talk.line):
        talk.number, talk.number_said = number, True
    return case.ask(Step.NAME_RIGHT)


def _name_right(case: Case, heard: Heard) -> Answer:
    match reply_in(heard.words):
        case Reply.YES:
            return _time(case) if case.talk.number else case.ask(Step.NUMBER)
        case Reply.NO:
            case.talk.name = corrected_name(heard.words) or ""
            return case.ask(Step.NAME_RIGHT if case.talk.name else Step.NAME)
        case _:
            return case.again(texts.NOT_UNDERSTOOD)


def _number(case: Case, heard: Heard) -> Answer:
    number = said(heard.words, case.talk.line)
    if number is None:
        return case.again(texts.NOT_UNDERSTOOD)
    case.talk.number, case.talk.number_said = number, True
    return _time(case)


def _time(case: Case) -> Answer:
    """Ask for the time; a number that was said is read back."""
    notes = [texts.number_heard(case.talk.number)] if case.talk.number_said else []
    return case.ask(Step.TIME, *notes)


def _moment(case: Case, heard: Heard) -> Answer:
    wanted = wanted_in(heard.words, case.now, case.hours)
    return pick(case, wanted) if wanted else case.again(texts.NOT_UNDERSTOOD)


def _offered(case: Case, heard: Heard) -> Answer:
    offered, reply = case.talk.starts_at, reply_in(heard.words)
    assert offered is not None, "an offer names a time"
    wanted = wanted_in(heard.words, case.now, case.hours)
    # "Yes, 3 PM is fine" names the time that was offered; "Tuesday at 2 is fine" another one.
    if wanted and not (reply is Reply.YES and wanted.means(offered)):
        return pick(case, wanted)
    match reply:
        case Reply.YES if case.calendar.free(
            offered, case.talk.minutes or min(BY_KEY.values()), case.user(), case.talk.changes
        ):
            return take(case, offered)
        case Reply.YES:
            return offer(case, offered, why_not(case, offered))
        case Reply.NO:
            case.talk.starts_at = None
            return case.ask(Step.TIME)
        case _:
            return case.again(texts.NOT_UNDERSTOOD)


def _length(case: Case, heard: Heard) -> Answer:
    talk = case.talk
    assert talk.starts_at is not None, "the length comes after the time"
    minutes = BY_KEY.get(heard.key) if heard.key else length_in(heard.words)
    if minutes is None:
        return case.again(texts.NOT_UNDERSTOOD)
    talk.minutes = minutes
    if case.calendar.free(talk.starts_at, minutes, case.user()):
        return case.ask(Step.CONFIRM)
    return offer(case, talk.starts_at, why_not(case, talk.starts_at))


def _confirm(case: Case, heard: Heard) -> Answer:
    talk = case.talk
    reply = Reply.NO if change_in(heard.words) else reply_in(heard.words)
    if reply is Reply.UNCLEAR or (reply is Reply.YES and _means_another(case, heard.words)):
        return case.again(texts.NOT_UNDERSTOOD)
    if reply is Reply.YES:
        return changes.move(case) if talk.changes is not None else _book(case)
    talk.starts_at = None
    if talk.changes is None:
        talk.minutes = None
    return case.ask(Step.TIME)


def _means_another(case: Case, words: str) -> bool:
    """Whether a yes names another time or length than it was asked for: "OK, Tuesday at 3, then"."""
    talk = case.talk
    wanted, minutes = wanted_in(words, case.now, case.hours), length_in(words)
    another_time = wanted is not None and talk.starts_at is not None and not wanted.means(talk.starts_at)
    # A length that the line does not know may be the time's own figures.
    return another_time or (wanted is None and minutes not in (None, talk.minutes))


def _book(case: Case) -> Answer:
    """Write down what the caller has said yes to; only here is anything written."""
    talk, calendar = case.talk, case.calendar
    assert talk.starts_at is not None, "nothing is confirmed without a time"
    assert talk.minutes is not None, "nothing is confirmed without a length"
    calendar.hold()
    if not calendar.free(talk.starts_at, talk.minutes, case.user()):
        return offer(case, talk.starts_at, why_not(case, talk.starts_at))
    user = registered(case.db, talk.number, talk.name, case.now)
    notes = "" if user.full_name == talk.name else f"For {talk.name}."
    test = fictional(talk.number) or fictional(talk.caller)
    calendar.book(user, talk.starts_at, talk.minutes, notes=notes, test=test)
    return case.end(texts.booked(case.when(talk.starts_at)))


_ANSWERS: Mapping[Step, Callable[[Case, Heard], Answer]] = {
    Step.NAME: _name,
    Step.NAME_RIGHT: _name_right,
    Step.NUMBER: _number,
    Step.TIME: _moment,
    Step.OFFER: _offered,
    Step.LENGTH: _length,
    Step.CONFIRM: _confirm,
    Step.CANCEL: lambda case, heard: changes.cancel(case, heard.words),
}
