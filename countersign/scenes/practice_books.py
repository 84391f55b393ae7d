"""What a practice keeps of its callers: in its records, or as its interface for programs tells it."""

from datetime import datetime
from functools import cached_property

from countersign.errors import UserError
from countersign.matchers.booking_records import has_booked
from countersign.matchers.calls import told
from countersign.matchers.judging import judge
from countersign.people.patient import Patient
from countersign.people.practice_program import PracticeProgram
from countersign.people.wire import http_client
from countersign.records.booking import BookingRecords, CallerFile
from countersign.records.database import open_for_reading
from countersign.scenes.practice_time import PracticeTime
from countersign.scenes.surroundings import Surroundings
from countersign.target import Booking


class PracticeBooks:
    """Looks behind the line, as far as the target lets anybody."""

    def __init__(self, booking: Booking, surroundings: Surroundings, practice_time: PracticeTime) -> None:
        self._booking = booking
        self._around = surroundings
        self._time = practice_time

    @cached_property
    def records(self) -> BookingRecords:
        """The practice's own records."""
        url = self._booking.database_url
        if url is None:
            raise UserError(f"{self._around.source}: a step reads the records, but there is no database_url.")
        engine = open_for_reading(url)
        self._around.leave.callback(engine.dispose)
        return BookingRecords(engine, self._booking.tables, self._around.transcript)

    def file_of(self, patient: Patient) -> CallerFile:
        """What is on record about them."""
        return self.records.file_of(patient.number, patient.name)

    @property
    def has_calendar(self) -> bool:
        """Whether the called number has a calendar of its own, that can be read."""
        return {"calendar", "database"} <= set(self._booking.offers)

    @property
    def proof(self) -> str:
        """How a booking is proven here, for whoever reads how many there were."""
        if "database" in self._booking.offers:
            return "on record"
        if "appointments" in self._booking.offers:
            return "as programs are told"
        return "in so far as the line knows the caller again"

    def why_not_completed(self, patient: Patient) -> str:
        """Why somebody has not completed a booking, as far as anybody can see; empty where they have."""
        if not patient.has_appointment:
            return f"{patient.name} was told of nothing"
        try:
            self.proves_booking(patient)
        except AssertionError as trouble:
            return str(trouble).removesuffix(".")
        return ""

    def proves_booking(self, patient: Patient) -> None:
        """What was agreed is on record; where nobody may look there, the line knows the caller again."""
        file = self.looks_up(patient)
        if file is not None:
            judge(patient.name, file, has_booked(self.appointment_told(patient)))
            return
        patient.calls()
        first_name = patient.full_name.split()[0]
        should = f"be greeted as {first_name}, who has booked before"
        judge(patient.name, patient, told("greets a known caller", should, first_name=first_name))
        patient.hangs_up()

    def appointment_told(self, patient: Patient) -> tuple[datetime, int]:
        """What was agreed on the phone, as a moment and minutes."""
        moment = self._time.hours.heard(patient.agreed, self._time.now)
        if moment is None:
            raise AssertionError(f"{patient.name} should be told a moment, but heard {patient.agreed!r}.")
        return moment, patient.wish.minutes

    def looks_up(self, patient: Patient) -> CallerFile | None:
        """What the line keeps of them, as far as this target lets anybody see; None where it doesn't."""
        if "database" in self._booking.offers:
            return self.file_of(patient)
        if "appointments" not in self._booking.offers:
            return None
        program = self.program
        program.asks_for(patient.number)
        return CallerFile(patient.number, (), tuple(program.found()))

    @cached_property
    def program(self) -> PracticeProgram:
        """A program of the practice's own, with its key."""
        return self.program_with(self._booking.api_key)

    def program_with(self, key: str | None) -> PracticeProgram:
        """A program that shows that key."""
        client = self._around.leave.enter_context(http_client(self._booking.base_url))
        return PracticeProgram(client, self._booking.paths.appointments, key, self._around.transcript)
