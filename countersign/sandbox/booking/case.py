"""One turn of a call: what was heard, what the line remembers, and what it can look up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from countersign.sandbox.booking import texts
from countersign.sandbox.booking.answers import Answer, Ear, goodbye
from countersign.sandbox.booking.calendar import Calendar
from countersign.sandbox.booking.callers import known
from countersign.sandbox.booking.hours import Hours
from countersign.sandbox.booking.models import Appointment, User
from countersign.sandbox.booking.spoken import LONGEST
from countersign.sandbox.booking.talk import Step, Talk

_HARDLY_HEARD = 0.3
"""Below this confidence of the speech recognition nothing is taken for said."""

_CONFIRMATIONS = frozenset({Step.NAME_RIGHT, Step.CONFIRM, Step.CANCEL})


@dataclass(frozen=True)
class Heard:
    """What came in of the caller."""

    words: str = ""
    key: str = ""
    confidence: float = 1.0

    @property
    def silent(self) -> bool:
        """Whether nothing was said and no key pressed."""
        return not self.words and not self.key

    @property
    def clear(self) -> bool:
        """Whether it can be an answer to a question."""
        return bool(self.key) or (self.confidence >= _HARDLY_HEARD and len(self.words) <= LONGEST)


@dataclass
class Case:
    """A conversation at one of its turns, in an open transaction."""

    talk: Talk
    db: Session
    calendar: Calendar
    hours: Hours

    @property
    def now(self) -> datetime:
        """The moment that the caller lives in."""
        return self.calendar.now

    @property
    def confirms(self) -> bool:
        """Whether a yes or no to what was understood is waited for."""
        return self.talk.step in _CONFIRMATIONS

    def user(self) -> User | None:
        """Whoever the practice knows under the number of this conversation."""
        return known(self.db, self.talk.number)

    def changed(self) -> Appointment | None:
        """The appointment that is to be moved or cancelled, while it is booked."""
        if self.talk.changes is None:
            return None
        appointment = self.db.get(Appointment, self.talk.changes, with_for_update=True)
        return appointment if appointment and appointment.status == "booked" else None

    def when(self, moment: datetime | None) -> str:
        """A moment as the line says it."""
        assert moment is not None, "this step comes after the time"
        return texts.when(self.hours.local(moment))

    def ask(self, step: Step, *notes: str) -> Answer:
        """Go on to this step, or stay at it."""
        self.talk.step = step
        ear = Ear.LENGTH if step is Step.LENGTH else Ear.QUESTION
        if step in _CONFIRMATIONS:
            ear = Ear.CONFIRMATION
        return Answer(" ".join([*notes, self._question(step)]), ear)

    def again(self, *notes: str) -> Answer:
        """Ask the same once more."""
        return self.ask(self.talk.step, *notes)

    def end(self, says: str) -> Answer:
        """Say the last words."""
        self.talk.step = Step.OVER
        return goodbye(says)

    def _question(self, step: Step) -> str:
        talk = self.talk
        match step:
            case Step.NAME:
                return texts.ASK_NAME
            case Step.NAME_RIGHT:
                return texts.name_heard(talk.name)
            case Step.NUMBER:
                return texts.ASK_NUMBER
            case Step.TIME:
                return texts.ASK_TIME if talk.changes is None else texts.ASK_NEW_TIME
            case Step.OFFER:
                return texts.offer(self.when(talk.starts_at))
            case Step.LENGTH:
                return texts.ASK_LENGTH
            case Step.CANCEL:
                return texts.confirm_cancel(self.when(talk.starts_at))
            case _:
                return self._confirmation()

    def _confirmation(self) -> str:
        talk, minutes = self.talk, self.talk.minutes
        assert minutes is not None, "this step comes after the length"
        moment = self.when(talk.starts_at)
        if talk.changes is None:
            return texts.confirm(minutes, talk.name, moment)
        return texts.confirm_move(minutes, talk.name, moment)
