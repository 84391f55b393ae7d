"""What becomes of the mail and the SMS that the onboarding bot sends."""

from behave import given, then


@given("the mail to {whom:Person} can be followed")
def step_mail_can_be_followed(context, whom):
    """Someone new to the bot, with an address of which the mail service tells what became of each mail."""
    context.world.integration.newcomer_with_mailbox(whom)


@given("a mail with a code was delivered to {whom:Person}")
def step_code_was_delivered(context, whom):
    """As above, and the newcomer has given the address: the mail service says that the code was delivered."""
    context.world.integration.newcomer_with_code(whom)


@given("the SMS to {whom:Person} can be followed")
def step_sms_can_be_followed(context, whom):
    """A user with a phone, of which the SMS service tells what became of each SMS."""
    context.world.integration.user_with_phone(whom)


@then("the mail with the code is delivered to {whom:Person}")
def step_code_is_delivered(context, whom):
    """The mail service says so in time; undecided where it says nothing, failed where the mail is lost."""
    context.world.integration.code_arrives(context.world.who(whom))


@then("the welcome mail is delivered to {whom:Person}")
def step_welcome_is_delivered(context, whom):
    """The mail service says so in time; undecided where it says nothing, failed where the mail is lost."""
    context.world.integration.welcome_arrives(context.world.who(whom))


@then("the SMS is delivered to {whom:Person}")
def step_sms_is_delivered(context, whom):
    """The SMS service says so in time; undecided where it says nothing, failed where the SMS is lost."""
    context.world.integration.sms_arrives(context.world.who(whom))


@then("no second SMS has been sent to {whom:Person}")
def step_no_second_sms(context, whom):
    """The SMS service itself knows of one SMS to that phone since the scenario has begun."""
    context.world.integration.no_second_sms(context.world.who(whom))


@then("{who:Person} has come from the code to the main menu")
def step_has_come_to_menu(context, who):
    """Sees the main menu; how long the way from the code to it took is noted in the run record."""
    context.world.integration.menu_is_reached(context.world.who(who))
