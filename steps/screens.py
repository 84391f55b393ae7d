"""What the screens offer, and what is behind their buttons."""

from behave import given, then, when

import countersign.vocabulary  # noqa: F401 - registers the typed words of the steps
from countersign.matchers.conversation import (
    asks_for,
    asks_in_place,
    says,
    shows,
    shows_menu_in_place,
    terms_in_place,
)
from countersign.matchers.judging import judge
from countersign.matchers.records import not_yet_user, without_open_account, without_session
from countersign.matchers.screens import all_taps_are_taken_in, offers_exactly, sees_no_markup


@given("{who:Person} is asked to accept the terms without an e-mail address")
def step_at_terms(context, who):
    """Someone who has skipped the address and now sees the third step."""
    context.world.onboarding.newcomer(who).is_asked_to_accept_unverified()


@when("{who:Person} writes {words:Quoted}")
def step_writes(context, who, words):
    """Writes these very words, to the bot or to whoever else is talked with."""
    context.world.who(who).writes(words)


@when("{who:Person} taps {label:Quoted}")
def step_taps(context, who, label):
    """Taps the newest button of that name, whatever its emoji."""
    context.world.who(who).user.taps(label)


@when("{who:Person} taps an old {label:Quoted}")
def step_taps_old(context, who, label):
    """Taps a button that was there once, and that the phone still shows."""
    context.world.who(who).user.taps_old(label)


@when("{who:Person} looks at the help of every step on the way to the main menu")
def step_looks_at_help(context, who):
    """Opens each help and goes back, declines the terms and comes back, and becomes a verified user."""
    context.world.who(who).reads_every_help()


@when("{who:Person} looks behind every button of the main menu")
def step_looks_round(context, who):
    """Taps each button of the menu, and goes back to it each time."""
    context.world.who(who).looks_round()


@then("{who:Person} is told {what:Fact}")
def step_is_told(context, who, what):
    """Is told this, in words that can't be taken for anything else."""
    context.world.who(who).user.sees(says(what))


@then("{who:Person} is told that the wallet holds {amount:Quoted}")
def step_wallet_holds(context, who, amount):
    """Is told the very amount and its currency."""
    context.world.who(who).user.sees(says("the wallet holds so much", amount=amount))


@then("{who:Person} is offered exactly")
def step_is_offered_exactly(context, who):
    """The newest message of the answer carries the buttons of the table, and no others."""
    labels = [row["button"] for row in context.table]
    context.world.who(who).user.sees(offers_exactly(labels))


@then("{who:Person} is shown the main menu")
def step_is_shown_menu(context, who):
    """Sees the menu of somebody who is known."""
    context.world.who(who).user.sees(shows("the main menu"))


@then("{who:Person} is shown the main menu in the message that was tapped")
def step_menu_in_place(context, who):
    """The tapped message itself becomes the menu again."""
    context.world.who(who).user.sees(shows_menu_in_place())


@then("{who:Person} is asked for an e-mail address")
def step_is_asked_for_email(context, who):
    """Sees the first step."""
    context.world.who(who).user.sees(asks_for("the e-mail address"))


@then("{who:Person} is asked for the code in the message that was tapped")
def step_code_in_place(context, who):
    """The tapped message itself becomes the second step again."""
    context.world.who(who).user.sees(asks_in_place("the code"))


@then("{who:Person} is asked to accept the terms in the message that was tapped")
def step_terms_in_place(context, who):
    """The tapped message itself becomes the third step again."""
    context.world.who(who).user.sees(terms_in_place())


@then("nothing that {who:Person} was shown holds markup")
def step_no_markup(context, who):
    """Every text in the chat, edited away or not, reads as plain text."""
    newcomer = context.world.who(who)
    judge(newcomer.name, newcomer.user, sees_no_markup())


@then("no button that {who:Person} tapped still waits")
def step_no_button_waits(context, who):
    """The bot has told Telegram of every tap that it has taken it in."""
    context.world.who(who).user.sees(all_taps_are_taken_in())


@then("no session is on record for {whom:Person}")
def step_no_session(context, whom):
    """Looks in the product's own records: no setup is under way."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), without_session())


@then("{who:Person} is on record as not yet a user")
def step_not_yet_user(context, who):
    """Looks in the product's own records: the setup is under way, and nothing was accepted."""
    newcomer = context.world.who(who)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), not_yet_user())


@then("{who:Person} has no open account on record")
def step_no_open_account(context, who):
    """Looks in the product's own records: nothing was verified, accepted or completed."""
    newcomer = context.world.who(who)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), without_open_account())
