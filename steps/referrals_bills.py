"""What answers of models have cost, and whether the books agree."""

from behave import then

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps


@then("{who:Person} is answered if {whose:Whose} balance is enough, and told how to top up if it is not")
def step_answered_or_not(context, who, whose):
    """Which of both is right is decided by the balance, which was looked at before."""
    context.world.referrals.bills.is_served_by_balance(context.world.who(who))


@then("no model was asked for {whom:Person}")
def step_no_model(context, whom):
    """Looks at what the models were asked in this customer's name."""
    context.world.referrals.bills.asked_no_model(context.world.who(whom))


@then("no model was asked for {whom:Person} since then")
def step_no_model_since(context, whom):
    """Looks at what the models were asked after the account was looked at."""
    context.world.referrals.bills.asked_no_model_since(context.world.who(whom))


@then("a model was asked once for {whom:Person}")
def step_one_call(context, whom):
    """Looks at what the models were asked in this customer's name."""
    context.world.referrals.bills.asked_once(context.world.who(whom))


@then("{who:Person} is billed exactly what those tokens cost")
def step_billed(context, who):
    """The usage that the last answer told, at the prices of the catalog, by one transaction."""
    context.world.referrals.bills.billed_rightly(context.world.who(who))


@then("{who:Person} is billed {number:Number} times the same, exactly what each answer cost")
def step_billed_often(context, who, number):
    """One transaction for each."""
    context.world.referrals.bills.billed_the_same(context.world.who(who), number)


@then("both answers were billed the same")
def step_billed_alike(context):
    """One transaction each, of the same amount, for the same usage."""
    context.world.referrals.bills.billed_alike(context.world.who("she"))


@then("{who:Person} is billed for the question and {number:Number} tokens")
def step_billed_part(context, who, number):
    """What the question took as the model counts it, and what of the answer was delivered."""
    context.world.referrals.bills.billed_for_part(context.world.who(who), number)


@then("{who:Person} is not billed for what failed")
def step_not_billed(context, who):
    """Balance and transactions are what they were."""
    context.world.referrals.bills.not_billed(context.world.who(who))


@then("{who:Person} is billed once")
def step_billed_once(context, who):
    """However often it was asked."""
    context.world.referrals.rush.billed_once(context.world.who(who))


@then("{who:Person} is given the same answer twice")
def step_same_answer(context, who):
    """Word for word, under one id."""
    context.world.referrals.bills.answered_alike(context.world.who(who))


@then("{whose:Whose} transactions are listed the newest first")
def step_newest_first(context, whose):
    """By their moments."""
    context.world.referrals.bills.listed_newest_first(context.world.who("she"))


@then("in pages of {number:Number} there is nothing twice and nothing left out")
def step_pages(context, number):
    """Together they are the same as the whole list."""
    context.world.referrals.bills.pages_are_whole(context.world.who("she"), number)


@then("the last bill stands in the books of {whom:Person}, for a request of its own")
def step_bill_in_books(context, whom):
    """With the balance before and after."""
    context.world.referrals.bills.bill_is_in_books(context.world.who(whom))


@then("the books of {whom:Person} agree with what {she:Person} is told")
def step_books_agree(context, whom, she):
    """Each entry leads to the next balance, and all of them are told."""
    context.world.referrals.bills.books_agree(context.world.who(whom))


@then("each of them was billed for what was answered, and for nothing else")
def step_crowd_billed(context):
    """One transaction for each answer and each purchase, to the last digit."""
    context.world.referrals.crowd.was_billed_rightly()


@then("the transactions of each of them add up to the balance")
def step_crowd_adds_up(context):
    """To the last digit."""
    context.world.referrals.crowd.adds_up()


@then("the books of each of them agree with what they are told")
def step_crowd_books(context):
    """Each entry leads to the next balance, and all of them are told."""
    context.world.referrals.crowd.is_in_the_books()
