"""Codes: whose they are, how they are typed, and when another one comes."""

from behave import then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.conversation import says, says_any
from countersign.matchers.judging import judge
from countersign.matchers.records import keeps_secret, tried_in_vain


@when("{who:Person} types the code {written:Code}")
def step_types_code_so(context, who, written):
    """Writes the code from the mail, in another way than it stands there."""
    newcomer = context.world.who(who)
    newcomer.types(written(newcomer.own_code))


@when("{who:Person} types the code {wrongly:NoCode}")
def step_types_no_code(context, who, wrongly):
    """Writes what is left of the code from the mail, which is none any more."""
    newcomer = context.world.who(who)
    newcomer.types(wrongly(newcomer.own_code))


@when("{who:Person} types the code of {owner:Person}")
def step_types_others_code(context, who, owner):
    """Writes the code that was made for that person, whoever that is."""
    code = context.world.people.mentioned(owner).own_code
    context.world.who(who).types(code)


@when("{who:Person} types the code that came first")
def step_types_first_code(context, who):
    """Writes the oldest code in the first mailbox, whatever has happened since."""
    newcomer = context.world.who(who)
    newcomer.types(newcomer.first_code)


@when("{who:Person} types the code that came before the newest")
def step_types_former_code(context, who):
    """Writes the code that another one has replaced."""
    newcomer = context.world.who(who)
    newcomer.types(newcomer.mailbox.codes()[-2])


@when("{who:Person} gets another code {times:Number} times, as soon as she may")
def step_gets_codes(context, who, times):
    """Asks again so many times, each a little more than a minute after the last, and finds each."""
    context.world.onboarding.asks_again_patiently(context.world.who(who), times)


@when("it is {time:Duration} since the code was mailed to {whom:Person}")
def step_time_since_mail(context, time, whom):
    """Time goes by for this person alone; what the scenario has really taken by now is counted in."""
    newcomer = context.world.who(whom)
    context.world.onboarding.lets_time_go_by(newcomer, time - newcomer.mailbox.age_of_newest())


@then("{who:Person} is told to wait for about {seconds:Number} seconds")
def step_waits_seconds(context, who, seconds):
    """Is told in how many seconds another code can be sent; what the scenario takes is taken off."""
    moments = range(seconds - 2, seconds + 1)
    context.world.who(who).user.sees(says_any("when another code can be sent", "seconds", moments))


@then("{who:Person} is told to wait for {minutes:Number} minutes")
def step_waits_minutes(context, who, minutes):
    """Is told in how many minutes another code can be sent."""
    context.world.who(who).user.sees(says("in how many minutes another code can be sent", minutes=minutes))


@then("{times:Number} wrong attempts are on record for {whom:Person}")
def step_attempts_on_record(context, times, whom):
    """Looks in the product's own records, not in what the bot said."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), tried_in_vain(times))


@then("the code is kept for {whom:Person} so that nobody can read it")
def step_code_is_kept_secret(context, whom):
    """Looks at all that the product's own records keep about the code: its digits stand nowhere."""
    newcomer = context.world.who(whom)
    kept = context.world.onboarding.records.kept_of_codes(newcomer.person)
    judge("The bot", kept, keeps_secret(newcomer.own_code))
