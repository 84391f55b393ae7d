"""What happens at the same moment."""

from behave import given, then, when

from countersign.matchers.conversation import asks_to, says
from countersign.matchers.judging import judge
from countersign.matchers.mail import holds_welcome_mails
from countersign.matchers.races import answered_by_at_most, belongs_to_one, is_there_once, told_once
from countersign.matchers.records import has_once


@given("the bot runs as deployed")
def step_runs_as_deployed(context):
    """As one process or as several: whatever the target names."""
    context.world.onboarding.races  # noqa: B018 - says where updates can't be posted


@given("the bot runs as two processes behind one database")
def step_runs_as_two(context):
    """A deployment of this scenario's own; what arrives is given to its processes in turn."""
    context.world.onboarding.moves_to_spare(processes=2)


@given("{who:Person} is asked to accept the terms")
def step_is_asked_to_accept(context, who):
    """Someone who has come as far as the third step, with a verified address."""
    context.world.onboarding.newcomer(who).is_asked_to_accept()


@given("{first:Person} and {second:Person} are asked for the code from a mail to the same address")
def step_share_an_address(context, first, second):
    """Two who both say that an address is theirs; each has a code of their own."""
    context.world.onboarding.races.share_an_address(first, second)


@given("{number:Number} people are new to the bot")
def step_crowd(context, number):
    """So many whom the bot has never seen."""
    context.world.onboarding.races.gathers(number)


@when("{who:Person} gives the same e-mail address twice at the same moment")
def step_gives_same_address(context, who):
    """One address, sent twice before anything is answered."""
    context.world.onboarding.races.gives_address_twice(context.world.who(who))


@when("{who:Person} gives {number:Number} e-mail addresses at the same moment")
def step_gives_addresses(context, who, number):
    """Different addresses of the same person, all sent before anything is answered."""
    context.world.onboarding.races.gives_addresses(context.world.who(who), number)


@when("{who:Person} types a wrong code that arrives twice at the same moment")
def step_wrong_code_arrives_twice(context, who):
    """Typed once; Telegram delivers it twice."""
    context.world.onboarding.races.wrong_code_arrives_twice(context.world.who(who))


@when("{first:Person} and {second:Person} type their codes at the same moment")
def step_type_their_codes(context, first, second):
    """Each types the code that was made for them."""
    context.world.onboarding.races.duel(first, second).both_type()


@when("they all become verified users, each step at the same moment")
def step_all_become_verified(context):
    """All start together, all give their addresses together, and so on to the menu."""
    context.world.onboarding.races.crowd.become_verified()


@then("{who:Person} is not told of any trouble")
def step_no_trouble(context, who):
    """Nothing that looks like an error, not even for a moment."""
    context.world.who(who).user.does_not_see(says("something went wrong"))


@then("one and only one of the codes mailed to {whom:Person} is accepted")
def step_one_good_code(context, whom):
    """Types all that were mailed; only the one for the address that the bot names is accepted."""
    context.world.onboarding.races.finds_one_good_code(context.world.who(whom))


@then("the address belongs to one of {first:Person} and {second:Person}")
def step_belongs_to_one(context, first, second):
    """Looks in the product's own records: one has verified it, the other has not."""
    scene = context.world.onboarding
    judge("The address", scene.races.duel(first, second).ended(scene.records), belongs_to_one())


@then(
    "the one of {first:Person} and {second:Person} goes on, and the other is told that the address is taken"
)
def step_only_one_goes_on(context, first, second):
    """Whoever has it on record is asked to accept the terms; the other is not, and is told why."""
    scene = context.world.onboarding
    scene.races.duel(first, second).only_one_goes_on(scene.records)


@then("each of them is on record with their own address")
def step_each_on_record(context):
    """Looks in the product's own records, for each of them."""
    context.world.onboarding.races.crowd.are_on_record(context.world.onboarding.records)


@then("none of them sees anything that is meant for another, or more than the others")
def step_no_crosstalk(context):
    """No chat and no mailbox holds the name or address of another one, and no chat more messages."""
    context.world.onboarding.races.crowd.meet_nobody_else()


@given("{number:Number} people are asked for the code from the mail")
def step_crowd_is_asked_for_code(context, number):
    """So many who have come as far as the second step, each with a code in the mailbox."""
    context.world.onboarding.races.gathers(number).are_asked_for_the_code()


@given("{number:Number} people are asked to accept the terms")
def step_crowd_is_asked_to_accept(context, number):
    """So many who have come as far as the third step, each with a verified address."""
    context.world.onboarding.races.gathers(number).are_asked_to_accept()


@when("each of them in turn starts the bot {number:Number} times at the same moment")
def step_each_starts(context, number):
    """Start, tapped so often that all of it is there before any is answered; one person after the other."""
    context.world.onboarding.races.crowd.each_starts(number)


@when("each of them in turn accepts the terms {number:Number} times at the same moment")
def step_each_accepts(context, number):
    """The same button, tapped so often before anything is answered."""
    context.world.onboarding.races.crowd.each_accepts(number)


@when("each of them in turn types {number:Number} wrong codes at the same moment")
def step_each_types_wrong_codes(context, number):
    """As somebody who guesses, and hopes that the bot counts more slowly than it looks."""
    context.world.onboarding.races.crowd.each_types_wrong_codes(number)


@when("each of them types the code from the mail")
def step_each_types_code(context):
    """Each writes the right code."""
    context.world.onboarding.races.crowd.each_types_code()


@then("each of them is answered by at most {number:Number} messages")
def step_answered_by_at_most(context, number):
    """There is an answer, and hardly more than one, also when the bot has finished."""
    context.world.onboarding.races.crowd.each_sees(answered_by_at_most(number))


@then("each of them is told once that the account is ready")
def step_told_once(context):
    """The welcome is shown in one message, also when the bot has finished."""
    context.world.onboarding.races.crowd.each_sees(told_once("the account is ready"))


@then("each of them is told that the code is locked")
def step_each_is_locked_out(context):
    """Five wrong codes are five, however fast they come."""
    context.world.onboarding.races.crowd.each_sees(says("the code is locked"))


@then("none of them is asked to accept the terms")
def step_none_is_asked_to_accept(context):
    """Nobody gets on, not even for a moment."""
    context.world.onboarding.races.crowd.none_sees(asks_to("accept the terms"))


@then("none of them is told of any trouble")
def step_none_is_told_of_trouble(context):
    """Nothing that looks like an error, not even for a moment."""
    context.world.onboarding.races.crowd.none_sees(says("something went wrong"))


@then("exactly one welcome mail has been sent to each of them")
def step_each_is_welcomed_once(context):
    """One, and no other mail but those with a code."""
    context.world.onboarding.races.crowd.each_finds(holds_welcome_mails(1))


@then("exactly one account, session and {currency:Quoted} wallet are on record for {whom:Person}")
def step_there_once_for_one(context, currency, whom):
    """Whatever happened, nothing is there twice; the session may still be open."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), is_there_once(currency))


@then("exactly one account, session and {currency:Quoted} wallet are on record for each of them")
def step_there_once(context, currency):
    """Whatever happened, nothing is there twice; the sessions may still be open."""
    scene = context.world.onboarding
    scene.races.crowd.each_on_record(scene.records, is_there_once(currency))


@then("exactly one account, finished session and {currency:Quoted} wallet are on record for each of them")
def step_done_once(context, currency):
    """Whatever happened, nothing is there twice and nothing is missing."""
    scene = context.world.onboarding
    scene.races.crowd.each_on_record(scene.records, has_once(currency))
