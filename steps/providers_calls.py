"""The contract of Telegram: bots, the people they talk to, and how calls are made."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.judging import judge
from countersign.matchers.provider_answers import is_done, listed, must_wait
from countersign.matchers.telegram_answers import has_commands, is_stopped_after_a_while, is_the_bot


@given("a bot")
def step_bot(context):
    """A bot of the scenario's own, or the one that the target names."""
    context.world.providers.bot.drops_what_waits()


@given("a bot in a chat with {who:Person}")
def step_bot_in_chat(context, who):
    """A bot, and somebody who has started it; what they have said before is forgotten."""
    context.world.providers.meets(who)
    context.world.providers.bot.drops_what_waits()


@given("the bot is in a chat with {who:Person}")
def step_bot_in_another_chat(context, who):
    """One more person who has started the bot, and to whom it writes from now on."""
    context.world.providers.meets(who)


@given("a bot in a group with {who:Person}")
def step_bot_in_group(context, who):
    """A bot that writes to a group, of which somebody is a member too."""
    context.world.providers.meets_in_group(who)


@given("{who:Person}, who has never started it")
def step_never_started(context, who):
    """Somebody with a Telegram account, who has nothing to do with the bot."""
    context.world.providers.knows(who)


@given("{who:Person} has blocked it")
def step_has_blocked(context, who):
    """Somebody who wants nothing more of the bot."""
    context.world.providers.bot.partners.who(who).blocks(blocked=True)


@given("{who:Person} has let it in again")
def step_has_unblocked(context, who):
    """Somebody who has changed their mind."""
    context.world.providers.bot.partners.who(who).blocks(blocked=False)


@given("{who:Person} has written {text:Quoted} to the bot")
@when("{who:Person} writes {text:Quoted} to the bot")
def step_person_writes(context, who, text):
    """Writes to the bot."""
    context.world.providers.bot.partners.who(who).writes(text)


@given("{who:Person} has written {number:Number} messages to the bot")
def step_person_writes_many(context, who, number):
    """Writes so many messages to the bot, one after the other."""
    context.world.providers.bot.partners.who(who).writes_many(number)


@given("{who:Person} has tapped {label:Quoted} under it")
def step_person_taps(context, who, label):
    """Taps the button of that name under the bot's last message."""
    bot = context.world.providers.bot
    bot.partners.who(who).taps(bot.message_id, label)


@given("the next message is one too many for {seconds:Number} seconds")
def step_next_is_too_many(context, seconds):
    """Telegram will refuse the next message and want the bot to wait."""
    context.world.providers.bot.stage.refuse_next(
        context.world.providers.bot.username, "sendMessage", seconds
    )


@given("the flood limits hold for it")
def step_flood_limits(context):
    """From now on the bot may write no faster than on the real service."""
    context.world.providers.bot.stage.limit(context.world.providers.bot.username)


@when("it asks who it is")
def step_asks_who(context):
    """Calls getMe."""
    context.world.providers.bot.asks_who_it_is()


@when("it asks who it is by calling {method:Quoted}")
def step_asks_who_in_letters(context, method):
    """The same call, its name written in other letters."""
    context.world.providers.bot.asks_who_it_is(method)


@when("it calls something that does not exist")
def step_calls_unknown(context):
    """A call that Telegram has never had."""
    context.world.providers.bot.calls("tellFortune")


@when("it calls with a token that nobody was given")
def step_calls_with_unknown_token(context):
    """A token of the right shape, with the bot's own number and another secret."""
    context.world.providers.bot.calls_with_unknown_token()


@then("it learns its name and what it may do")
def step_learns_who(context):
    """Its id and name, that it is a bot, whether it may join groups and read along there."""
    bot = context.world.providers.bot
    judge("Telegram", context.world.providers.answer, is_the_bot(bot.bot_id, bot.username))


@then("Telegram does it")
def step_is_done(context):
    """The last call was performed."""
    judge("Telegram", context.world.providers.answer, is_done())


@then("it is told to wait {seconds:Number} seconds")
def step_must_wait(context, seconds):
    """In the words, in the answer's parameters and in its header, all the same."""
    judge("Telegram", context.world.providers.answer, must_wait(seconds))


@then("the first goes out, and the last is refused with a time to wait")
def step_is_stopped(context):
    """A short burst is let through, not more."""
    judge("Telegram", context.world.providers.bot, is_stopped_after_a_while())


@when("it sets the commands {names:Quoted} for {who:Person}")
def step_sets_commands(context, names, who):
    """A menu of commands in the chat with that person."""
    bot = context.world.providers.bot
    bot.sets_commands(listed(names), bot.partners.who(who).chat_id)


@then("the commands for {who:Person} are {names:Quoted}")
def step_commands_are(context, who, names):
    """The menu in the chat with that person, as it was set."""
    bot = context.world.providers.bot
    bot.asks_for_commands(bot.partners.who(who).chat_id)
    judge("Telegram", context.world.providers.answer, has_commands(listed(names)))


@then("there are no commands for {who:Person}")
def step_no_commands(context, who):
    """No menu was made for the chat with that person."""
    bot = context.world.providers.bot
    bot.asks_for_commands(bot.partners.who(who).chat_id)
    judge("Telegram", context.world.providers.answer, has_commands([]))
