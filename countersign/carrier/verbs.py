"""What each verb does, as a description of what is to become of the call; nothing is done here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from countersign.carrier.failures import NOT_CARRIED, CallFailed
from countersign.carrier.gather import Gather, Queue, Record, gather, queue, record
from countersign.carrier.markup import Element
from countersign.carrier.number import Method
from countersign.carrier.page import Page
from countersign.carrier.schema import NOT_CARRIED as NOT_CARRIED_VERBS
from countersign.carrier.speech import Heard, seconds_to_play, seconds_to_say, spoken


@dataclass(frozen=True)
class Hears:
    """Something is heard, and the next verb follows."""

    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True)
class Waits:
    """The line waits, after these were heard."""

    awaits: Gather | Record
    heard: tuple[Heard, ...] = ()


@dataclass(frozen=True)
class GoesTo:
    """Another document is asked for."""

    url: str
    method: Method
    extra: Mapping[str, str] = field(default_factory=dict)
    """What the request bears besides the standard parameters."""


@dataclass(frozen=True)
class Ends:
    """The call is over, with that status."""

    how: str
    status: Literal["completed", "busy", "no-answer"]


@dataclass(frozen=True)
class Dials:
    """The call is put through to somebody."""

    heard: Heard
    action: str | None
    method: Method
    timeout: int


@dataclass(frozen=True)
class Enqueues:
    """The caller is put into a queue."""

    queue: Queue
    heard: Heard


@dataclass(frozen=True)
class Leaves:
    """The caller leaves the queue."""


@dataclass(frozen=True)
class Ignored:
    """The schema knows no such verb, and the next one follows as if this one were not there."""


Outcome = Hears | Waits | GoesTo | Ends | Dials | Enqueues | Leaves | Ignored


def perform(verb: Element, page: Page, *, first: bool) -> Outcome:
    """What becomes of the call by this verb; `first` of the first verb that is ever executed."""
    if verb.name in NOT_CARRIED_VERBS:
        raise CallFailed(
            NOT_CARRIED,
            f"answers <{verb.name}>, which this carrier knows and does not carry: the call can't go on here",
            page.url,
        )
    if verb.name == "Reject":
        return _reject(verb, page, first=first)
    act = _ACTS.get(verb.name)
    return act(verb, page) if act else Ignored()


def _gather(verb: Element, page: Page) -> Outcome:
    waiting = gather(verb, page)
    heard = tuple(
        one
        for child in verb.children
        if child.name in ("Say", "Play", "Pause")
        for one in _NESTED[child.name](child, page).heard
    )
    return Waits(replace(waiting, endless=any(one.times == 0 for one in heard)), heard)


def _record(verb: Element, page: Page) -> Outcome:
    return Waits(record(verb, page), (Heard("record", "", 0.0, page.turn),))


def _say(verb: Element, page: Page) -> Hears:
    words = spoken(verb)
    times = page.whole(verb, "loop", 1)
    if not words:
        page.complain(verb, "says nothing")
        return Hears()
    return Hears((Heard("say", words, seconds_to_say(verb), page.turn, times),))


def _play(verb: Element, page: Page) -> Hears:
    times = page.whole(verb, "loop", 1)
    digits = verb.attributes.get("digits")
    if digits is not None:
        return Hears((Heard("digits", digits, seconds_to_play(digits), page.turn, times),))
    if not verb.own_text:
        page.complain(verb, "plays nothing")
        return Hears()
    url = page.address(verb, verb.own_text)
    return Hears((Heard("play", url, seconds_to_play(None), page.turn, times),))


def _pause(verb: Element, page: Page) -> Hears:
    return Hears((Heard("pause", "", page.whole(verb, "length", 1), page.turn),))


def _redirect(verb: Element, page: Page) -> Outcome:
    return GoesTo(page.address(verb, verb.own_text), page.method(verb))


def _hangup(_verb: Element, _page: Page) -> Outcome:
    return Ends("hangup by the line", "completed")


def _reject(verb: Element, page: Page, *, first: bool) -> Outcome:
    if not first:
        page.complain(verb, "stands where the call was answered already; it hangs up")
        return Ends("hangup by the line", "completed")
    reason = verb.attributes.get("reason", "rejected")
    if reason not in ("rejected", "busy"):
        page.complain(verb, f"has reason={reason[:40]!r}, which is neither rejected nor busy")
        reason = "rejected"
    return Ends(f"rejected ({reason})", "busy" if reason == "busy" else "no-answer")


def _dial(verb: Element, page: Page) -> Outcome:
    whom = " ".join(filter(None, [verb.own_text, *(noun.own_text for noun in verb.children)]))
    action = verb.attributes.get("action")
    return Dials(
        heard=Heard("dial", whom or "nobody", 0.0, page.turn),
        action=None if action is None else page.address(verb, action),
        method=page.method(verb),
        timeout=page.whole(verb, "timeout", 30),
    )


def _enqueue(verb: Element, page: Page) -> Outcome:
    waiting = queue(verb, page)
    return Enqueues(waiting, Heard("queue", waiting.name, 0.0, page.turn))


def _leave(_verb: Element, _page: Page) -> Outcome:
    return Leaves()


_NESTED: Mapping[str, Callable[[Element, Page], Hears]] = {"Say": _say, "Play": _play, "Pause": _pause}

_ACTS: Mapping[str, Callable[[Element, Page], Outcome]] = {
    **_NESTED,
    "Gather": _gather,
    "Record": _record,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Dial": _dial,
    "Enqueue": _enqueue,
    "Leave": _leave,
}
