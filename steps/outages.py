"""What goes wrong around the bot, and what newcomers should see of it."""

from behave import given, then, when

from countersign.matchers.conversation import says
from countersign.matchers.mail import holds_mails, holds_welcome_mails
from countersign.matchers.recovery import TROUBLE, admits_trouble, left_alone, refused_again
from countersign.matchers.sms import holds_texts

# ---- mail


@given("the mail service {trouble:MailTrouble} for {whom:Person}")
def step_mail_is_in_trouble(context, trouble, whom):
    """What the mail service does with every mail to this person, and to nobody else."""
    context.world.who(whom).mailbox.goes_out_of_order(trouble)


@then("{who:Person} is told that the code may have been mailed")
def step_maybe_mailed(context, who):
    """Nobody knows, and the bot says so: it promises nothing, and it does not say that nothing will come."""
    context.world.who(who).user.sees(says("the code may have been mailed"))


@then("exactly one mail has been sent to {whom:Person}")
def step_one_mail(context, whom):
    """One, and no second one follows."""
    context.world.who(whom).finds(holds_mails(1))


@then("no welcome mail has been sent to {whom:Person}")
def step_no_welcome_mail(context, whom):
    """The mail service has accepted no welcome for this person."""
    context.world.who(whom).finds(holds_welcome_mails(0))


# ---- SMS


@given("{who:Person} has become a verified user with a phone")
def step_user_with_phone(context, who):
    """Someone who has gone through all three steps, and has a number of their own to share."""
    context.world.onboarding.newcomer(who, with_phone=True).becomes_verified()


@given("the SMS service {trouble:SmsTrouble} for {whom:Person}")
def step_sms_is_in_trouble(context, trouble, whom):
    """What the SMS service does with every SMS to this person, and to nobody else."""
    context.world.who(whom).phone.goes_out_of_order(trouble)


@when("the SMS service works again for {whom:Person}")
def step_sms_works_again(context, whom):
    """The trouble for this person is over."""
    context.world.who(whom).phone.works_again()


@when("{who:Person} shares the own phone number")
def step_shares_number(context, who):
    """Opens the settings, asks for SMS alerts, and taps the button that shares the number."""
    context.world.who(who).shares_number()


@when("{who:Person} asks for SMS alerts again")
def step_asks_for_alerts_again(context, who):
    """Taps the button that tries once more."""
    context.world.who(who).asks_again_for_alerts()


@when("{who:Person} asks for SMS alerts again and shares the number")
def step_shares_number_again(context, who):
    """Taps the button that tries once more, and shares the number when asked for it."""
    context.world.who(who).shares_number_again()


@when("{who:Person} comes back and asks for SMS alerts")
def step_comes_back_for_alerts(context, who):
    """Starts the bot, opens the settings, and asks for SMS alerts."""
    context.world.who(who).comes_back_for_alerts()


@then("{who:Person} is told that {fact:SmsFact}")
def step_sms_fact(context, who, fact):
    """Is told the truth about the welcome SMS."""
    context.world.who(who).user.sees(says(fact))


@then("{who:Person} is not told that SMS alerts are on")
def step_alerts_not_on(context, who):
    """Is never told of SMS alerts that do not work, not even for a moment."""
    context.world.who(who).user.does_not_see(says("SMS alerts are on"))


@then("exactly one SMS has been sent to {whom:Person}")
def step_one_sms(context, whom):
    """One, and no second one follows."""
    context.world.who(whom).finds_on_phone(holds_texts(1))


@then("no SMS has been sent to {whom:Person}")
def step_no_sms(context, whom):
    """The SMS service has accepted none for this person."""
    context.world.who(whom).finds_on_phone(holds_texts(0))


# ---- Telegram


@given("Telegram {trouble:TelegramTrouble} when the bot writes to {whom:Person}")
def step_telegram_is_in_trouble(context, trouble, whom):
    """What Telegram does with the next message that the bot sends to this person, and to nobody else."""
    context.world.who(whom).user.meets({"method": "sendMessage", **trouble})


@given("Telegram {trouble:TelegramTrouble} when the bot changes a message to {whom:Person}")
def step_telegram_is_in_trouble_with_edits(context, trouble, whom):
    """What Telegram does when the bot next changes a message that this person sees, and to nobody else."""
    context.world.who(whom).user.meets({"method": "editMessageText", **trouble})


@given("Telegram {trouble:TelegramTrouble} when the bot takes in what {who:Person} taps")
def step_telegram_is_in_trouble_with_taps(context, trouble, who):
    """What Telegram does when the bot next says that it has taken in a tap of this person."""
    context.world.who(who).user.meets({"method": "answerCallbackQuery", **trouble})


@given("{who:Person} has blocked the bot while the code was being mailed")
def step_has_blocked(context, who):
    """Someone who gave an e-mail address, and then let the bot write no more."""
    context.world.onboarding.newcomer(who).blocks_the_bot_while_the_code_is_mailed()


@when("{who:Person} gives an e-mail address and blocks the bot at once")
def step_gives_email_and_blocks(context, who):
    """Before the bot has said all that it has to say."""
    context.world.who(who).gives_email_and_blocks_the_bot()


@when("{who:Person} lets the bot write again")
def step_lets_write_again(context, who):
    """Takes the block back."""
    context.world.who(who).user.lets_the_bot_write_again()


@then("the bot leaves {whom:Person} alone")
def step_leaves_alone(context, whom):
    """It has done with what was asked last, and does not go on trying to write."""
    context.world.who(whom).user.sees_to_the_end(left_alone())


# ---- the database


@given("the bot has a database of its own")
def step_own_database(context):
    """A bot that this scenario has for itself: whatever breaks, breaks for nobody else."""
    context.world.onboarding.moves_to_spare()


@given("the database {trouble:DatabaseTrouble}")
@when("the database {trouble:DatabaseTrouble}")
def step_database_is_in_trouble(context, trouble):
    """From now on, until it works again; the bot itself goes on running."""
    context.world.onboarding.troubles.begin(trouble)


@when("the database refuses connections while the code is being mailed to {whom:Person}")
def step_database_fails_while_mailing(context, whom):
    """After the bot has noted that it sends a code, and before it learns that the mail was accepted."""
    context.world.who(whom).user.sees(says("the address is valid"))
    context.world.onboarding.troubles.begin("refuses_connections")


@when("what {who:Person} did has been delivered twice in vain")
def step_delivered_in_vain(context, who):
    """What the bot has not acknowledged, Telegram delivers again after a moment."""
    context.world.who(who).user.sees(refused_again())


@when("the database works again")
def step_database_works_again(context):
    """The trouble is over; nobody starts the bot anew."""
    context.world.onboarding.troubles.end()


# ---- what is seen of it


@when("the bot has finished answering {whom:Person}")
def step_has_finished(context, whom):
    """What was done last is done with, whatever became of the answer."""
    context.world.who(whom).user.lets_the_bot_finish()


@when("{who:Person} types the code that she has found in the mailbox")
def step_types_found_code(context, who):
    """Writes the code of the newest mail, whether the bot has asked for it or not."""
    context.world.who(who).types_found_code()


@when("{who:Person} goes on to the main menu")
@then("{who:Person} goes on to the main menu")
def step_goes_on(context, who):
    """Types the right code, accepts the terms, and finds the account ready: nothing was lost for good."""
    context.world.who(who).goes_on_to_menu()


@then("{who:Person} is told of technical trouble once, and of nothing else")
def step_admits_trouble(context, who):
    """The bot admits a trouble of its own, and says nothing that has not happened."""
    context.world.who(who).user.sees(admits_trouble())


@then("{who:Person} is told of technical trouble")
def step_told_of_trouble(context, who):
    """The bot admits a trouble of its own."""
    context.world.who(who).user.sees(says(TROUBLE))


# ---- a rush


@when("they all start the bot at the same moment")
def step_all_start(context):
    """Nothing is answered before all of it is there."""
    context.world.onboarding.races.crowd.start()


@when("they all give an e-mail address at the same moment")
def step_all_give_addresses(context):
    """Each gives an address of their own."""
    context.world.onboarding.races.crowd.give_addresses()


@then("each of them is greeted once")
def step_each_greeted(context):
    """One message each, also when the bot has finished with all of them."""
    context.world.onboarding.races.crowd.are_greeted_once()


@then("each of them is asked for the code that was mailed to their own address")
def step_each_asked_for_code(context):
    """Each sees the second step, and has exactly one mail with a code."""
    context.world.onboarding.races.crowd.are_asked_for_codes_of_their_own()
