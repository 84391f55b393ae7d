"""SMS alerts: whose number it is, and who may share it."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.conversation import asks_for


@given("{who:Person} has SMS alerts")
def step_has_alerts(context, who):
    """Someone who has shared the own number and was told that SMS alerts are on."""
    context.world.who(who).sets_alerts_up()


@given("{who:Person} has become a verified user with the phone number of {owner:Person}")
def step_same_number(context, who, owner):
    """Someone who says, of a number that somebody else uses, that it is the own one."""
    number = context.world.people.mentioned(owner).phone.number
    context.world.onboarding.newcomer_who(who, has_number=number).becomes_verified()


@when("{who:Person} asks for SMS alerts")
def step_asks_for_alerts(context, who):
    """Opens the settings, and taps the button of the alerts."""
    context.world.who(who).asks_for_alerts()


@when("{who:Person} shares the contact of somebody else")
def step_shares_others_contact(context, who):
    """Sends a contact out of the address book instead of the own number."""
    contact = context.world.who(who).is_about_to_share_somebody_else()
    context.world.onboarding.doors.caller.delivers_truly(contact, contact.of_somebody_else())


@then("{who:Person} is asked for the phone number")
def step_asked_for_number(context, who):
    """Sees how to share it."""
    context.world.who(who).user.sees(asks_for("the phone number"))
