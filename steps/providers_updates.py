"""The contract of Telegram: how a bot gets what people do."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.judging import judge
from countersign.matchers.provider_answers import is_refused, listed
from countersign.matchers.telegram_updates import (
    carries_header,
    has_read,
    offers,
    offers_contact,
    offers_so_many,
    offers_tap,
    shows_trouble,
    waits_as_asked,
    waits_longer_each_time,
    was_brought,
)
from countersign.people.bot_stage import PHONE
from countersign.people.bot_updates import SECRET_HEADER


@given("it has asked for updates")
@when("it asks for updates")
def step_asks_for_updates(context):
    """Asks for what waits, and confirms nothing."""
    context.world.providers.updates.asks()


@when("it asks for {number:Number} updates at once")
def step_asks_for_many_updates(context, number):
    """Asks for more than Telegram gives at once."""
    context.world.providers.updates.asks(limit=number)


@given("it has asked for what comes after {text:Quoted}")
def step_confirms(context, text):
    """Which confirms that message and all before it."""
    context.world.providers.updates.asks_after(text)


@given("it has asked for the newest {number:Number} updates only")
def step_keeps_newest(context, number):
    """Which forgets all before them."""
    context.world.providers.updates.asks(offset=-number)


@given("it has asked for taps only")
def step_asks_for_taps(context):
    """From now on messages are no concern of the bot's."""
    context.world.providers.updates.asks(allowed_updates=["callback_query"])


@given("a call of the bot waits for news")
def step_waits(context):
    """A copy of the bot's program asks for updates, and there are none yet."""
    context.world.providers.updates.waits()


@when("it asks for updates in another place")
def step_asks_elsewhere(context):
    """As a second copy of the bot's program does, until the first is served."""
    context.world.providers.updates.asks_instead()


@given("it has taken the tap in")
@when("it takes the tap in")
def step_takes_tap_in(context):
    """Tells Telegram that the last tap was understood."""
    context.world.providers.bot.takes_tap_in()


@when("it takes the tap in with a notice of 201 letters")
def step_takes_tap_in_with_notice(context):
    """One letter more than a notice may have."""
    context.world.providers.bot.takes_tap_in("a" * 201)


@when("it takes a tap in that never was")
def step_takes_unknown_tap_in(context):
    """A number under which nobody has tapped."""
    context.world.providers.bot.answers_tap("4815162342")


@given("it has set a webhook")
@when("it sets a webhook")
def step_sets_webhook(context):
    """Updates are brought to a server of the developer's own from now on."""
    context.world.providers.updates.sets_webhook()


@given("it has set a webhook with the secret {secret:Quoted}")
def step_sets_webhook_with_secret(context, secret):
    """Telegram is to prove by it who brings the updates."""
    context.world.providers.updates.sets_webhook(secret)


@when("it sets a webhook {place}")
def step_sets_bad_webhook(context, place):
    """A webhook that Telegram does not take."""
    context.world.providers.updates.tries_webhook(place)


@given("it has given the webhook up")
def step_gives_webhook_up(context):
    """The bot goes back to asking."""
    context.world.providers.updates.gives_webhook_up()


@given("the webhook does not take {text:Quoted} {times:Number} times")
def step_webhook_refuses(context, text, times):
    """It answers so often with an error when that message is brought."""
    context.world.providers.updates.refuses(text, times)


@given("the webhook does not take {text:Quoted} once and asks for a pause of {seconds:Number} second")
def step_webhook_asks_for_pause(context, text, seconds):
    """It answers with an error, and says when to come again."""
    context.world.providers.updates.refuses(text, 1, wait=seconds)


@given("the webhook answers with the message {text:Quoted}")
def step_webhook_answers(context, text):
    """In place of a call of its own, it writes in the answer what is to be sent."""
    bot = context.world.providers.bot
    context.world.providers.updates.answers_with_message(bot.partners.who("them").chat_id, text)


@then("it gets {texts:Quoted}")
def step_gets(context, texts):
    """These messages, in this order and no others."""
    judge("Telegram", context.world.providers.answer, offers(listed(texts)))


@then("it gets nothing")
def step_gets_nothing(context):
    """There is no update."""
    judge("Telegram", context.world.providers.answer, offers([]))


@then("it gets {number:Number} updates")
def step_gets_so_many(context, number):
    """So many, though more wait."""
    judge("Telegram", context.world.providers.answer, offers_so_many(number))


@then("it gets the tap that says {data:Quoted}")
def step_gets_tap(context, data):
    """One tap, with what the button says, who tapped it, and under which message it is."""
    bot = context.world.providers.bot
    tap = offers_tap(data, bot.message_id, bot.partners.who("them").chat_id)
    judge("Telegram", context.world.providers.answer, tap)


@then("it gets {who:Person}'s phone number")
def step_gets_contact(context, who):
    """The number, and whose it is."""
    partner = context.world.providers.bot.partners.who(who)
    judge("Telegram", context.world.providers.answer, offers_contact(partner.chat_id, PHONE))


@then("the button stops waiting for {who:Person}")
def step_tap_was_answered(context, who):
    """The user sees that the tap was understood."""
    context.world.providers.bot.partners.who(who).sees_tap_answered()


@then("the waiting call gets {texts:Quoted}")
def step_waiting_call_gets(context, texts):
    """What came while it waited, within two seconds."""
    judge("Telegram", context.world.providers.updates.older_at_once, offers(listed(texts)))


@then("the waiting call is refused because {reason}")
def step_waiting_call_is_refused(context, reason):
    """The call that came first ends; the one that came after it is served."""
    judge("Telegram", context.world.providers.updates.older, is_refused("Telegram", reason))


@then("the webhook is brought {texts:Quoted} of {who:Person}")
def step_webhook_is_brought(context, texts, who):
    """These messages of that person, in turn, each try counted, and nothing after them."""
    judge("Telegram", context.world.providers.brought(who, listed(texts)), was_brought(listed(texts)))


@then("every update carries the secret {secret:Quoted}")
def step_carries_secret(context, secret):
    """In the header that Telegram has for it."""
    judge(
        "Telegram", context.world.providers.updates.webhook.deliveries, carries_header(SECRET_HEADER, secret)
    )


@then("no update carries a secret")
def step_carries_no_secret(context):
    """The header is absent."""
    judge("Telegram", context.world.providers.updates.webhook.deliveries, carries_header(SECRET_HEADER, None))


@then("the pauses between the tries grow")
def step_pauses_grow(context):
    """A webhook in trouble is left more and more alone."""
    judge("Telegram", context.world.providers.updates.tries, waits_longer_each_time())


@then("the second try came no sooner than after {seconds:Number} second")
def step_pause_was_kept(context, seconds):
    """As the webhook has asked."""
    judge("Telegram", context.world.providers.updates.webhook.deliveries, waits_as_asked(seconds))


@then("the message {text:Quoted} reaches {who:Person}")
def step_message_reaches(context, text, who):
    """The bot's message stands in the person's chat, once."""
    partner = context.world.providers.bot.partners.who(who)
    judge(partner.name, partner.waits_to_read(text), has_read(text))


@then("the webhook's state tells that {number:Number} updates wait and that it answered with an error")
def step_webhook_state(context, number):
    """What the developer of a silent bot looks at first."""
    context.world.providers.updates.asks_how_webhook_fares(number)
    trouble = shows_trouble(number, "Wrong response from the webhook: 500 Internal Server Error")
    judge("Telegram", context.world.providers.answer, trouble)
