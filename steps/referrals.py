"""Inviting friends: links, sign-ups, first purchases, bonuses."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.gateway_answers import refused_as_bad_code
from countersign.matchers.judging import judge
from countersign.matchers.money import adds_up, has_bonuses, untouched


@given("{who:Person} is a customer")
def step_customer(context, who):
    """Somebody with an account: a new one, or the test account that the target names."""
    context.world.referrals.customer(who)


@given("{first:Person} and {second:Person} are customers")
def step_two_customers(context, first, second):
    """Two who have nothing to do with each other."""
    context.world.referrals.customer(first)
    context.world.referrals.customer(second)


@given("{who:Person} is a customer who looks at {whose:Whose} account")
def step_customer_looks(context, who, whose):
    """From here on, what becomes of balance and transactions is compared with this."""
    context.world.referrals.customer(who).notes_account()


@given("{who:Person} looks at {whose:Whose} account")
def step_looks(context, who, whose):
    """From here on, what becomes of balance and transactions is compared with this."""
    context.world.who(who).notes_account()


@given("{inviter:Person} has invited {friend:Person}")
def step_has_invited(context, inviter, friend):
    """The friend has signed up through the link, and bought nothing; both look at their accounts."""
    scene = context.world.referrals
    scene.program.has_invited(scene.customer(inviter), friend)


@given("{who:Person} {stands:Stands}")
def step_stands(context, who, stands):
    """So many friends have signed up through the link and bought enough; then the account is looked at."""
    scene = context.world.referrals
    scene.program.stands(scene.customer(who), stands)


@given("{who:Person} has as many pending referrals as anybody can have")
def step_is_full(context, who):
    """So many friends have signed up through the link, and bought nothing."""
    scene = context.world.referrals
    scene.program.fills_up(scene.customer(who))


# ---- what they do


@when("{who:Person} asks for {whose:Whose} referral link twice")
def step_asks_for_link(context, who, whose):
    """Asked in the same way both times."""
    context.world.referrals.program.asks_for_link(context.world.who(who), 2)


@when("{friend:Person} signs up through the link of {inviter:Person}")
def step_signs_up_through(context, friend, inviter):
    """With the code that the link holds."""
    world = context.world
    world.referrals.program.invites(world.people.mentioned(inviter), friend)


@when("{friend:Person} signs up again through the link of {inviter:Person}")
def step_signs_up_again(context, friend, inviter):
    """A customer already, under the same name and address."""
    world = context.world
    world.who(friend).signs_up(world.people.mentioned(inviter).invitation().code)


@when("{who:Person} signs up with a code that nobody has")
def step_unknown_code(context, who):
    """As somebody who guesses."""
    scene = context.world.referrals
    scene.stranger(who).signs_up(scene.program.unknown_code)


@when("{who:Person} enters the code of {owner:Person} afterwards")
def step_enters_code(context, who, owner):
    """As a customer already."""
    code = context.world.people.mentioned(owner).invitation().code
    context.world.who(who).enters(code)


@when("{who:Person} buys the least that pays a bonus")
def step_buys_least(context, who):
    """10 credits, where the target says nothing else; the shop tells the gateway of it."""
    scene = context.world.referrals
    scene.shop.sells(context.world.who(who), scene.program.least)


@when("{who:Person} buys a cent less than what pays a bonus")
def step_buys_too_little(context, who):
    """9.99 credits, where the target says nothing else."""
    scene = context.world.referrals
    scene.shop.sells(context.world.who(who), scene.program.a_cent_less)


@when("{who:Person} buys the least that pays a bonus, and the shop tells of it {number:Number} times")
def step_buys_least_told_often(context, who, number):
    """One payment; the same news come again and again, one after the other."""
    scene = context.world.referrals
    scene.shop.sells(context.world.who(who), scene.program.least, times=number)


@when(
    "{who:Person} buys the least that pays a bonus, and the shop tells of it {number:Number} times "
    "at the same moment"
)
def step_buys_least_told_at_once(context, who, number):
    """One payment; the same news arrive at all processes of the gateway at once."""
    scene = context.world.referrals
    scene.shop.sells_with_echo(context.world.who(who), scene.program.least, number)


@when(
    "the shop tells of {number:Number} purchases of {who:Person} at the same moment, "
    "both of them large enough"
)
def step_two_purchases(context, number, who):
    """Different payments of one customer, told at once."""
    scene = context.world.referrals
    scene.shop.sells_several_at_once(context.world.who(who), scene.program.least, number)


@when("another friend of {whom:Person} makes a first purchase that counts")
@when("one of {whose:Whose} friends makes a first purchase that counts")
def step_another_friend(context, whom="she", whose=""):
    """Somebody who has signed up through the link buys as much as pays a bonus."""
    context.world.referrals.program.another_friend_buys(context.world.who(whom))


@when(
    "the shop tells of the first purchases of {number:Number} more of {whose:Whose} friends "
    "at the same moment"
)
def step_friends_pay_at_once(context, number, whose):
    """Each has signed up through the link and paid; the gateway hears of all of it at once."""
    context.world.referrals.program.two_pay_together(context.world.who("she"), number)


# ---- what comes of it


@then("{who:Person} is given the same code and the same link")
def step_same_link(context, who):
    """Each time that it was asked for."""
    context.world.referrals.program.same_link(context.world.who(who))


@then("their referral codes and links are different")
def step_links_differ(context):
    """Nobody is thanked for another's friends."""
    context.world.referrals.program.all_differ()


@then("{who:Person} has {pending:Number} pending referral and {completed:Number} completed ones")
@then("{who:Person} has {pending:Number} pending referrals and {completed:Number} completed one")
@then("{who:Person} has {pending:Number} pending referrals and {completed:Number} completed ones")
def step_stands_at(context, who, pending, completed):
    """As the gateway tells the customer; the sign-ups are both together."""
    context.world.referrals.program.stands_at(context.world.who(who), pending, completed)


@then("{who:Person} is paid the {tier:Tier} bonus once")
def step_paid_once(context, who, tier):
    """One transaction of that amount since the account was looked at, and nothing else."""
    context.world.referrals.program.paid(context.world.who(who), tier)


@then("{who:Person} is paid one bronze bonus and one silver bonus")
def step_paid_both(context, who):
    """Two transactions since the account was looked at, and nothing else."""
    context.world.referrals.program.paid(context.world.who(who), "bronze", "silver")


@then("{who:Person} is a {tier:Tier} inviter")
def step_is_of_tier(context, who, tier):
    """As the gateway tells the customer."""
    context.world.referrals.program.is_of(context.world.who(who), tier)


@then("what {who:Person} is told of {whose:Whose} referrals is what has happened")
def step_told_truly(context, who, whose):
    """What was earned is the sum of the bonuses that were paid, each by its tier in turn."""
    context.world.referrals.program.is_told_truly(context.world.who(who))


@then("the referrals of {whom:Person} are as many as before")
def step_as_before(context, whom):
    """Nobody has come, and nobody has gone."""
    context.world.referrals.program.is_as_before(context.world.who(whom))


@then("{who:Person} has been paid no bonus")
def step_no_bonus(context, who):
    """Not one transaction of that kind."""
    customer = context.world.who(who)
    judge(customer.name, customer.account(), has_bonuses())


@then("{who:Person} has the credits that {he:Person} bought and the bonus of the invited")
def step_has_bought(context, who, he):
    """The bonus of the invited is nothing, unless the target says that both sides are thanked."""
    scene = context.world.referrals
    scene.program.invited_has(context.world.who(who), scene.program.least)


@then("the books of {whom:Person} hold one completed referral and one {tier:Tier} bonus")
def step_books_hold_bonus(context, whom, tier):
    """In the gateway's own records."""
    scene = context.world.referrals
    scene.program.is_in_the_books(context.world.who(whom), tier)


@then("{who:Person} is told that the code is not good")
def step_bad_code(context, who):
    """In words."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, refused_as_bad_code())


@then("{who:Person} has neither gained nor lost a credit")
def step_untouched(context, who):
    """Balance and transactions are what they were when the account was looked at."""
    customer = context.world.who(who)
    judge(customer.name, customer.change(), untouched())


@then("{whose:Whose} transactions add up to {same:Whose} balance")
def step_adds_up(context, whose, same):
    """To the last digit."""
    customer = context.world.who("she")
    judge(customer.name, customer.account(), adds_up())


@then("the transactions of {first:Person} and {second:Person} add up to their balances")
def step_both_add_up(context, first, second):
    """To the last digit."""
    judge(first, context.world.who(first).account(), adds_up())
    judge(second, context.world.who(second).account(), adds_up())
