"""Buying credits: the checkout, the shop's news of it, and whoever forges them."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.gateway_answers import refused_as_unprocessable, unreadable
from countersign.matchers.judging import judge
from countersign.matchers.money import credited


@given("the shop {trouble:ShopTrouble} for {who:Person}")
def step_shop_fails(context, trouble, who):
    """For this customer alone, until it works again."""
    context.world.referrals.shop.fails_for(context.world.who(who), trouble)


@when("the shop works again for {who:Person}")
def step_shop_works(context, who):
    """The trouble is over."""
    context.world.referrals.shop.works_for(context.world.who(who))


@when("{who:Person} buys {credits:Credits}")
def step_buys(context, who, credits):
    """Goes through the checkout and pays; the shop tells the gateway of it."""
    context.world.referrals.shop.sells(context.world.who(who), credits)


@when("{who:Person} buys {credits:Credits}, and the shop tells of it {number:Number} times")
def step_buys_told_often(context, who, credits, number):
    """One payment; the same news come again and again, one after the other."""
    context.world.referrals.shop.sells(context.world.who(who), credits, times=number)


@when(
    "{who:Person} buys {credits:Credits}, and the shop tells of it {number:Number} times at the same moment"
)
def step_buys_told_at_once(context, who, credits, number):
    """One payment; the same news arrive at all processes of the gateway at once."""
    context.world.referrals.shop.sells_with_echo(context.world.who(who), credits, number)


@when("the shop tells of the same purchase by another event")
def step_another_event(context):
    """Signed well, and under another name: what was bought is the same."""
    context.world.referrals.news.tells_by_another_event()


@when("the shop tells of that purchase again")
def step_tells_again(context):
    """As it does until it is heard."""
    context.world.referrals.shop.tells_again_taken()


@when("{who:Person} opens a checkout for {credits:Credits}")
def step_opens(context, who, credits):
    """And does not pay."""
    context.world.referrals.shop.begins(context.world.who(who), credits)


@when("{who:Person} opens a checkout for {amount:OddAmount}")
def step_opens_odd(context, who, amount):
    """As a program that has miscounted."""
    context.world.who(who).opens_checkout(*amount)


@when("{who:Person} goes through a checkout for {credits:Credits} without paying")
def step_unpaid(context, who, credits):
    """The shop tells that it is completed, and that the money has not come."""
    context.world.referrals.shop.completes_unpaid(context.world.who(who), credits)


@when(
    "somebody tells the gateway that {whose:Whose} purchase of {credits:Credits} is paid, "
    "with {signature:ShopSignature}"
)
def step_forges(context, whose, credits, signature):
    """In all else the news are as the shop would tell them."""
    context.world.referrals.news.forges(context.world.who("she"), credits, signature)


@when("somebody changes the news of {whose:Whose} purchase of {credits:Credits} on their way")
def step_changes(context, whose, credits):
    """From 5 dollars to 10,000; the signature stays as it was."""
    context.world.referrals.news.changes_on_the_way(context.world.who("she"), credits)


@when(
    "the shop tells of {whose:Whose} purchase of {credits:Credits}, with an old signature beside the good one"
)
def step_two_signatures(context, whose, credits):
    """As the shop does for a day when its secret is changed."""
    context.world.referrals.news.signs_twice(context.world.who("she"), credits)


@when("the shop tells of {what:ShopNews} for {who:Person}")
def step_other_news(context, what, who):
    """Signed well."""
    context.world.referrals.news.tells_of(what, context.world.who(who))


@when(
    "the gateway's database {trouble:DatabaseTrouble} while the shop tells of {whose:Whose} purchase of "
    "{credits:Credits}"
)
def step_told_in_outage(context, trouble, whose, credits):
    """The checkout was begun before; the money is paid, and the gateway can't write it down."""
    scene = context.world.referrals
    scene.shop.told_in_trouble(context.world.who("she"), credits, trouble)


@then("{who:Person} has {credits:Credits} more, by one transaction")
def step_credited(context, who, credits):
    """Since the account was looked at; and nothing else has happened there."""
    customer = context.world.who(who)
    judge(customer.name, customer.change(), credited(credits))


@then("that one is turned away")
def step_turned_away(context):
    """Whoever is not the shop is not listened to."""
    judge("Whoever is not the shop", context.world.referrals.news.reply, unreadable())


@then("{who:Person} is led to the shop, where 5 dollars are asked of {whom:Person} and of nobody else")
def step_led_to_shop(context, who, whom):
    """The checkout is open, over that amount, and in that customer's name."""
    context.world.referrals.shop.must_be_at(context.world.who(who), 500)


@then("{who:Person} is told that this can't be bought")
def step_cannot_be_bought(context, who):
    """In words."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, refused_as_unprocessable("this can't be bought"))


@then("nothing is on offer for {whom:Person} at the shop")
def step_nothing_on_offer(context, whom):
    """No checkout was begun in this customer's name."""
    context.world.referrals.shop.offers_nothing_to(context.world.who(whom))


@then("the books of {whom:Person} hold one paid purchase")
def step_books_hold_purchase(context, whom):
    """In the gateway's own records."""
    context.world.referrals.bills.purchase_is_in_books(context.world.who(whom))
