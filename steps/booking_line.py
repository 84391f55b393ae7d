"""The line's doors: the carrier and whoever pretends to be it, the practice's programs, health, outages."""

from behave import given, then, when

from countersign.matchers.calls import TROUBLE, told, told_nothing_done
from countersign.matchers.judging import judge
from countersign.matchers.line_doors import (
    accepted,
    finds,
    is_ready,
    lost_its_database,
    refused_as_impossible,
    refused_as_nonsense,
    refused_as_taken,
    refused_as_there_already,
    refused_as_unknown,
    runs,
)
from countersign.matchers.turned_away import let_in, turned_away

# ---- the carrier


@when("{who:Person} calls with {signature:Signature}")
def step_calls_signed(context, who, signature):
    """A call that is signed, or not, by whoever is not the carrier."""
    context.world.booking.doors.calls_signed(who, signature)


@when("{who:Person} calls with the right signature")
def step_calls_rightly(context, who):
    """A call as the carrier brings it."""
    context.world.booking.doors.calls_from(who, "knows")


@when("{who:Person} calls from a place that the carrier {knows:Place}")
def step_calls_from(context, who, knows):
    """The carrier tells the city, the country alone, or next to nothing."""
    context.world.booking.doors.calls_from(who, knows)


@when("somebody says {words:Quoted} in {whose:Whose} call, with {signature:Signature}")
def step_says_in_call(context, words, whose, signature):
    """An answer that does not come from the carrier."""
    context.world.booking.doors.answers_instead_of(context.world.who("she"), words, signature)


@when("{whose:Whose} {words:Quoted} reaches the other process of the line, which asks when")
def step_reaches_other(context, whose, words):
    """The carrier does not know which process it speaks to; the answer must be the next question."""
    context.world.booking.doors.answers_elsewhere(context.world.who("she"), words, "asks when")


@then("the line turns {whom:Person} away")
def step_turned_away(context, whom):
    """It says that this is forbidden, rejects the call, and does nothing else."""
    judge("The call", context.world.booking.doors.knock, turned_away())


@then("the line lets {whom:Person} in")
def step_let_in(context, whom):
    """It listens, whatever the carrier knows of the caller."""
    patient = context.world.who(whom)
    judge(f"The call of {patient.name}", context.world.booking.doors.last_knock(patient), let_in())


# ---- the practice's programs


@when("the practice's program asks for {whose:Whose} appointments")
def step_program_asks(context, whose):
    """With the right key."""
    context.world.booking.books.program.asks_for(context.world.who("she").number)


@when("a program with {key:ApiKey} asks for somebody's appointments")
def step_stranger_asks(context, key):
    """Without the right key."""
    context.world.booking.doors.stranger(key).asks_for("+12015550199")


@when(
    "the practice's program makes an appointment for {whom:Person} on {moment:Moment}, "
    "for {minutes:Number} minutes"
)
def step_program_makes(context, whom, moment, minutes):
    """With the right key."""
    context.world.booking.doors.makes_appointment(context.world.who(whom), moment, minutes)


@when("it makes the same appointment again")
def step_makes_again(context):
    """The very same request."""
    context.world.booking.doors.makes_it_again()


@when("the practice's program makes an appointment for {whom:Person} {date:NoDate}")
def step_program_makes_nonsense(context, whom, date):
    """With the right key, and for a moment at which nobody can come, or that there is not."""
    context.world.booking.doors.makes_nonsense(context.world.who(whom), date)


@when("a program with {key:ApiKey} makes an appointment for {whom:Person}")
def step_stranger_makes(context, key, whom):
    """Without the right key."""
    scene = context.world.booking
    scene.doors.makes_as_stranger(key, context.world.who(whom))


@then("it finds the appointment that {who:Person} was told")
def step_finds(context, who):
    """That very one, and no other."""
    told_one = context.world.booking.books.appointment_told(context.world.who(who))
    judge("The program", context.world.booking.books.program, finds(*told_one))


@then("it is accepted")
def step_accepted(context):
    """The appointment is made."""
    judge("The program", context.world.booking.doors.program, accepted())


@then("it is refused as unknown")
def step_unknown(context):
    """And is told nothing."""
    judge("The program", context.world.booking.doors.program, refused_as_unknown())


@then("it is refused because it is there already")
def step_there_already(context):
    """Nothing is made twice."""
    judge("The program", context.world.booking.doors.program, refused_as_there_already())


@then("it is refused because the time is taken")
def step_taken(context):
    """Somebody else comes then."""
    judge("The program", context.world.booking.doors.program, refused_as_taken())


@then("it is refused because nobody can come then")
def step_impossible(context):
    """The moment is over, or the practice is closed."""
    judge("The program", context.world.booking.doors.program, refused_as_impossible())


@then("it is refused because the moment makes no sense")
def step_nonsense(context):
    """And is told what is wrong."""
    judge("The program", context.world.booking.doors.program, refused_as_nonsense())


# ---- health and outages


@then("the line says that it runs")
def step_runs(context):
    """Asked at its own door, as a machine would."""
    judge("The line", context.world.booking.watch.runs(), runs())


@then("the line says that it is ready to book")
def step_ready(context):
    """It has its database."""
    judge("The line", context.world.booking.watch.is_ready(), is_ready())


@then("the line says that it is not ready to book")
def step_not_ready(context):
    """It has lost its database, and a machine understands that."""
    judge("The line", context.world.booking.watch.is_ready(), lost_its_database())


@given("the line has a database of its own")
def step_own_database(context):
    """A line that this scenario has for itself: whatever breaks, breaks for nobody else."""
    context.world.booking.moves_to_spare()


@given("the line's database {trouble:DatabaseTrouble}")
@when("the line's database {trouble:DatabaseTrouble}")
def step_database_in_trouble(context, trouble):
    """From now on, until it works again; the line itself goes on running."""
    context.world.booking.troubles.begin(trouble)


@when("the line's database works again")
def step_database_works(context):
    """The trouble is over; nobody starts the line anew."""
    context.world.booking.troubles.end()


@when("{who:Person} answers as {pron:Person} would")
def step_answers_once(context, who, pron):
    """The answer to the question that is open."""
    context.world.who(who).answers_once()


@then("{who:Person} is told of technical trouble in words, and of no booking")
def step_trouble(context, who):
    """In words that a patient understands, and nothing is said that has not happened."""
    patient = context.world.who(who)
    judge(patient.name, patient, told(TROUBLE, "be told of technical trouble"))
    judge(patient.name, patient, told_nothing_done())


@then("{who:Person} can book in another call")
def step_books_later(context, who):
    """Everything is as if the trouble had never been."""
    context.world.who(who).books()
    context.world.booking.books.proves_booking(context.world.who(who))
