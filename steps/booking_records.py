"""What the practice keeps of its callers."""

from behave import then

from countersign.matchers.booking_records import (
    has_appointments,
    has_booked,
    has_cancelled,
    left_nothing,
    lies_ahead,
    marked_as_test,
    on_record_as,
    without_overlap,
)
from countersign.matchers.judging import judge


@then("exactly one appointment is on record for {whom:Person}")
def step_one(context, whom):
    """Looks in the practice's own records, not in what the line said."""
    judge(*file_of(context, whom), has_appointments(1))


@then("exactly one appointment is on record for {whom:Person}: {moment:Moment}, {minutes:Number} minutes")
def step_this_one(context, whom, moment, minutes):
    """Looks in the practice's own records for that very moment and length, and for no other."""
    judge(*file_of(context, whom), has_booked((context.world.booking.time.moment(moment), minutes)))


@then("{number:Number} appointments are on record for {whom:Person}")
def step_so_many(context, number, whom):
    """So many take place."""
    judge(*file_of(context, whom), has_appointments(number))


@then(
    "{whose:Whose} appointments on record are {first:Moment}, {minutes:Number} minutes, "
    "and {second:Moment}, {other_minutes:Number} minutes"
)
def step_these_two(context, whose, first, minutes, second, other_minutes):
    """Both, and no other."""
    scene = context.world.booking
    slots = (scene.time.moment(first), minutes), (scene.time.moment(second), other_minutes)
    judge(*file_of(context, "she"), has_booked(*slots))


@then("no appointment is on record for {whom:Person}")
def step_none(context, whom):
    """Looks in the practice's own records, not in what the line said."""
    judge(*file_of(context, whom), has_appointments(0))


@then("no appointment is booked on record for {whom:Person}, and {number:Number} is cancelled")
def step_cancelled(context, whom, number):
    """It is kept, with the moment at which it was cancelled."""
    judge(*file_of(context, whom), has_cancelled(number))


@then("the practice keeps nothing of {whom:Person}")
def step_nothing(context, whom):
    """Neither an appointment nor anybody of that number, nor of one that is nearly that."""
    judge(*file_of(context, whom), left_nothing())


@then("{who:Person} is on record as {name:Quoted}")
def step_as(context, who, name):
    """One person, under the number that the call came from."""
    judge(*file_of(context, who), on_record_as(name, context.world.who(who).number))


@then("{who:Person} is on record under {whose:Whose} full international number")
def step_full_number(context, who, whose):
    """With its plus and its country, every digit."""
    judge(*file_of(context, who), on_record_as(None, context.world.who(who).number))


@then("nobody is on record under the number that {who:Person} called from")
def step_nobody_under_shown(context, who):
    """The number that the carrier shows."""
    patient = context.world.who(who)
    records = context.world.booking.books.records
    judge(patient.name, records.file_of(patient.caller.number, patient.name), left_nothing())


@then("{whose:Whose} appointment is kept at its moment in universal time")
def step_universal(context, whose):
    """What was said on the phone in the practice's time, and what is kept, are the same moment."""
    patient = context.world.who("she")
    judge(*file_of(context, "she"), has_booked(context.world.booking.books.appointment_told(patient)))


@then("{whose:Whose} appointment is marked as test data")
def step_marked(context, whose):
    """So that nobody waits for a patient who does not exist."""
    judge(*file_of(context, "she"), marked_as_test())


@then("{whose:Whose} appointment lies ahead")
def step_ahead(context, whose):
    """One appointment is on record, and at that moment the caller can still come."""
    judge(*file_of(context, "she"), lies_ahead(context.world.booking.time.now))


@then("{whose:Whose} appointment is known to the line")
def step_known(context, whose):
    """It is on record; where nobody may look there, the line knows the caller when called again."""
    context.world.booking.books.proves_booking(context.world.who("she"))


@then("the appointments of {first:Person} and {second:Person} do not overlap")
def step_no_overlap(context, first, second):
    """Each has one, and they take place one after the other."""
    judge("The calendar", context.world.booking.appointments_of(first, second), without_overlap(2))


@then("exactly one appointment stands in the line's calendar")
def step_one_in_calendar(context):
    """Whoever it belongs to."""
    judge("The calendar", context.world.booking.calendar(), without_overlap(1))


def file_of(context, who):
    """The name and the file, for a verdict."""
    patient = context.world.who(who)
    return patient.name, context.world.booking.books.file_of(patient)
