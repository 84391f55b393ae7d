"""Who comes to the line past the patients: forgers, the carrier by another way, the practice's programs."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from countersign.carrier import CallFailed, Signing
from countersign.people.messenger import FORGED, Knock, Messenger
from countersign.people.patient import Patient
from countersign.people.practice_program import KEYS, PracticeProgram
from countersign.practice_hours import Moment
from countersign.scenes.practice_time import USUAL, USUAL_MINUTES

if TYPE_CHECKING:
    from countersign.scenes.booking import BookingScene

PLACES = ("knows", "knows only in part", "does not know at all")
"""What the carrier knows of where a caller is, as the features say it."""

_NO_MOMENTS = ("on the 30th of February", 'on "next Tuesday or so"', "without a date")
_CLOSED = (
    "in the past",
    "before the practice opens",
    "on a day when the practice is closed",
    "that lasts beyond closing time",
)
NO_DATES = (*_NO_MOMENTS, *_CLOSED)
"""When nobody can come, as the features say it."""


class LineDoors:
    """The ways to the line that lead past an honest call."""

    def __init__(self, scene: "BookingScene", messenger: Messenger) -> None:
        self._scene = scene
        self._messenger = messenger
        self._knock: Knock | None = None
        self._program: PracticeProgram | None = None
        self._order: tuple[Patient, datetime, int] | None = None

    # ---- the carrier, and who pretends to be it

    @property
    def knock(self) -> Knock:
        """The last request that did not come from an honest call."""
        if self._knock is None:
            raise LookupError("nobody has knocked at the line yet")
        return self._knock

    def calls_signed(self, name: str, signature: str) -> None:
        """A whole call that is signed so."""
        patient = self._scene.patient(name)
        patient.caller.signing = FORGED[signature]
        self._knock = self._first_request(patient)

    def calls_from(self, name: str, known: str) -> None:
        """A call that is signed rightly, from a place of which the carrier knows as much."""
        abroad, withheld = known == PLACES[1], known == PLACES[2]
        self._first_request(self._scene.patient(name, abroad=abroad, withheld=withheld))

    def last_knock(self, patient: Patient) -> Knock:
        """The last request of that call."""
        return Knock(patient.turns[-1])

    def answers_instead_of(self, patient: Patient, words: str, signature: str) -> None:
        """Somebody else answers in that call."""
        self._knock = self._messenger.brings(words, patient.caller.call, signing=FORGED[signature])

    def answers_elsewhere(self, patient: Patient, words: str, next_question: str) -> None:
        """The carrier brings the answer to another process of the line, which goes on where the first was."""
        other = self._scene.base_urls[1]
        call = patient.caller.call
        knock = self._messenger.brings(words, call, signing=Signing.RIGHT, base_url=other)
        if knock.turn.failure:
            raise AssertionError(f"The other process should take {words!r} in, but {knock.turn.failure}.")
        if patient.phrasebook.reads(next_question, knock.words) is None:
            raise AssertionError(
                f"After {words!r} the other process should go on where the first was, and so it "
                f"{next_question}; but it said «{knock.words}»."
            )

    @staticmethod
    def _first_request(patient: Patient) -> Knock:
        with suppress(CallFailed):  # how it was answered is for the verdict
            patient.calls()
        return Knock(patient.turns[0])

    # ---- programs

    @property
    def program(self) -> PracticeProgram:
        """Whoever asked last."""
        if self._program is None:
            raise LookupError("no program has asked for anything yet")
        return self._program

    def stranger(self, key: str) -> PracticeProgram:
        """A program that has no right to anything."""
        self._program = self._scene.books.program_with(KEYS[key])
        return self._program

    def makes_appointment(self, patient: Patient, moment: Moment, minutes: int) -> None:
        """The practice's own program orders one."""
        self._order = (patient, self._scene.time.moment(moment), minutes)
        self._program = self._scene.books.program
        self.makes_it_again()

    def makes_it_again(self) -> None:
        """The very same order."""
        if self._order is None:
            raise LookupError("nothing was ordered yet that could be ordered again")
        patient, start, minutes = self._order
        self._makes(patient, start.isoformat(), minutes)

    def makes_nonsense(self, patient: Patient, date: str) -> None:
        """An order for no moment that there is, or for one at which nobody can come."""
        time = self._scene.time
        orders: dict[str, Callable[[], str | None]] = {
            _NO_MOMENTS[0]: lambda: f"{time.now.year + 1}-02-30T14:00:00",
            _NO_MOMENTS[1]: lambda: "next Tuesday or so",
            _NO_MOMENTS[2]: lambda: None,
            _CLOSED[0]: lambda: (time.moment(USUAL) - timedelta(weeks=2)).isoformat(),
            _CLOSED[1]: lambda: time.moment(time.before_opening).isoformat(),
            _CLOSED[2]: lambda: time.on_closed_day().isoformat(),
            _CLOSED[3]: lambda: (time.closing() - timedelta(minutes=30)).isoformat(),
        }
        self._program = self._scene.books.program
        self._makes(patient, orders[date](), USUAL_MINUTES)

    def makes_as_stranger(self, key: str, patient: Patient) -> None:
        """An order without the right key."""
        self.stranger(key)
        self._makes(patient, self._scene.time.moment(USUAL).isoformat(), USUAL_MINUTES)

    def _makes(self, patient: Patient, starts_at: str | None, minutes: int) -> None:
        patient.about_to_book()
        self.program.makes(patient.number, patient.full_name, self._scene.line, starts_at, minutes)
