"""Booking by phone: what callers do and what they should hear."""

from behave import given, then, when

from countersign.matchers.call_documents import answered_in_xml
from countersign.matchers.calls import (
    BOOKED,
    GOODBYE,
    all_answered_within,
    answered_within,
    asked,
    asked_something,
    confirms_for,
    confirms_slot,
    every_step_answered,
    heard_nothing_of,
    line_hung_up,
    offered,
    told,
    told_nothing_done,
)
from countersign.matchers.judging import judge

# ---- calling, and coming to a question


@given("{who:Person} wants an appointment")
def step_wants(context, who):
    """Somebody whom the line has never heard."""
    context.world.booking.patient(who)


@given("{who:Person} calls from abroad")
@given("{who:Person} wants an appointment, and calls from abroad")
def step_from_abroad(context, who):
    """Somebody with a number of another country."""
    context.world.booking.patient(who, abroad=True)


@given("{who:Person} withholds {whose:Whose} number")
def step_withholds(context, who, whose):
    """Somebody of whom the carrier tells no number."""
    context.world.booking.patient(who, withheld=True)


@given("{first:Person} and {second:Person} withhold their numbers")
def step_both_withhold(context, first, second):
    """Of neither the carrier tells a number."""
    context.world.booking.patient(first, withheld=True)
    context.world.booking.patient(second, withheld=True)


@given("{who:Person} calls the booking line")
@when("{who:Person} calls the booking line")
def step_calls(context, who):
    """Dials the number; the line answers."""
    context.world.booking.patient(who).calls()


@when("{who:Person} calls the booking line and speaks before anybody has answered")
def step_speaks_early(context, who):
    """Words that reach the line along with the call itself."""
    context.world.booking.patient(who).calls("My name is Amira Haddad, tomorrow at 2 PM, yes")


@given("{who:Person} is {question:Question}")
def step_comes_to(context, who, question):
    """Somebody who calls and answers, until that is what the line waits for."""
    context.world.booking.brings_to(who, question)


@given("{who:Person} is asked to confirm {moment:Moment}, for {minutes:Number} minutes")
def step_comes_to_confirm(context, who, moment, minutes):
    """Somebody who has told everything but the last yes."""
    scene = context.world.booking
    scene.patient(who).comes_to_confirm(scene.time.wish(moment, minutes))


# ---- answering


@given("{who:Person} says {words:Quoted}")
@when("{who:Person} says {words:Quoted}")
def step_says(context, who, words):
    """Says these words, whatever was asked."""
    context.world.who(who).says(words)


@when("{who:Person} gives {whose:Whose} name as {name:Quoted}")
def step_gives_name(context, who, whose, name):
    """Says the name when asked for it, and yes when it is read back."""
    context.world.who(who).gives_name(name)


@when("{who:Person} asks for {moment:Moment}, for {minutes:Number} minutes")
def step_asks_for_moment_and_length(context, who, moment, minutes):
    """Names that time when asked when, and that length when asked how long."""
    context.world.who(who).asks_for(context.world.booking.time.say(moment), minutes)


@when("{who:Person} asks for {words:Quoted}")
def step_asks_for(context, who, words):
    """Names the time in these very words, when asked when."""
    context.world.who(who).asks_for(words)


@when("{who:Person} asks for {words:Quoted}, for {minutes:Number} minutes")
def step_asks_for_and_length(context, who, words, minutes):
    """Names the time in these very words when asked when, and that length when asked how long."""
    context.world.who(who).asks_for(words, minutes)


@when("{who:Person} asks for {moment:Moment} by its date, for {minutes:Number} minutes")
def step_asks_by_date(context, who, moment, minutes):
    """Names the day by its number and month."""
    context.world.who(who).asks_for(context.world.booking.time.say(moment, by_date=True), minutes)


@when("{who:Person} presses {key:Number}")
def step_presses(context, who, key):
    """Presses that key of the phone."""
    context.world.who(who).presses(key)


@when("{who:Person} confirms")
def step_confirms(context, who):
    """Says yes, when asked to confirm."""
    context.world.who(who).confirms()


@when("{who:Person} accepts the offer")
def step_accepts_at_last(context, who):
    """Says yes to the slot that is offered, and to the last question."""
    context.world.who(who).accepts_offer()


@when("{who:Person} accepts the offer, for {minutes:Number} minutes")
def step_accepts(context, who, minutes):
    """Says yes to the slot that is offered, tells the length when asked for it, and confirms."""
    context.world.who(who).accepts_offer(minutes)


@when("{who:Person} goes on to book an appointment")
def step_goes_on(context, who):
    """Answers whatever is asked, until there is an appointment."""
    context.world.who(who).goes_on()


@when("{who:Person} hangs up")
def step_hangs_up(context, who):
    """In the middle of the call."""
    context.world.who(who).hangs_up()


@when("{who:Person} starts over and books an appointment")
def step_starts_over(context, who):
    """Says no to whatever was understood, and then answers what is asked."""
    context.world.who(who).goes_on()


@when("{who:Person} says {utterance:Utterance}")
def step_says_unusual(context, who, utterance):
    """What speech recognition may hand over, however odd."""
    context.world.who(who).says(utterance)


@when("{who:Person} says {words:Quoted}, which means {name:Quoted}")
def step_says_name(context, who, words, name):
    """Introduces themselves in these very words; the name that is meant is theirs from now on."""
    context.world.who(who).introduces(name, words)


@when(
    "{who:Person} says that {pron:Person} is {name:Quoted} and gives {whose:Whose} number {spelled:Spelled}"
)
def step_says_name_and_number(context, who, pron, name, whose, spelled):
    """One sentence that ends with the own number, said in that way."""
    patient = context.world.who(who)
    patient.introduces_with_number(name, patient.number, spelled)


@when(
    "{who:Person} says that {pron:Person} is {name:Quoted} "
    "and gives the number of another phone {spelled:Spelled}"
)
def step_says_other_number(context, who, pron, name, spelled):
    """Under which they are kept from now on, whatever number the call shows."""
    context.world.booking.gives_other_number(context.world.who(who), name, spelled)


@when("{who:Person} says that {pron:Person} is {name:Quoted} and gives the number of {other:Person}")
def step_says_number_of_other(context, who, pron, name, other):
    """As anybody can who knows it."""
    number = context.world.people.mentioned(other).number
    context.world.who(who).introduces_with_number(name, number, str)


@when("{who:Person} says {whose:Whose} number when asked for it")
def step_says_number(context, who, whose):
    """The own number, of which the carrier tells nothing."""
    context.world.who(who).gives_number()


@when("{who:Person} stays silent")
def step_is_silent(context, who):
    """Says nothing for as long as the line waits."""
    context.world.who(who).is_silent()


@when("{who:Person} stays silent for {turns:Number} turns")
def step_is_silent_for(context, who, turns):
    """Says nothing, so many times."""
    context.world.who(who).is_silent(turns)


# ---- whole calls


@when("{who:Person} calls and {talks:WayToTalk}")
def step_calls_as(context, who, talks):
    """A whole call of somebody who talks in that way."""
    talks(context.world.who(who))


@given("{who:Person} has booked an appointment")
def step_has_booked(context, who):
    """Somebody who has called before, and has an appointment since."""
    context.world.booking.patient(who).books()


@given("{who:Person} has booked {moment:Moment}, for {minutes:Number} minutes")
@when("{who:Person} books {moment:Moment}, for {minutes:Number} minutes")
def step_books_moment(context, who, moment, minutes):
    """A whole call, with that time and length."""
    context.world.booking.patient(who).books(context.world.booking.time.wish(moment, minutes))


@when("{who:Person} books {words:Quoted}, for {minutes:Number} minutes")
def step_books_words(context, who, words, minutes):
    """A whole call, with the time in these very words."""
    context.world.booking.patient(who).books(context.world.booking.time.wish(words, minutes))


@when("{who:Person} calls again and books {moment:Moment}, for {minutes:Number} minutes")
def step_books_again(context, who, moment, minutes):
    """Another whole call of somebody who has booked before."""
    context.world.who(who).books(context.world.booking.time.wish(moment, minutes))


@when("{who:Person} calls and moves it to {moment:Moment}")
def step_moves(context, who, moment):
    """Asks for the appointment to be moved there, and says yes."""
    context.world.who(who).moves(context.world.booking.time.say(moment))


@given("{who:Person} is asked to confirm that it is moved to {moment:Moment}")
def step_comes_to_move(context, who, moment):
    """Somebody who has asked for the appointment to be moved there, and has not said yes yet."""
    context.world.who(who).wants_moved(context.world.booking.time.say(moment))


@when("{who:Person} calls, wants it moved to {moment:Moment}, and hangs up before the yes")
def step_nearly_moves(context, who, moment):
    """Asks for the appointment to be moved there, and says no more."""
    context.world.who(who).wants_moved(context.world.booking.time.say(moment))
    context.world.who(who).hangs_up()


@when("{who:Person} calls and cancels it")
def step_cancels(context, who):
    """Asks for the appointment to be cancelled, and says yes."""
    context.world.who(who).cancels()


@when("{who:Person} calls, wants it cancelled, and then says {answer:Quoted}")
def step_nearly_cancels(context, who, answer):
    """Asks for the appointment to be cancelled, and thinks better of it."""
    context.world.who(who).cancels(answer)


# ---- what is heard


@then("{who:Person} is {question:Question}")
def step_is_asked(context, who, question):
    """That is what the line waits for now."""
    judge(*seen(context, who), asked(question))


@then("each answer leads {whom:Person} one question further")
def step_leads_on(context, whom):
    """None is skipped, and none is asked twice."""
    rows = [(row["she says"], row["then she is"]) for row in context.table]
    context.world.booking.leads_on(context.world.who(whom), rows)


@then("{who:Person} is asked to confirm again")
def step_is_asked_again(context, who):
    """The last question stays open."""
    patient = context.world.who(who)
    judge(patient.name, patient, confirms_for(patient.wish.minutes, patient.full_name))


@then("{who:Person} is asked to confirm {minutes:Number} minutes for {name:Quoted}")
def step_confirms_for(context, who, minutes, name):
    """The last question names the length and the name."""
    judge(*seen(context, who), confirms_for(minutes, name))


@then("{who:Person} is asked to confirm {moment:Moment}, for {minutes:Number} minutes")
def step_confirms_slot(context, who, moment, minutes):
    """The last question names the very moment and length."""
    judge(*seen(context, who), confirms_slot(context.world.booking.time.spoken(moment), minutes))


@then("{who:Person} is offered {moment:Moment}")
def step_is_offered(context, who, moment):
    """The line offers that slot instead of the one that was asked for."""
    judge(*seen(context, who), offered(context.world.booking.time.spoken(moment)))


@then("{who:Person} is greeted as {first_name:Quoted}")
def step_is_greeted(context, who, first_name):
    """The line knows who calls."""
    judge(
        *seen(context, who),
        told("greets a known caller", f"be greeted as {first_name}", first_name=first_name),
    )


@then("{who:Person} hears that {whose:Whose} appointment is booked")
def step_hears_booked(context, who, whose):
    """The line says that it has booked."""
    judge(*seen(context, who), told(BOOKED, "hear that the appointment is booked"))


@then("{who:Person} hears that {whose:Whose} appointment is booked for {moment:Moment}")
def step_hears_booked_for(context, who, whose, moment):
    """The line names the very moment that was asked for."""
    when_ = context.world.booking.time.spoken(moment)
    judge(*seen(context, who), told(BOOKED, f"hear that the appointment is booked for {when_}", when=when_))


@then("{who:Person} is not told that anything is booked")
def step_not_told_booked(context, who):
    """Nothing is said to have been done."""
    judge(*seen(context, who), told_nothing_done())


@then("{who:Person} hears that it is moved to {moment:Moment}")
def step_hears_moved(context, who, moment):
    """The line names the new moment."""
    when_ = context.world.booking.time.spoken(moment)
    judge(*seen(context, who), told("says it is moved", f"hear that it is moved to {when_}", when=when_))


@then("{who:Person} hears that it is cancelled")
def step_hears_cancelled(context, who):
    """The line says that it has cancelled."""
    judge(*seen(context, who), told("says it is cancelled", "hear that the appointment is cancelled"))


@then("{who:Person} is told that {pron:Person} has no appointment")
def step_has_none(context, who, pron):
    """The line has looked, and says so."""
    judge(*seen(context, who), told("has no appointment", "be told that there is no appointment"))


@then("{who:Person} is helped to say {what:Help}")
def step_is_helped(context, who, what):
    """The line says that it heard nothing, and how this very question can be answered."""
    judge(*seen(context, who), told("helps after silence", "be told that nothing was heard"))
    judge(*seen(context, who), told(f"helps to say {what}", f"be helped to say {what}"))


@then("the line has said goodbye to {whom:Person} and hung up")
def step_said_goodbye(context, whom):
    """The call is over, politely."""
    judge(*seen(context, whom), told(GOODBYE, "be said goodbye to"))
    judge(*seen(context, whom), line_hung_up())


@then("the line hangs up")
def step_hangs_up_itself(context):
    """The call is over, and the caller has not ended it."""
    patient = context.world.people.last
    judge(patient.name, patient, line_hung_up())


@then("{who:Person} is answered in time, and asked something")
def step_answered_and_asked(context, who):
    """The answer is well formed, came soon, and leaves something to answer."""
    judge(*seen(context, who), asked_something())
    judge(*seen(context, who), answered_within(context.world.booking.thresholds.one_answer))


@then("every step of {whose:Whose} call was answered, and in time")
def step_every_step(context, whose):
    """From the first ring to the line's goodbye, without anything that the carrier stumbles over."""
    patient = context.world.people.last
    judge(patient.name, patient, every_step_answered())
    judge(patient.name, patient, all_answered_within(context.world.booking.thresholds.whole_call))


@then("every answer to {whom:Person} was XML, and said so")
def step_answered_in_xml(context, whom):
    """In all calls: the carrier reads other things too, but not as what the caller should hear."""
    judge(*seen(context, whom), answered_in_xml())


@then("{who:Person} was told of nothing that {other:Person} said")
def step_heard_nothing_of(context, who, other):
    """Neither the name nor the number of the other stands in anything that was said."""
    judge(*seen(context, who), heard_nothing_of(context.world.people.mentioned(other)))


def seen(context, who):
    """The name and the person, for a verdict."""
    patient = context.world.who(who)
    return patient.name, patient
