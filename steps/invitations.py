"""First words, and friends who bring friends."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.conversation import says
from countersign.matchers.judging import judge
from countersign.matchers.records import brought_by, brought_by_nobody


@given("{who:Person}, who is called {name:Quoted} on Telegram, has become a user")
def step_called_so(context, who, name):
    """Someone whose name on Telegram is not the name that the features use."""
    context.world.onboarding.newcomer_who(who, is_called=name).becomes_unverified()


@when("{who:Person} follows the link of {friend:Person}")
def step_follows_link(context, who, friend):
    """Follows the link that the bot shows the friend, and presses Start."""
    link = context.world.people.mentioned(friend).link_for_friends()
    context.world.who(who).user.starts(link)


@when("{who:Person} follows a link with {payload:Quoted}")
def step_follows_link_with(context, who, payload):
    """Follows a link that brings that along, and presses Start."""
    context.world.who(who).user.starts(payload)


@when("{who:Person} follows a link with the own code")
def step_follows_own_link(context, who):
    """Follows a link that names nobody else; the code is looked up in the records."""
    newcomer = context.world.who(who)
    code = context.world.onboarding.records.referral_code_of(newcomer.person)
    newcomer.user.starts(f"ref_{code}")


@when("{who:Person} claims the bonus")
def step_claims_bonus(context, who):
    """Taps the button under the welcome that names the friend."""
    context.world.who(who).user.taps("Claim Bonus")


@when("{who:Person} goes through the setup without an e-mail address")
def step_goes_through(context, who):
    """Claims the bonus, skips the address and accepts the terms."""
    context.world.who(who).goes_through_unverified("Claim Bonus")


@then("{who:Person} is welcomed as a friend of {friend:Quoted}, with a bonus")
def step_welcomed_as_friend(context, who, friend):
    """Sees who has invited her, under the very name that the friend has on Telegram."""
    context.world.who(who).user.sees(says("a friend has invited the newcomer", inviter=friend))


@then("{who:Person} is told that {number:Number} friends have followed the link")
def step_so_many_friends(context, who, number):
    """Sees how many friends have come by the link so far."""
    context.world.who(who).user.sees(says("so many friends have followed the link", friends=number))


@then("{who:Person} is on record as brought by {friend:Person}")
def step_brought_by(context, who, friend):
    """Looks in the product's own records, not in what the bot said."""
    bringer = context.world.people.mentioned(friend)
    newcomer = context.world.who(who)
    file = context.world.onboarding.records.file_of(newcomer.person)
    judge(newcomer.name, file, brought_by(bringer.person.telegram_id, bringer.name))


@then("{who:Person} is on record as brought by nobody")
def step_brought_by_nobody(context, who):
    """Looks in the product's own records: no friend is named."""
    newcomer = context.world.who(who)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), brought_by_nobody())
