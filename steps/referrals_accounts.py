"""Accounts and keys of the gateway: signing up, making keys and deleting them, and who has no right to."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.gateway_answers import (
    not_theirs,
    refused_as_taken,
    refused_as_unknown,
    refused_as_unprocessable,
    suspended,
    too_often,
)
from countersign.matchers.judging import judge


@given("{number:Number} people have signed up from one address")
def step_signed_up_from_one_address(context, number):
    """One after the other, all of them new."""
    context.world.referrals.doors.signed_up_from_one_address(number)


@given("{who:Person} has deleted a key")
def step_has_deleted(context, who):
    """One that was made beside the first, and worked."""
    context.world.who(who).has_deleted_a_key()


@when("{who:Person} signs up")
def step_signs_up(context, who):
    """With a name and an address that nobody has used."""
    context.world.referrals.stranger(who).signs_up()


@when("{who:Person} signs up from the same address")
def step_signs_up_from_there(context, who):
    """Where the others have come from."""
    context.world.referrals.doors.signs_up_from_there(who)


@when("{who:Person} signs up with {same:SameAs} as {other:Person}")
def step_signs_up_as(context, who, same, other):
    """All else is their own."""
    world = context.world
    world.referrals.doors.signs_up_as(who, same, world.people.mentioned(other))


@when("{who:Person} signs up with an address that {flaw:NoMailAddress}")
def step_signs_up_without_address(context, who, flaw):
    """All else is as it should be."""
    context.world.referrals.stranger(who).signs_up(email=flaw)


@when("{number:Number} people sign up with one username at the same moment")
def step_rivals(context, number):
    """Each with an address of their own."""
    context.world.referrals.rush.sign_up_with_one_username(number)


@when("somebody tries every door of the gateway with {shown:NoKey}")
def step_tries_all(context, shown):
    """Balance, transactions, keys, referrals, purchases, answers."""
    context.world.referrals.doors.tries_all(context.world.who("she"), shown)


@when("somebody asks a model with {shown:NoKey}")
def step_asks_with_no_key(context, shown):
    """Something that nobody else asks, so that it would be found again."""
    context.world.referrals.doors.asks_with_no_key(context.world.who("she"), shown)


@when("an operator {does:Standing} {whom:Person}")
def step_operator(context, does, whom):
    """At the operator's door of the gateway."""
    customer = context.world.who(whom)
    context.world.referrals.operator.gives_standing(customer.name, int(customer.user_id), does)


@when("{who:Person} makes another key")
def step_makes_key(context, who):
    """Beside those that there are."""
    context.world.referrals.doors.makes_key(context.world.who(who))


@when("{who:Person} deletes it")
@when("{who:Person} tries to delete it")
def step_deletes_key(context, who):
    """The key that was made last."""
    context.world.referrals.doors.deletes_last_key(context.world.who(who))


@when("{who:Person} uses it at every process")
def step_uses_everywhere(context, who):
    """Each process of the gateway has seen the key."""
    customer = context.world.who(who)
    context.world.referrals.doors.used_everywhere(customer, customer.keys[-1])


@when("{who:Person} asks something short with the deleted key")
def step_asks_with_deleted(context, who):
    """As a program that has not heard of it."""
    customer = context.world.who(who)
    customer.asks_with(customer.keys[-1], context.world.referrals.models.short())


# ---- what comes of it


@then("{who:Person} is given an account in {whose:Whose} name")
def step_has_account(context, who, whose):
    """With the name and the address that were given, and a key."""
    context.world.who(who).is_told_of_account()


@then("{who:Person} has an account")
def step_account(context, who):
    """Whatever else is said."""
    context.world.who(who).must("have an account")


@then("{who:Person} has no account")
def step_no_account(context, who):
    """Neither a key nor an identity."""
    context.world.who(who).must_have_no_account()


@then("{whose:Whose} key opens it")
def step_key_opens(context, whose):
    """The balance is told."""
    customer = context.world.who("she")
    context.world.referrals.doors.opens(customer, customer.key)


@then("{whose:Whose} first key opens {same:Whose} account")
def step_first_key_opens(context, whose, same):
    """The one that came with the account."""
    customer = context.world.who("she")
    context.world.referrals.doors.opens(customer, customer.key)


@then("both of {whose:Whose} keys open {same:Whose} account")
def step_both_keys_open(context, whose, same):
    """The first one and the new one."""
    customer = context.world.who("she")
    context.world.referrals.doors.opens(customer, *customer.keys)


@then("both keys of {who:Person} open {whose:Whose} account")
def step_both_keys_of(context, who, whose):
    """The first one and the new one."""
    customer = context.world.who(who)
    context.world.referrals.doors.opens(customer, *customer.keys)


@then("the deleted key is refused at every door")
def step_deleted_refused(context):
    """Balance, transactions, keys, referrals, purchases, answers."""
    customer = context.world.who("she")
    context.world.referrals.doors.refuses(customer, customer.keys[-1])


@then("it is refused by every process")
def step_refused_everywhere(context):
    """No process remembers it as good."""
    customer = context.world.who("she")
    context.world.referrals.doors.refused_everywhere(customer, customer.keys[-1])


@then("every door stays shut")
def step_all_shut(context):
    """Each says that there is no good key, and nothing else."""
    context.world.referrals.doors.all_shut()


@then("that one is refused as unknown")
def step_one_unknown(context):
    """For want of a good key."""
    judge("Whoever has no good key", context.world.referrals.doors.reply, refused_as_unknown())


@then("{who:Person} is refused as unknown")
def step_unknown(context, who):
    """For want of a good key."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, refused_as_unknown())


@then("no model was asked that")
def step_nobody_asked(context):
    """Neither in anybody's name nor in nobody's."""
    context.world.referrals.doors.nobody_was_asked()


@then("{who:Person} is told that the name or the address is taken")
def step_taken(context, who):
    """In words; which of both is nobody's business."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, refused_as_taken())


@then("{who:Person} is told that the address is none")
def step_no_address(context, who):
    """In words."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, refused_as_unprocessable("this is no e-mail address"))


@then("{who:Person} is told that {whose:Whose} account is suspended")
def step_suspended(context, who, whose):
    """And is not served."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, suspended())


@then("{who:Person} is told to come back later")
def step_too_often(context, who):
    """And after how many seconds."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, too_often())


@then("{who:Person} is refused what is not {whose:Whose}")
@then("{who:Person} is told that there is no such key")
def step_not_theirs(context, who, whose=""):
    """As if there were no such key."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, not_theirs())


@then("{who:Person} is told nothing of what {other:Person} has")
def step_sees_nothing(context, who, other):
    """Neither the balance nor a transaction."""
    world = context.world
    world.referrals.doors.sees_nothing_of(world.who(who), world.people.mentioned(other))


@then("one of them has an account, and the others are told that it is taken")
def step_one_account(context):
    """Nobody is left in the dark."""
    context.world.referrals.rush.one_has_an_account()


@then("one account bears that username")
def step_one_username(context):
    """In the gateway's own records."""
    context.world.referrals.rush.one_account_on_record()
