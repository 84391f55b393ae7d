"""The contract of Brevo: what a product mails, and what becomes of it."""

from behave import given, then, when

from countersign.matchers.brevo_answers import (
    gives_reason,
    holds_so_many,
    is_out_of_requests,
    names_mail,
    tells_events,
    tells_nothing,
    tells_rate,
)
from countersign.matchers.judging import judge


@given("a product that sends mail")
def step_mail_product(context):
    """With an account at Brevo, and a recipient of the scenario's own."""
    context.world.providers.opens_mail_account()


@given("its credits are used up")
def step_no_credits(context):
    """The account has nothing left to send with."""
    context.world.providers.mail.troubles.refuse(context.world.providers.mail.recipient, 402)


@given("its next requests are too many")
def step_too_many_mails(context):
    """Brevo will refuse them until a while has gone by."""
    context.world.providers.mail.troubles.refuse(context.world.providers.mail.recipient, 429)


@given("its mail will be {fate}")
def step_mail_will_be(context, fate):
    """Brevo accepts the mail, and then it comes to nothing."""
    context.world.providers.mail.will_be(fate)


@when("it sends a mail")
def step_sends_mail(context):
    """A mail in order."""
    context.world.providers.mail.sends()


@when("it tries a mail out")
def step_tries_mail_out(context):
    """A mail in order, which is looked at and not sent."""
    context.world.providers.mail.tries_out()


@when("it hands in a mail {mistake}")
def step_sends_bad_mail(context, mistake):
    """A mail with one thing missing or wrong."""
    context.world.providers.mail.tries(mistake)


@when("it sends a mail with a key that nobody was given")
def step_sends_mail_with_unknown_key(context):
    """A mail in order, of nobody."""
    context.world.providers.mail.uses_unknown_key()


@when("it sends a mail without a key")
def step_sends_mail_without_key(context):
    """A mail in order, of nobody who says so."""
    context.world.providers.mail.uses_no_key()


@when("it asks about a mail that never was")
def step_asks_about_unknown_mail(context):
    """An id that Brevo never gave."""
    context.world.providers.mail.asks_about_unknown_mail()


@when("it asks for 5001 events at once")
def step_asks_for_too_many_events(context):
    """One more than Brevo gives."""
    context.world.providers.mail.asks_for_too_many_events()


@then("Brevo accepts the mail under an id")
def step_mail_is_accepted(context):
    """Which says nothing of whether it arrives."""
    judge("Brevo", context.world.providers.answer, names_mail())


@then("the answer tells how many requests are left")
def step_tells_rate(context):
    """In its headers: how many are allowed, how many are left, and for how long that holds."""
    judge("Brevo", context.world.providers.answer, tells_rate())


@then("Brevo refuses it as one request too many")
def step_mail_is_one_too_many(context):
    """With nothing left in the headers."""
    judge("Brevo", context.world.providers.answer, is_out_of_requests())


@then("Brevo tells that the mail was sent on its way and {fate}")
def step_events(context, fate):
    """Both events of the mail, the newest first, as soon as Brevo knows them."""
    mail = context.world.providers.mail
    mail.asks_until(fate, "sent on its way")
    judge(
        "Brevo",
        context.world.providers.answer,
        tells_events([fate, "sent on its way"], mail.recipient, mail.message_id),
    )


@then("Brevo gives a reason")
def step_gives_reason(context):
    """The newest event says why."""
    judge("Brevo", context.world.providers.answer, gives_reason())


@then("Brevo tells nothing")
def step_tells_nothing(context):
    """The answer is in order, and there is no event in it."""
    judge("Brevo", context.world.providers.answer, tells_nothing())


@then("Brevo tells nothing of the mail")
def step_tells_nothing_of_mail(context):
    """Also not a while later."""
    context.world.providers.mail.asks_once_more_later()
    judge("Brevo", context.world.providers.answer, tells_nothing())


@then("no mail arrives")
def step_no_mail_arrives(context):
    """The recipient's mailbox stays empty."""
    judge("The recipient", context.world.providers.mail.mails_that_arrived(), holds_so_many(0))


@then("exactly one mail arrives")
def step_one_mail_arrives(context):
    """The recipient finds the mail once."""
    judge("The recipient", context.world.providers.mail.mails_that_arrived(), holds_so_many(1))
