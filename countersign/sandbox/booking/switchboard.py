"""Takes the turns of all calls, each in one transaction; in between, a call lives in the database alone."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from countersign.sandbox.booking.answers import Answer
from countersign.sandbox.booking.calendar import Calendar
from countersign.sandbox.booking.case import Case, Heard
from countersign.sandbox.booking.conversation import begin, go_on
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.models import Call
from countersign.sandbox.booking.talk import Talk, kept, remembered
from countersign.sandbox.clerks import Wanted
from countersign.sandbox.clock import Clock

_CALLS_ARE_KEPT = timedelta(hours=4)
"""As long as the carrier lets a call last."""
_SECOND_LOOKS = 2


@dataclass(frozen=True)
class Ring:
    """What the carrier says of a call with each turn."""

    sid: str
    caller: str
    line: str


class Switchboard:
    """Answers calls from the database that it shares with all processes of the line."""

    def __init__(self, engine: Engine, clock: Clock, hours: Hours) -> None:
        self._engine = engine
        self._clock = clock
        self._hours = hours

    def begin(self, ring: Ring, wanted: Wanted) -> Answer:
        """Answer a call; whatever was said in it before counts for nothing."""
        return self._take(ring, wanted, None)

    def go_on(self, ring: Ring, heard: Heard, wanted: Wanted) -> Answer:
        """Take what the caller said; a call that nobody knows begins anew."""
        return self._take(ring, wanted, heard)

    def forget(self, sid: str) -> None:
        """Remove what is remembered of a call that is over."""
        with self._engine.begin() as connection:
            connection.execute(delete(Call).where(Call.sid == sid))

    def forget_old(self) -> None:
        """Remove what is remembered of calls whose end nobody told."""
        with self._engine.begin() as connection:
            connection.execute(delete(Call).where(Call.updated_at < datetime.now(UTC) - _CALLS_ARE_KEPT))

    def _take(self, ring: Ring, wanted: Wanted, heard: Heard | None) -> Answer:
        wanted.must_be_wanted()
        now = self._clock.now(ring.caller)

        def once() -> Answer:
            with Session(self._engine, expire_on_commit=False) as db, db.begin():
                answer = self._in_transaction(db, ring, heard, now)
                db.flush()
                wanted.will_commit()
                return answer

        return _looking_twice(once)

    def _in_transaction(self, db: Session, ring: Ring, heard: Heard | None, now: datetime) -> Answer:
        call = db.get(Call, ring.sid, with_for_update=True)
        talk = remembered(call.talk) if call and heard else None
        if talk and (talk.caller, talk.line) != (ring.caller, ring.line):
            talk = None
        begun = talk or Talk(caller=ring.caller, line=ring.line)
        case = Case(begun, db, Calendar(db, ring.line, self._hours, now), self._hours)
        answer = go_on(case, heard) if talk and heard else begin(case)
        if call is None:
            call = Call(sid=ring.sid)
            db.add(call)
        call.talk, call.updated_at = kept(begun), datetime.now(UTC)
        return answer


def _looking_twice(once: Callable[[], Answer]) -> Answer:
    """Somebody else may be a moment faster; another look sees what they did."""
    for _ in range(_SECOND_LOOKS):
        with suppress(IntegrityError):
            return once()
    return once()
