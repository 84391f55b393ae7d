"""Who comes to the bot past its private chats: an operator, Telegram, a stranger, groups, the watch."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.doors import (
    called_malformed,
    reports_good_health,
    reports_lost_database,
    turned_away,
)
from countersign.matchers.judging import judge
from countersign.matchers.records import begun_empty, nothing_on_record
from countersign.matchers.screens import accepted_after_its_work


@given("the bot is under maintenance")
def step_under_maintenance(context):
    """A bot of this scenario's own, which its operators are working on."""
    context.world.onboarding.moves_to_spare(maintenance=True)


@when("the operator {standing:Standing} {whom:Person}")
def step_operator(context, standing, whom):
    """Somebody in the office decides about this person, and about nobody else."""
    newcomer = context.world.who(whom)
    operator = context.world.onboarding.doors.operator
    operator.gives_standing(newcomer.name, newcomer.person.telegram_id, standing)


@when("a stranger delivers the start of {who:Person} {how:Disguise}")
def step_stranger_delivers(context, who, how):
    """Somebody who is not Telegram claims that this person has started the bot."""
    start = context.world.who(who).user.is_about_to_write("/start")
    context.world.onboarding.doors.caller.delivers(start, how)


@when("{what:Mutilation} arrives instead of the start of {who:Person}")
def step_mutilated(context, what, who):
    """Something comes with the right secret, and is no update."""
    start = context.world.who(who).user.is_about_to_write("/start")
    context.world.onboarding.doors.caller.delivers_mutilated(start, what)


@when("Telegram delivers the start of {who:Person}")
def step_telegram_delivers(context, who):
    """What this person did arrives as it should."""
    start = context.world.who(who).user.is_about_to_write("/start")
    context.world.onboarding.doors.caller.delivers_truly(start)


@when("Telegram delivers it again")
def step_delivers_again(context):
    """What was done last arrives once more, as it does when an answer got lost."""
    context.world.who("she").user.gets_again()


@when("{who:Person} writes {words:Quoted} in a group that the bot is in")
def step_writes_in_group(context, who, words):
    """Writes where others read along."""
    context.world.onboarding.doors.writes_in_group(context.world.who(who), words)


@then("the bot stays silent in the group")
def step_silent_in_group(context):
    """The bot has taken in what was written, and says nothing."""
    context.world.onboarding.doors.stays_silent_in_group(context.world.who("she"))


@then("the stranger is turned away")
def step_turned_away(context):
    """The bot refuses to listen, and says so to whoever delivered."""
    judge("The stranger", context.world.onboarding.doors.caller.last, turned_away())


@then("whoever delivered it is told that it is no update")
def step_told_malformed(context):
    """The bot says that it can't make anything of it, and why."""
    judge("Whoever delivered", context.world.onboarding.doors.caller.last, called_malformed())


@then("the bot shows nothing to {whom:Person}")
def step_shows_nothing(context, whom):
    """Nothing comes, not even a moment later."""
    context.world.who(whom).user.hears_nothing()


@then("the bot accepted what {who:Person} did only when its work was done")
def step_accepted_late(context, who):
    """Everything was shown before the bot told Telegram that it has done its work."""
    context.world.who(who).user.sees_to_the_end(accepted_after_its_work())


@then("nothing is on record for {whom:Person}")
def step_nothing_on_record(context, whom):
    """Looks in the product's own records: nobody of that kind is known."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), nothing_on_record())


@then("one session under way and an empty {currency:Quoted} wallet are on record for {whom:Person}")
def step_begun(context, currency, whom):
    """Looks in the product's own records: one account, one open session, one wallet with nothing in it."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), begun_empty(currency))


@then("the bot says that it is healthy")
def step_healthy(context):
    """To people and to machines: it, its database and Telegram are well."""
    judge("The bot", context.world.onboarding.doors.watch.asks(), reports_good_health())


@then("the bot says that it has lost its database")
def step_lost_database(context):
    """To people and to machines, at the first time of asking."""
    judge("The bot", context.world.onboarding.doors.watch.asks(), reports_lost_database())
