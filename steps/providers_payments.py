"""The contract of Stripe: what a product sells, and how it is told that it was paid."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.judging import judge
from countersign.matchers.provider_answers import numbers
from countersign.matchers.stripe_answers import (
    comes_until_taken,
    is_brought,
    is_checkout,
    is_event,
    is_only,
    is_same_answer,
    lists_lines,
)
from countersign.people.callback_listener import Reply
from countersign.people.shop_developer import PROMISE_AND_MONEY


@given("a product that sells")
def step_selling_product(context):
    """With a key of test mode, and a buyer of the scenario's own."""
    context.world.providers.opens_shop()


@given("a product that sells and listens")
def step_listening_product(context):
    """It wants to hear of whatever becomes of the buyer's checkouts."""
    context.world.providers.opens_shop().listens()


@given("a product that sells and listens, but fails twice")
def step_failing_product(context):
    """It answers the first two deliveries with an error."""
    context.world.providers.opens_shop().listens(Reply(500), Reply(503))


@given("its secret is rolled")
def step_rolls_secret(context):
    """There is a new secret, and the old one holds for a while."""
    context.world.providers.shop.rolls_secret()


@given("the next answer of Stripe is lost")
def step_answer_is_lost(context):
    """Stripe does what it is asked, and then the connection breaks."""
    context.world.providers.shop.loses_next_answer()


@given("it asks Stripe {how}")
def step_asks_too_much(context, how):
    """Whatever it asks from now on is too much."""
    context.world.providers.shop.is_in_trouble(how)


@when("it opens a checkout for {cents:Number} cents")
def step_opens_checkout(context, cents):
    """A checkout in order, under a key of its own."""
    context.world.providers.shop.opens(cents)


@when("it opens a checkout for {cents:Number} cents in vain")
def step_opens_checkout_in_vain(context, cents):
    """A checkout in order, of which the product never hears."""
    context.world.providers.shop.opens_in_vain(cents)


@when("it opens a checkout for two of each at {prices:Quoted} cents")
def step_opens_larger_checkout(context, prices):
    """Several things, two of each."""
    context.world.providers.shop.opens_for(numbers(prices))


@when("it sells with a key that nobody was given")
def step_uses_unknown_key(context):
    """A checkout in order, of nobody."""
    context.world.providers.shop.uses_unknown_key()


@when("it sells without a key")
def step_uses_no_key(context):
    """A checkout in order, of nobody who says so."""
    context.world.providers.shop.uses_no_key()


@when("it asks for a checkout {mistake}")
def step_asks_wrongly(context, mistake):
    """A checkout with one thing missing or wrong."""
    context.world.providers.shop.tries(mistake)


@when("it sends the same request again")
def step_repeats(context):
    """The same parameters under the same key."""
    context.world.providers.shop.repeats()


@when("it asks for another amount under the same key")
def step_repeats_otherwise(context):
    """Other parameters under the key of the first request."""
    context.world.providers.shop.repeats_otherwise()


@when("it looks the checkout up")
def step_looks_up(context):
    """The checkout that was opened last."""
    context.world.providers.shop.looks_up()


@when("it looks up a checkout that never was")
def step_looks_up_unknown(context):
    """A name under which there is no checkout."""
    context.world.providers.shop.looks_up_unknown()


@when("it looks up what is sold")
def step_looks_up_lines(context):
    """The lines of the checkout that was opened last."""
    context.world.providers.shop.lists_lines()


@when("it ends the checkout")
def step_ends(context):
    """Nobody can pay any more."""
    context.world.providers.shop.expires()


@when("the buyer pays")
def step_buyer_pays(context):
    """The whole amount, at once."""
    context.world.providers.shop.is_paid()


@when("the buyer promises to pay")
def step_buyer_promises(context):
    """By a way on which money takes its time."""
    context.world.providers.shop.is_paid(at_once=False)


@when("the money comes")
def step_money_comes(context):
    """The whole amount, some time later."""
    context.world.providers.shop.is_paid()


@when("it looks up the event {kind:Quoted}")
def step_looks_up_event(context, kind):
    """The newest of that kind about the checkout, first in the list and then by its name."""
    context.world.providers.shop.asks_for_event(kind)


@when("it looks up an event that never was")
def step_looks_up_unknown_event(context):
    """A name under which there is no event."""
    context.world.providers.shop.asks_for_unknown_event()


@then("Stripe shows the checkout as {status:Quoted} and {payment:Quoted}")
def step_shows_checkout(context, status, payment):
    """With its whole resource."""
    providers = context.world.providers
    judge("Stripe", providers.answer, is_checkout(providers.shop, status, payment))


@then("Stripe lists two of each at {prices:Quoted} cents")
def step_lists_lines(context, prices):
    """Each line with its price, and what it comes to."""
    judge("Stripe", context.world.providers.answer, lists_lines(numbers(prices)))


@then("Stripe answers with the same checkout, marked as repeated")
def step_same_checkout(context):
    """The very checkout of the first request."""
    providers = context.world.providers
    judge("Stripe", providers.answer, is_same_answer(providers.shop.first))


@then("Stripe has opened one checkout")
def step_one_checkout(context):
    """For the buyer, however often it was asked for."""
    judge("Stripe", context.world.providers.shop.opened, is_only())


@then("Stripe shows the event {kind:Quoted} with the checkout {status:Quoted} and {payment:Quoted}")
def step_shows_event(context, kind, status, payment):
    """The event, and the whole checkout in it as it was then."""
    providers = context.world.providers
    judge("Stripe", providers.answer, is_event(kind, providers.shop, status, payment))


@then("Stripe brings {kind:Quoted} with the checkout {status:Quoted} and {payment:Quoted}")
def step_brings(context, kind, status, payment):
    """Once and nothing after it, signed with every secret that holds."""
    shop = context.world.providers.shop
    judge("Stripe", shop.heard(1), is_brought(shop, (kind, status, payment)))


@then("Stripe brings the promise and then the money")
def step_brings_both(context):
    """The checkout is complete both times, and paid only the second time."""
    shop = context.world.providers.shop
    judge("Stripe", shop.heard(2), is_brought(shop, *PROMISE_AND_MONEY))


@then("Stripe brings the same event {times:Number} times, each time later and signed")
def step_brings_again(context, times):
    """Until the product has taken it, and not once more."""
    shop = context.world.providers.shop
    judge("Stripe", shop.heard(times), comes_until_taken(times, shop))
