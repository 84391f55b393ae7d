"""The contract of Twilio: what a product sends by SMS, and what becomes of it."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.judging import judge
from countersign.matchers.provider_answers import listed
from countersign.matchers.twilio_answers import has_segments, has_status, lists, names_message, told_in_turn


@given("a product that sends SMS")
def step_sms_product(context):
    """With an account at Twilio, and a number of the scenario's own."""
    context.world.providers.opens_sms_account()


@given("the recipient has opted out")
def step_opted_out(context):
    """Whoever has that number has answered STOP."""
    context.world.providers.sms.troubles.opt_out(context.world.providers.sms.number)


@given("the recipient has opted in again")
def step_opted_in(context):
    """Whoever has that number has answered START."""
    context.world.providers.sms.troubles.opt_out(context.world.providers.sms.number, out=False)


@given("its next messages are too many")
def step_too_many_sms(context):
    """Twilio will refuse them until a while has gone by."""
    context.world.providers.sms.troubles.refuse(context.world.providers.sms.number, 429, 20429)


@given("its SMS will be {status:Quoted} with the error {error:Number}")
def step_sms_will_fail(context, status, error):
    """Twilio accepts the message, and then it comes to nothing."""
    context.world.providers.sms.troubles.lose(context.world.providers.sms.number, status, error)


@given("its SMS will be {status:Quoted} for ever")
def step_sms_will_stay(context, status):
    """The carrier never says what became of the message."""
    context.world.providers.sms.troubles.lose(context.world.providers.sms.number, status)


@when("it sends the SMS {text:Quoted}")
def step_sends_sms(context, text):
    """A message in order."""
    context.world.providers.sms.sends(text)


@when("it sends the SMS {text:Quoted} and listens")
def step_sends_sms_and_listens(context, text):
    """A message in order, of which Twilio shall tell what becomes of it."""
    context.world.providers.sms.sends_and_listens(text)


@when("it sends an SMS of {which}")
def step_sends_sms_of(context, which):
    """A text at the edge of a segment."""
    context.world.providers.sms.sends_text(which)


@when("it hands in an SMS {mistake}")
def step_sends_bad_sms(context, mistake):
    """A message with one thing missing or wrong."""
    context.world.providers.sms.tries(mistake)


@when("it sends an SMS with a token that is not the account's")
def step_sends_sms_with_wrong_token(context):
    """A message in order, of nobody."""
    context.world.providers.sms.uses_wrong_token()


@when("it sends an SMS without credentials")
def step_sends_sms_without_credentials(context):
    """A message in order, of nobody who says so."""
    context.world.providers.sms.uses_no_token()


@when("it looks up an SMS that never was")
def step_looks_up_unknown_sms(context):
    """A number under which there is no message."""
    context.world.providers.sms.asks_about_unknown_message()


@then("Twilio accepts the SMS {text:Quoted} and queues it")
def step_sms_is_accepted(context, text):
    """With its whole resource."""
    judge("Twilio", context.world.providers.answer, names_message(context.world.providers.sms, text))


@then("the SMS has {number:Number} segments")
def step_sms_has_segments(context, number):
    """So many, given as text."""
    judge("Twilio", context.world.providers.answer, has_segments(number))


@then("the SMS becomes {status:Quoted}")
def step_sms_becomes(context, status):
    """In the end, without an error."""
    context.world.providers.sms.asks_until(status)
    judge("Twilio", context.world.providers.answer, has_status(status))


@then("the SMS becomes {status:Quoted} with the error {error:Number}")
def step_sms_becomes_with_error(context, status, error):
    """In the end, with a code and a sentence that say why."""
    context.world.providers.sms.asks_until(status)
    judge("Twilio", context.world.providers.answer, has_status(status, error))


@then("Twilio lists {texts:Quoted} for the recipient")
def step_sms_are_listed(context, texts):
    """What was sent to the number, the newest first."""
    context.world.providers.sms.asks_for_messages_to_number()
    judge("Twilio", context.world.providers.answer, lists(listed(texts)))


@then("Twilio calls back with {statuses:Quoted} in turn, signed")
def step_sms_callbacks(context, statuses):
    """Each change once, complete, with a signature that only Twilio and the account can make."""
    sms = context.world.providers.sms
    judge("Twilio", sms.heard(), told_in_turn(listed(statuses), sms))
