"""The contract of Telegram: what a bot sends, changes and deletes."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.judging import judge
from countersign.matchers.telegram_answers import carries, is_edited, marks, reads


@given("it has sent {text:Quoted}")
@when("it sends {text:Quoted}")
def step_sends(context, text):
    """A text to whoever was named last."""
    context.world.providers.bot.sends(text)


@when("it sends {text:Quoted} as {style}, marked {how}")
def step_sends_marked(context, text, style, how):
    """Words behind emoji, marked by tags or by their place in the text."""
    context.world.providers.bot.sends_marked(text, style, how)


@when("it sends {text:Quoted}, written {way}")
def step_sends_in_a_way(context, text, way):
    """A text, written as one or another client library writes it."""
    context.world.providers.bot.sends(text, way)


@when("it sends a message with the button {label:Quoted}, written {way}")
def step_sends_button_in_a_way(context, label, way):
    """A button under a message, written as one or another client library writes it."""
    context.world.providers.bot.sends_with_button(label, way)


@given("it has sent a message with the button {label:Quoted}")
def step_sends_button(context, label):
    """A button under a message."""
    context.world.providers.bot.sends_with_button(label)


@when("it sends a message with the button {label:Quoted}, which is not to be hidden")
def step_sends_button_with_extra(context, label):
    """As Telegraf does: with a field that Telegram does not know."""
    context.world.providers.bot.sends_with_button(label, hide=False)


@when("it sends a message with a button that says 64 bytes")
def step_sends_button_of_64_bytes(context):
    """The most that a button may hand back when it is tapped."""
    context.world.providers.bot.sends_with_button("Yes", data="x" * 64)


@given("it has sent a message with a keyboard that writes {label:Quoted}")
@when("it sends a message with a keyboard that writes {label:Quoted}")
def step_sends_keyboard(context, label):
    """A keyboard in place of the user's own, whose buttons write for the user."""
    context.world.providers.bot.sends_with_reply_keyboard(label)


@given("it has asked for the phone number")
@when("it asks for the phone number")
def step_asks_for_phone(context):
    """A keyboard whose button shares the user's phone number."""
    context.world.providers.bot.sends_with_reply_keyboard("Share my number", contact=True)


@given("it has sent {number:Number} messages at once")
@when("it sends {number:Number} messages at once")
def step_sends_at_once(context, number):
    """So many messages to one person, without a pause."""
    context.world.providers.bot.sends_at_once(number)


@when("it keeps trying for as long as it was told to wait")
def step_keeps_trying(context):
    """Sends again and again, until it goes out or the time is over that Telegram has told."""
    context.world.providers.bot.keeps_trying_as_told()


@when("it tries to send {what}")
def step_tries_to_send(context, what):
    """Something that Telegram does not take."""
    context.world.providers.bot.tries_to_send(what)


@when("it sends a text of {number:Number} {signs}")
def step_sends_signs(context, number, signs):
    """A text of nothing but letters, or nothing but emoji."""
    context.world.providers.bot.sends_signs(number, signs)


@when("it lets {who:Person} see that it is {action:Quoted}")
def step_shows_action(context, who, action):
    """A sign of life above the chat, before a message comes."""
    context.world.providers.bot.partners.who(who)
    context.world.providers.bot.shows_it_is_writing(action)


@when("it changes the message to {text:Quoted}")
def step_changes(context, text):
    """Gives its last message another text."""
    context.world.providers.bot.changes(text)


@when("it changes the message to a text of 4097 letters")
def step_changes_to_too_long(context):
    """One letter more than Telegram takes."""
    context.world.providers.bot.changes_to_too_long()


@when("it changes the button to {label:Quoted}")
def step_changes_button(context, label):
    """Leaves the text of its last message as it is, and puts that button under it."""
    context.world.providers.bot.changes_button(label)


@when("it changes a message that never was")
def step_changes_unknown(context):
    """A number under which there is no message."""
    context.world.providers.bot.changes_unknown()


@when("it changes what {who:Person} wrote")
def step_changes_others(context, who):
    """The last message that the person has written."""
    bot = context.world.providers.bot
    bot.changes("Other words", bot.partners.who(who).newest_message)


@given("it has deleted the message")
@when("it deletes the message")
def step_deletes(context):
    """Deletes its last message."""
    context.world.providers.bot.deletes()


@then("the message reads {text:Quoted}")
def step_message_reads(context, text):
    """The answer hands the message back, with that very text."""
    judge("Telegram", context.world.providers.answer, reads(text, context.world.providers.bot))


@then("the message reads as it was sent")
def step_message_reads_as_sent(context):
    """The answer hands the message back, with nothing cut off."""
    bot = context.world.providers.bot
    judge("Telegram", context.world.providers.answer, reads(bot.text_sent, bot))


@then("it is the same message, marked as changed")
def step_is_same_message(context):
    """Under its old number, with the time of the change."""
    judge("Telegram", context.world.providers.answer, is_edited(context.world.providers.bot.first_message_id))


@then("{words:Quoted} alone is marked as {kind}")
def step_is_marked(context, words, kind):
    """The words, and no others, measured in UTF-16 units."""
    judge("Telegram", context.world.providers.answer, marks(words, kind))


@then("the message comes back with the button {label:Quoted}")
def step_comes_back_with_button(context, label):
    """The button and what it says, and nothing that Telegram does not know."""
    judge("Telegram", context.world.providers.answer, carries(label))


@then("the message comes back without a keyboard")
def step_comes_back_bare(context):
    """The message was taken, and its keyboard is not handed back."""
    judge("Telegram", context.world.providers.answer, carries())
