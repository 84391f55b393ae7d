"""E-mail addresses: whose they are, and how they are written."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.conversation import says
from countersign.matchers.judging import judge
from countersign.matchers.mail import holds_codes, is_mailed_alone


@given("{who:Person}, whose address {is_special:Address}, is asked for an e-mail address")
def step_has_special_address(context, who, is_special):
    """Someone with an address of that kind, who now sees the first of three steps."""
    context.world.onboarding.newcomer_who(who, has_address=is_special).is_asked_for_email()


@given("{who:Person} is asked for the code from a mail to the address of {owner:Person}")
def step_shares_address(context, who, owner):
    """Someone who gives an address that another newcomer has given too; nobody has verified it yet."""
    address = context.world.people.mentioned(owner).address
    context.world.onboarding.newcomer_who(who, has_address=lambda _: address).is_asked_for_code()


@when("{who:Person} gives an e-mail address {written:Careless}")
def step_gives_careless(context, who, written):
    """Writes the own address, not as neatly as one could, when asked for it."""
    context.world.who(who).gives_email(written)


@when("{who:Person} gives an e-mail address {wrongly:NoAddress}")
def step_gives_no_address(context, who, wrongly):
    """Writes something that looks like the own address and is none, when asked for it."""
    context.world.who(who).gives_email(wrongly)


@when("{who:Person} gives the address of {owner:Person} {written:Careless}")
def step_gives_others_address(context, who, owner, written):
    """Writes an address that is somebody else's, when asked for one."""
    address = context.world.people.mentioned(owner).address
    context.world.who(who).gives_email(lambda _: written(address))


@when("{who:Person} writes the right address")
def step_writes_right_address(context, who):
    """Writes the own address, after having been told what was wrong with the last one."""
    context.world.who(who).user.writes(context.world.who(who).address)


@when("{who:Person} gives another e-mail address")
def step_gives_another(context, who):
    """Changes the address, gives a second one of the own, and is asked for the code from there."""
    newcomer = context.world.who(who)
    newcomer.gives_other_email(context.world.onboarding.other_mailbox(newcomer))


@then("{who:Person} is told that the code was sent to the own address")
def step_sent_to_own_address(context, who):
    """Sees the second step, which names the address as it should be written."""
    newcomer = context.world.who(who)
    newcomer.user.sees(says("the code was sent to the address", address=newcomer.address))


@then("{who:Person} alone got the mails")
def step_alone(context, who):
    """There was mail, and none of it was for anybody else: not as a second recipient, not as a copy."""
    newcomer = context.world.who(who)
    judge(newcomer.name, newcomer.mailbox, is_mailed_alone())


@then("exactly one mail with a code has been sent to {whom:Person}")
def step_one_code(context, whom):
    """One, whatever other mail has come, and no second one follows."""
    context.world.who(whom).finds(holds_codes(1))


@then("exactly {number:Number} mails with a code have been sent to {whom:Person}")
def step_codes(context, number, whom):
    """So many, and no more follow."""
    context.world.who(whom).finds(holds_codes(number))
