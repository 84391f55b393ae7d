"""Booking calls in one scenario's world: patients with a phone, the practice's records, and its clock."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, cached_property

import msgspec

from countersign.adversity.spares import Spare
from countersign.adversity.troubles import DatabaseTroubles
from countersign.carrier import WITHHELD, Number
from countersign.cast import Cast, Somebody
from countersign.cleanup import caller
from countersign.errors import UserError
from countersign.evidence.exchange import Exchange
from countersign.identity import PhoneBook
from countersign.leftovers import LEDGERS
from countersign.matchers.calls import asked
from countersign.matchers.judging import judge
from countersign.people.asking import CANCEL, NUMBER, OFFER
from countersign.people.caller import Caller
from countersign.people.line_watch import LineWatch
from countersign.people.messenger import Messenger
from countersign.people.patient import Patient, Wish
from countersign.people.question_words import Wanted, wanted_in
from countersign.people.wire import http_client
from countersign.phrasebook import phrasebook
from countersign.practice_hours import MOMENT, moment_in
from countersign.records.booking import Appointment
from countersign.scenes.callers import Callers
from countersign.scenes.line_doors import LineDoors
from countersign.scenes.practice_books import PracticeBooks
from countersign.scenes.practice_time import PracticeTime
from countersign.scenes.surroundings import Surroundings
from countersign.target import Booking
from countersign.thresholds import Calls, calls_of


class BookingScene:
    """Brings patients into the world, and lets steps look behind the line where the target allows it."""

    def __init__(self, booking: Booking, surroundings: Surroundings, cast: Cast[Somebody]) -> None:
        self._booking = booking
        self._around = surroundings
        self._cast = cast
        self._spare: Spare | None = None
        self._phrasebook = phrasebook("booking", booking.says, {})
        self._known_for_good: set[str] = set()
        """Numbers that the line keeps, so that nobody else may have them."""
        self.time = PracticeTime(booking, surroundings)

    # ---- the line

    def moves_to_spare(self, *, processes: int = 1) -> None:
        """From now on everybody calls a line of this scenario's own, which may be broken."""
        if self._around.spares is None:
            raise UserError(f"{self._around.source}: only a sandbox can be deployed beside the shared one.")
        if any(True for _ in self._cast):
            raise LookupError("somebody has called the shared line already: move first, then bring people in")
        self._spare = self._around.leave.enter_context(
            self._around.spares.deployment("booking", processes=processes)
        )
        self._booking = self._spare.instead_of(self._booking)
        self.time = PracticeTime(self._booking, self._around)

    @property
    def troubles(self) -> DatabaseTroubles:
        """What can be done to the database of the scenario's own line."""
        if self._spare is None:
            raise LookupError("only a deployment of the scenario's own may be broken: move to a spare first")
        return self._spare.troubles

    @property
    def base_urls(self) -> list[str]:
        """The processes of the line."""
        return [self._booking.base_url, *self._booking.replicas]

    @cached_property
    def line(self) -> str:
        """The number that is called; its own for each scenario, where each number has a calendar."""
        if "calendar" not in self._booking.offers:
            return self._booking.number
        return self._lease()

    def number(self, process: int = 0) -> Number:
        """How the called number is configured at the carrier, for a process of the line."""
        booking = self._booking
        here = self.base_urls[process % len(self.base_urls)]
        return Number(
            voice_url=msgspec.structs.replace(booking, base_url=here).voice_url,
            number=self.line,
            account=booking.account,
            method=booking.method,
            auth_token=booking.auth_token,
            headers={"X-API-Key": booking.api_key} if booking.api_key else {},
            fallback_url=booking.fallback_url,
            status_callback=booking.status_callback,
        )

    # ---- patients

    def patient(
        self,
        name: str,
        *,
        abroad: bool = False,
        withheld: bool = False,
        process: int = 0,
        wish: Wish | None = None,
        at: datetime | None = None,
    ) -> Patient:
        """Someone whom the line has never heard, or whoever has that name already.

        Who calls from where and when is said once; `at` is a moment of their own.
        """
        if self._cast.knows(name):
            return self._cast.who_is(name, Patient)
        number, around = self._lease(abroad=abroad), self._around
        written_down = self._writes_down(number)
        self.time.lives_in(number, at)
        shown = WITHHELD if withheld else number
        phone = Caller(
            name,
            shown,
            self.number(process),
            self._phrasebook,
            around.transcript,
            self._booking.patience,
        )
        around.leave.callback(phone.leave)
        patient = Patient(phone, number, wish or self.time.usual_wish(), about_to_book=written_down)
        self._cast.introduce(patient)
        return patient

    def brings_to(self, name: str, question: Wanted) -> None:
        """Somebody who calls and answers, until that is what the line waits for."""
        patient = self.patient(name, withheld=question.intent == NUMBER)
        if question.intent == OFFER:
            patient.comes_to_offer(self.time.say_closed())
        elif question.intent == CANCEL:
            patient.books()
            patient.wants_cancelled()
        else:
            patient.comes_to(question.intent, question.name)

    def gives_other_number(self, patient: Patient, name: str, spelled: Callable[[str], str]) -> None:
        """They say in one sentence who they are, and the number of another phone, theirs from now on."""
        patient.number = self._lease()
        patient.about_to_book = self._writes_down(patient.number)
        patient.introduces_with_number(name, patient.number, spelled)

    def _lease(self, *, abroad: bool = False) -> str:
        """A number that nobody else has until nothing of its holder is left."""
        phones = PhoneBook(LEDGERS)
        number = phones.lease_phone(abroad=abroad)

        def give_back() -> None:
            if number not in self._known_for_good:
                phones.give_back(number)

        self._around.leave.callback(give_back)
        return number

    def _writes_down(self, number: str) -> Callable[[], None]:
        """Writes down whose number this is: at once, or before the yes where all that was will stay for good.

        Who only calls and says nothing leaves nothing, and a ledger that nobody can settle only grows.
        """
        around, entry = self._around, caller(number)

        removable = around.belongings.can_remove(entry)

        @cache
        def written_down() -> None:
            around.leave.callback(around.belongings.expect(entry))
            if not removable:
                self._known_for_good |= {number, self.line}

        if removable:
            written_down()
        return written_down

    def close_books(self) -> None:
        """Note who has booked what, for the list of what stays where nothing can be removed."""
        for one in self._cast:
            if isinstance(one, Patient) and one.has_appointment:
                self._around.belongings.made(caller(one.number), "booking", f"{one.number}, {one.agreed}")

    # ---- beside the patients

    @cached_property
    def books(self) -> PracticeBooks:
        """What the practice keeps."""
        return PracticeBooks(self._booking, self._around, self.time)

    def calendar(self) -> list[Appointment]:
        """What takes place in the calendar of the called number."""
        return self.books.records.calendar(self.line)

    def appointments_of(self, *names: str) -> list[Appointment]:
        """What takes place for these, whatever is cancelled."""
        people = [self._cast.who_is(name, Patient) for name in names]
        return [one for who in people for one in self.books.file_of(who).booked]

    def leads_on(self, patient: Patient, answers: Sequence[tuple[str, str]]) -> None:
        """Each answer, or the words for a moment, must lead to the question beside it."""
        for said, question in answers:
            patient.says(self.time.say(moment_in(said)) if MOMENT.fullmatch(said) else said)
            judge(patient.name, patient, asked(wanted_in(question)))

    @cached_property
    def watch(self) -> LineWatch:
        """Whoever asks the line how it is."""
        client = self._around.leave.enter_context(http_client(self._booking.base_url))
        paths = self._booking.paths
        return LineWatch(client, paths.health, paths.ready, self._around.transcript)

    @cached_property
    def doors(self) -> LineDoors:
        """The ways to the line that lead past an honest call."""
        messenger = Messenger(self.number(), self._around.transcript.add)
        return LineDoors(self, messenger)

    @cached_property
    def thresholds(self) -> Calls:
        """What the line must bear."""
        return calls_of("booking")

    def notes(self, exchange: Exchange) -> None:
        """Put into the transcript what nobody has said."""
        self._around.transcript.add(exchange)

    def measures(self, name: str, value: float, unit: str) -> None:
        """Keep what was measured, and is no answer to anybody."""
        self._around.measured.append((name, value, unit))

    @cached_property
    def callers(self) -> Callers:
        """Several who call at the same time."""
        return Callers(self)
