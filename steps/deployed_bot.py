"""A deployed bot, driven by another bot in a group: what it is told and what it should answer."""

from functools import wraps

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.people.driver_bot import NotDrivableError


def drivable(step):
    """Where the driver bot can't drive now, the scenario says so, and nothing of the product."""

    @wraps(step)
    def carried_out(context, *given, **named):
        try:
            step(context, *given, **named)
        except NotDrivableError as reason:
            context.scenario.skip(f"not drivable now: {reason}")

    return carried_out


@given("the driver bot has started the deployed bot")
@drivable
def step_has_started(context):
    """The deployed bot shows one screen, which tells where the driver bot's account stands."""
    context.world.deployed_bot.tester.has_started()


@given("the driver bot was interrupted by a request for help")
@drivable
def step_was_interrupted(context):
    """Asks for help in the middle of a step, and hears the answer out."""
    context.world.deployed_bot.tester.is_interrupted()


@when("the driver bot asks Telegram who it is")
@drivable
def step_asks_who(context):
    """The simplest question that a bot can ask."""
    context.world.deployed_bot.identifies_itself()


@when("the driver bot starts the deployed bot")
@drivable
def step_starts(context):
    """Writes /start, as people write it in a group."""
    context.world.deployed_bot.tester.starts()


@when("the driver bot asks the deployed bot for help")
@drivable
def step_asks_for_help(context):
    """Writes /help, as people write it in a group."""
    context.world.deployed_bot.tester.asks_for_help()


@when("the driver bot writes an address that is none")
@drivable
def step_writes_bad_address(context):
    """Whatever step the account is at."""
    context.world.deployed_bot.tester.writes_bad_address()


@when("the driver bot writes a new e-mail address")
@drivable
def step_writes_good_address(context):
    """An address that nobody has, at a domain that nobody can own."""
    context.world.deployed_bot.tester.writes_good_address(context.world.deployed_bot.new_address())


@when("the driver bot writes digits that its step can't use")
@drivable
def step_writes_digits(context):
    """Six digits; where a code is asked for five, which cost no attempt."""
    context.world.deployed_bot.tester.writes_digits()


@when("the driver bot writes {kind:Quoted} to the deployed bot")
@drivable
def step_writes_nonsense(context, kind):
    """Something that nobody should write: a very long text, emoji, markup, a database command."""
    context.world.deployed_bot.tester.writes_nonsense(kind)


@when("the driver bot writes five different messages at once")
@drivable
def step_writes_at_once(context):
    """They reach the deployed bot at the same moment."""
    context.world.deployed_bot.writes_at_once()


@when("the driver bot goes through all that a bot can do with another")
@drivable
def step_goes_round(context):
    """Thirteen messages: start, help, texts of all kinds, several at once, and back."""
    context.world.deployed_bot.goes_round()


@then("Telegram has said so within {time:Duration}")
def step_said_so(context, time):
    """The bare way to Telegram and back."""
    context.world.deployed_bot.was_identified_within(time.total_seconds())


@then("the deployed bot shows the screen of one step")
@drivable
def step_shows_one_screen(context):
    """The landing page, one of the three steps or the menu: one of them, and no second one."""
    context.world.deployed_bot.tester.finds_its_standing()


@then("the deployed bot shows the same screen again")
@drivable
def step_shows_same_screen(context):
    """Where the account stands, as the bot itself has said: nothing is lost and nothing is skipped."""
    context.world.deployed_bot.tester.is_where_it_was()


@then("the screen has its buttons, which a bot can't tap")
@drivable
def step_has_buttons(context):
    """Right names and fitting data; the evidence says that tapping them could not be driven."""
    context.world.deployed_bot.tester.sees_buttons()


@then("the deployed bot answers as the step of the account demands")
@drivable
def step_answers_as_demanded(context):
    """A refusal or a next step, in the words of the step that the account is at."""
    context.world.deployed_bot.tester.is_answered_as_the_step_demands()


@then("the deployed bot answers")
@drivable
def step_answers(context):
    """Anything that can be seen."""
    context.world.deployed_bot.tester.is_answered()


@then("the deployed bot does not speak of an error")
@drivable
def step_speaks_of_no_error(context):
    """Not even for a moment."""
    context.world.deployed_bot.tester.is_not_told_of_an_error()


@then("the deployed bot has answered within the time promised for {deed:Deed}")
@drivable
def step_answered_within(context, deed):
    """From when Telegram has taken the message to the first answer that can be seen."""
    context.world.deployed_bot.tester.is_answered_within(context.world.deployed_bot.promised(deed))


@then("at least {percent:Number} % of them are answered")
def step_answered_at_least(context, percent):
    """Each answer belongs to one of the messages."""
    context.world.deployed_bot.was_answered_at_least(percent)


@then("the deployed bot is healthy")
def step_is_healthy(context):
    """More than 90 % answered, in less than 2 seconds on average, and no issue that is high or critical."""
    context.world.deployed_bot.was_good()
