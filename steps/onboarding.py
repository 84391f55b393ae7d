"""Onboarding by a Telegram bot: what newcomers do and what they should see."""

from behave import given, then, when

from countersign.matchers.conversation import (
    answered_within,
    asks_for,
    asks_in_place,
    asks_to,
    greets,
    offers_button,
    offers_menu,
    says,
    says_one_thing,
    tap_is_taken_in,
    tells_in_turn,
)
from countersign.matchers.judging import judge
from countersign.matchers.mail import holds_mail_that_says, holds_mails, holds_welcome_mails
from countersign.matchers.records import has_once, on_record_as_unverified, on_record_as_verified
from countersign.vocabulary import in_minutes


@given("{who:Person} is new to the bot")
def step_is_new(context, who):
    """Someone whom the bot has never seen."""
    context.world.onboarding.newcomer(who)


@given("{who:Person} has been greeted")
def step_has_been_greeted(context, who):
    """Someone who has started the bot and was greeted."""
    context.world.onboarding.newcomer(who).is_greeted()


@given("{who:Person} is asked for an e-mail address")
def step_is_asked_for_email(context, who):
    """Someone who has got started and now sees the first of three steps."""
    context.world.onboarding.newcomer(who).is_asked_for_email()


@given("{who:Person} is asked for the code from the mail")
def step_is_asked_for_code(context, who):
    """Someone who has given an e-mail address, has the code in the mailbox and sees the second step."""
    context.world.onboarding.newcomer(who).is_asked_for_code()


@given("{who:Person} has become a verified user")
def step_has_become_verified(context, who):
    """Someone who has gone through all three steps."""
    context.world.onboarding.newcomer(who).becomes_verified()


@given("{who:Person} has become a user without an e-mail address")
def step_has_become_unverified(context, who):
    """Someone who has skipped the e-mail address and accepted the terms."""
    context.world.onboarding.newcomer(who).becomes_unverified()


@given("the mail service is out of order for {whom:Person}")
def step_mail_is_out_of_order(context, whom):
    """The mail service refuses every mail to this person, and to nobody else."""
    context.world.who(whom).mailbox.goes_out_of_order()


@given("{who:Person} was told that the code could not be mailed")
def step_was_told_of_failed_mail(context, who):
    """Someone who gave an e-mail address while the mail service was out of order."""
    context.world.onboarding.newcomer(who).fails_to_get_a_code()


@when("{who:Person} starts the bot")
def step_starts(context, who):
    """Presses Start."""
    context.world.who(who).user.starts()


@when("{who:Person} gets started")
def step_gets_started(context, who):
    """Taps Get Started, after having been greeted."""
    context.world.who(who).gets_started()


@when("{who:Person} gives an e-mail address")
def step_gives_email(context, who):
    """Writes an e-mail address, when asked for it."""
    context.world.who(who).gives_email()


@when("{who:Person} skips the e-mail address")
def step_skips_email(context, who):
    """Taps Skip, when asked for the e-mail address."""
    context.world.who(who).skips_email()


@when("{who:Person} types the code from the mail")
def step_types_code(context, who):
    """Writes the code of the newest mail, when asked for it."""
    context.world.who(who).types_code()


@when("{who:Person} types a wrong code")
def step_types_wrong_code(context, who):
    """Writes six digits that are not the code from the mail."""
    context.world.who(who).types_wrong_code()


@when("{who:Person} types {number:Number} wrong codes")
def step_types_wrong_codes(context, who, number):
    """Writes so many wrong codes, one after the other, each when the one before was answered."""
    context.world.who(who).types_wrong_code(times=number)


@when("{who:Person} asks for the code again")
def step_asks_again(context, who):
    """Taps the button that sends the code again."""
    context.world.who(who).asks_again_for_code()


@when("{who:Person} accepts the terms")
def step_accepts_terms(context, who):
    """Taps the button that accepts, when asked to accept the terms."""
    context.world.who(who).accepts_terms()


@when("{time:Duration} go by for {whom:Person}")
def step_time_goes_by(context, time, whom):
    """Time goes by for this person alone; nobody waits for it."""
    context.world.onboarding.lets_time_go_by(context.world.who(whom), time)


@when("the mail service works again for {whom:Person}")
def step_mail_works_again(context, whom):
    """The outage for this person is over."""
    context.world.who(whom).mailbox.works_again()


@then("{who:Person} is greeted as a newcomer")
def step_is_greeted(context, who):
    """Sees the landing page."""
    context.world.who(who).user.sees(greets("a newcomer"))


@then("the bot says nothing else to {whom:Person}")
def step_says_nothing_else(context, whom):
    """There is one message in answer to what was done last, and no second one follows."""
    context.world.who(whom).user.sees_to_the_end(says_one_thing())


@then("the tapped message asks {whom:Person} for an e-mail address")
def step_is_asked_in_place(context, whom):
    """The screen changes in place; the chat does not grow."""
    context.world.who(whom).user.sees(asks_in_place("the e-mail address"))


@then("the tapped button stops waiting for {whom:Person}")
def step_button_stops_waiting(context, whom):
    """The bot tells Telegram that it has taken the tap in, so that the button stops spinning."""
    context.world.who(whom).user.sees(tap_is_taken_in())


@then("the mail to {whom:Person} names the same code in its subject and its text")
def step_mail_names_the_code(context, whom):
    """The subject of the newest mail ends in six digits, and they stand in its text too."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, newcomer.mailbox, holds_mail_that_says(newcomer.mailbox.newest_code()))


@then("the mail to {whom:Person} says that the code is good for {time:Duration}")
def step_mail_says_how_long(context, whom, time):
    """The newest mail says in its text for how many minutes the code is good."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, newcomer.mailbox, holds_mail_that_says(in_minutes(time)))


@then("{who:Person} is offered {label:Quoted}")
def step_is_offered(context, who, label):
    """Sees a button of that name, whatever its emoji."""
    context.world.who(who).user.sees(offers_button(label))


@then("{who:Person} is offered the main menu")
def step_is_offered_menu(context, who):
    """Sees all buttons of the main menu under one message."""
    context.world.who(who).user.sees(offers_menu())


@then("{who:Person} is not offered the main menu")
def step_is_not_offered_menu(context, who):
    """Does not see the main menu, also when the bot has finished answering."""
    context.world.who(who).user.does_not_see(offers_menu())


@then("{who:Person} is asked to accept the terms")
def step_is_asked_to_accept(context, who):
    """Sees the third step."""
    context.world.who(who).user.sees(asks_to("accept the terms"))


@then("{who:Person} is not asked to accept the terms")
def step_is_not_asked_to_accept(context, who):
    """Does not get to the third step, also when the bot has finished answering."""
    context.world.who(who).user.does_not_see(asks_to("accept the terms"))


@then("{who:Person} is told that the account is ready")
def step_account_is_ready(context, who):
    """Is welcomed, with a ready account."""
    context.world.who(who).user.sees(says("the account is ready"))


@then("{who:Person} is told that the code is wrong and {attempts:Number} attempts remain")
def step_code_is_wrong(context, who, attempts):
    """Is told the very number of attempts that remain."""
    context.world.who(who).user.sees(says("the code is wrong", attempts=attempts))


@then("{who:Person} is told that the code is locked")
def step_code_is_locked(context, who):
    """Is told that this code can't be tried any more."""
    context.world.who(who).user.sees(says("the code is locked"))


@then("{who:Person} is asked for the code")
def step_is_asked_for_code_now(context, who):
    """Sees the second step."""
    context.world.who(who).user.sees(asks_for("the code"))


@then("{who:Person} is not asked for the code")
def step_is_not_asked_for_code(context, who):
    """Does not get to the second step, not even for a moment."""
    context.world.who(who).user.does_not_see(asks_for("the code"))


@then("{who:Person} is told that the code has expired")
def step_code_has_expired(context, who):
    """Is told that time was the reason, not the digits."""
    context.world.who(who).user.sees(says("the code has expired"))


@then(
    "{who:Person} is told that the code is good for {minutes:Number} minutes and {attempts:Number} attempts"
)
def step_code_is_good_for(context, who, minutes, attempts):
    """Sees the second step, with the true time and number of attempts left."""
    newcomer = context.world.who(who)
    newcomer.user.sees(asks_for("the code"))
    newcomer.user.sees(says("there is so much time and so many attempts", minutes=minutes, attempts=attempts))


@then("{who:Person} is told that the code could not be mailed")
def step_mail_failed(context, who):
    """Is told the truth about a mail that did not go out."""
    context.world.who(who).user.sees(says("the code could not be mailed"))


@then("{who:Person} is not told that the code is in the mailbox")
def step_not_told_of_mail(context, who):
    """Is never told of a mail that was not sent, not even for a moment."""
    context.world.who(who).user.does_not_see(says("the code is in the mailbox"))


@then("one message tells {whom:Person} in turn")
def step_tells_in_turn(context, whom):
    """One message is edited through all the facts of the table, in their order."""
    context.world.who(whom).user.sees(tells_in_turn([row["fact"] for row in context.table]))


@then("{who:Person} is answered within the time promised for {deed:Deed}")
def step_is_answered_within(context, who, deed):
    """From the delivery of what was done to the first answer that can be seen; the target sets the time."""
    context.world.who(who).user.sees(answered_within(context.world.onboarding.promised(deed)))


@then("no mail has been sent to {whom:Person}")
def step_no_mail(context, whom):
    """The mail service has accepted no mail for this person."""
    context.world.who(whom).finds(holds_mails(0))


@then("exactly one welcome mail has been sent to {whom:Person}")
def step_one_welcome_mail(context, whom):
    """One, and no second one follows."""
    context.world.who(whom).finds(holds_welcome_mails(1))


@then("{who:Person} is on record as a verified user")
def step_on_record_as_verified(context, who):
    """Looks in the product's own records, not in what the bot said."""
    newcomer = context.world.who(who)
    judge(
        newcomer.name,
        context.world.onboarding.records.file_of(newcomer.person),
        on_record_as_verified(newcomer.address),
    )


@then("{who:Person} is on record as a user who is not verified")
def step_on_record_as_unverified(context, who):
    """Looks in the product's own records, not in what the bot said."""
    newcomer = context.world.who(who)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), on_record_as_unverified())


@then("exactly one account, finished session and {currency:Quoted} wallet are on record for {whom:Person}")
def step_once_on_record(context, currency, whom):
    """Whatever happened, nothing is there twice and nothing is missing."""
    newcomer = context.world.who(whom)
    judge(newcomer.name, context.world.onboarding.records.file_of(newcomer.person), has_once(currency))
