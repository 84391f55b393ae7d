"""Asking language models through the gateway, what it costs, and how often it may be done."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.completions import broke_off, says, well_formed, well_streamed
from countersign.matchers.gateway_answers import (
    cannot_pay,
    counts_down,
    outside_trouble,
    own_trouble,
    refused_as_nonsense,
)
from countersign.matchers.judging import judge


@given("{who:Person} has bought {credits:Credits}")
def step_has_bought(context, who, credits):
    """Signs up, buys, and looks at the account."""
    scene = context.world.referrals
    scene.shop.has_sold(scene.customer(who), credits)


@given("{number:Number} customers have bought {credits:Credits} each")
def step_crowd(context, number, credits):
    """Each from an address of their own."""
    context.world.referrals.crowd.gather(number, credits)


@given("{who:Person} has credits for one dear answer, and not for two")
def step_one_dear_answer(context, who):
    """Has bought 10 credits; each answer asked for from now on takes six of them, whatever is said."""
    scene = context.world.referrals
    scene.counter.has_for_one(scene.customer(who))


@given("{who:Person} has asked as often as is allowed")
def step_asked_as_often(context, who):
    """So many short questions as the first answer said, one by one; then the account is looked at."""
    context.world.referrals.counter.asks_to_the_limit(context.world.who(who))


@given("the model {trouble:ModelFailure} when {who:Person} asks")
def step_model_fails(context, trouble, who):
    """For this customer alone, until it works again."""
    context.world.referrals.models.fails_for(context.world.who(who), trouble)


@given("the model {breaks:StreamBreak} in the middle of its stream when {who:Person} asks")
def step_stream_breaks(context, breaks, who):
    """For this customer alone: after three tokens."""
    context.world.referrals.models.breaks_off_for(context.world.who(who), breaks)


@when("the model works again for {who:Person}")
def step_model_works(context, who):
    """The trouble is over."""
    context.world.referrals.counter.model_works_again(context.world.who(who))


# ---- asking


@when("{who:Person} asks something short")
def step_asks(context, who):
    """A few words to the model that the target names, or to the cheapest."""
    context.world.who(who).asks(context.world.referrals.models.short())


@when("{who:Person} asks something short {number:Number} times")
def step_asks_often(context, who, number):
    """One question after the other."""
    context.world.referrals.counter.asks_often(context.world.who(who), number)


@when("{who:Person} asks something, and the model says {words:Quoted}")
def step_asks_and_hears(context, who, words):
    """The model is made to say that."""
    context.world.referrals.counter.asks_and_hears(context.world.who(who), words)


@when("{who:Person} asks for a stream, and the model says {words:Quoted}")
def step_streams_and_hears(context, who, words):
    """The model is made to say that, piece by piece."""
    context.world.referrals.counter.streams_and_hears(context.world.who(who), words)


@when(
    "{who:Person} asks {model:ModelWish} in {prompt:Number} tokens and is answered in {answer:Number} tokens"
)
def step_asks_sized(context, who, model, prompt, answer):
    """A token of the stand-in is a word."""
    context.world.referrals.counter.asks_sized(context.world.who(who), model, prompt, answer)


@when("{who:Person} asks {model:ModelWish} the same {number:Number} times")
def step_asks_the_same(context, who, model, number):
    """One question after the other, each answered in as many tokens."""
    context.world.referrals.counter.asks_the_same(context.world.who(who), model, number)


@when("{who:Person} is given the same answer whole and in frames")
def step_whole_and_streamed(context, who):
    """The same question twice; the model says the same."""
    context.world.referrals.counter.asks_whole_and_streamed(context.world.who(who))


@when(
    "{who:Person} is given the same answer of {said:Number} tokens whole and in frames, "
    "for which the model has used {used:Number}"
)
def step_thoughtful_answers(context, who, said, used):
    """A model that thinks counts more tokens than it says."""
    context.world.referrals.counter.asks_for_thought(context.world.who(who), said, used)


@when("{who:Person} asks {flaw:RequestFlaw}")
def step_asks_nonsense(context, who, flaw):
    """All else is as it should be."""
    customer = context.world.who(who)
    customer.asks_for(flaw(context.world.referrals.models.short()))


@when("{who:Person} asks for {whose:Whose} transactions {page:OddPage}")
def step_asks_for_odd_page(context, who, whose, page):
    """A page that there is not."""
    context.world.who(who).asks_for_transactions(page)


@when("{who:Person} asks for more than {she:Person} can pay")
def step_asks_too_much(context, who, she):
    """So long an answer of the dearest model as the balance could not pay."""
    context.world.referrals.counter.asks_beyond(context.world.who(who))


@when("{who:Person} asks the same again")
def step_asks_again(context, who):
    """The very same question."""
    context.world.referrals.counter.asks_again(context.world.who(who))


@when("{who:Person} asks for a dear answer")
def step_asks_dear(context, who):
    """One that costs six credits."""
    context.world.referrals.counter.asks_dear(context.world.who(who))


@when("{who:Person} asks for {number:Number} dear answers at the same moment")
def step_dear_rush(context, who, number):
    """Each costs six credits; all arrive together, at all processes of the gateway."""
    context.world.referrals.counter.rushes_dear(context.world.who(who), number)


@when("{who:Person} asks for {number:Number} cheap answers at the same moment")
def step_cheap_rush(context, who, number):
    """All arrive together, at all processes of the gateway."""
    context.world.referrals.counter.rushes_cheap(context.world.who(who), number)


@when("{who:Person} asks {extra:Number} times more than is allowed, all at the same moment")
def step_limit_rush(context, who, extra):
    """As many as the first answer said are allowed, and so many more."""
    context.world.referrals.counter.rushes_over_limit(context.world.who(who), extra)


@when("{who:Person} asks for a stream")
def step_streams(context, who):
    """A few words to the model that the target names, or to the cheapest."""
    context.world.who(who).listens(context.world.referrals.models.short())


@when("{who:Person} leaves a stream after {number:Number} tokens")
def step_leaves(context, who, number):
    """The model has more to say, and waits; the customer hangs up."""
    context.world.referrals.counter.leaves(context.world.who(who), number)


@when("{who:Person} leaves a dear stream after {number:Number} tokens")
def step_leaves_dear(context, who, number):
    """One that could have cost six credits."""
    context.world.referrals.counter.leaves_dear(context.world.who(who), number)


@when("the model stops for thought after {number:Number} tokens of a stream for {who:Person}")
def step_stops_for_thought(context, number, who):
    """It says nothing more until the customer has looked at what has come."""
    context.world.referrals.counter.hears_part(context.world.who(who), number)


@when("{who:Person} sends the same request twice, under one name")
def step_repeats(context, who):
    """As a program does that has lost the answer."""
    context.world.referrals.counter.repeats(context.world.who(who))


@when("{who:Person} sends the same request {number:Number} times at the same moment, under one name")
def step_repeats_at_once(context, who, number):
    """As a program does that is too impatient."""
    context.world.referrals.counter.repeats_at_once(context.world.who(who), number)


@when("as much time has gone by as {who:Person} was told to wait")
def step_waits(context, who):
    """For this customer alone, and in no time."""
    context.world.referrals.counter.waits_as_told(context.world.who(who))


@when("each of them does {number:Number} different things, all at once")
def step_crowd_acts(context, number):
    """Asks, listens, hangs up, is let down, buys, changes keys, asks too much, repeats, and so on."""
    context.world.referrals.crowd.does_all_at_once(number)


# ---- what comes of it


@then("{who:Person} is answered as a customer should be")
def step_answered(context, who):
    """Whole, in the schema of OpenAI."""
    customer = context.world.who(who)
    customer.must("be answered")
    judge(customer.name, customer.answer, well_formed())


@then("{who:Person} is answered in the words of the model")
def step_in_words(context, who):
    """Nothing lost, nothing added."""
    customer = context.world.who(who)
    judge(customer.name, customer.answer, says(context.world.referrals.counter.said))


@then("it comes frame by frame, to its end")
def step_streamed(context):
    """In order, with one finish reason, the usage, and an end."""
    customer = context.world.who("she")
    customer.must("be answered in a stream")
    judge(customer.name, customer.answer, well_streamed())


@then("those {number:Number} tokens have reached {whom:Person} before it goes on")
def step_heard_part(context, number, whom):
    """The gateway passes on what it has."""
    context.world.referrals.counter.heard_so_far(context.world.who(whom), number)


@then("{who:Person} is told that {whose:Whose} credits are not enough, and how to top up")
def step_cannot_pay(context, who, whose):
    """Nobody is left in the dark."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, cannot_pay())


@then("{who:Person} is told what is wrong with the request")
def step_nonsense(context, who):
    """In words."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, refused_as_nonsense())


@then("{who:Person} is told of trouble with the model, and of no secret")
@then("{who:Person} is told of trouble with the shop, and of no secret")
def step_outside_trouble(context, who):
    """In words of the gateway's own."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, outside_trouble())


@then("{who:Person} is told that the gateway can't serve now")
def step_own_trouble(context, who):
    """In words."""
    customer = context.world.who(who)
    judge(customer.name, customer.reply, own_trouble())


@then("{who:Person} is told in the stream that the model has broken off")
def step_broke_off(context, who):
    """And nothing pretends to be the end of an answer."""
    customer = context.world.who(who)
    judge(customer.name, customer.answer, broke_off())


@then("one of them is answered and billed, and the others are told how to top up")
def step_one_answered(context):
    """Nobody is served for nothing."""
    context.world.referrals.counter.one_was_answered(context.world.who("she"))


@then("all of them are answered and billed")
def step_all_answered(context):
    """No answer without a bill, no bill without an answer."""
    context.world.referrals.counter.all_were_answered(context.world.who("she"))


@then("as many are answered as are allowed, and {extra:Number} are told to come back later")
def step_limited(context, extra):
    """To the one; each answer is billed."""
    context.world.referrals.rush.as_many_answered_as_allowed(context.world.who("she"), extra)


@then("each answer tells how many requests are left")
def step_counts_down(context):
    """The limit, one fewer each time, and when the count begins anew."""
    customer = context.world.who("she")
    judge(customer.name, context.world.referrals.counter.chat_replies(customer), counts_down())
