"""What the developers of the contracts do and what they find, played against the stand-ins."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from countersign import identity
from countersign.matchers.brevo_answers import gives_reason, holds_so_many, is_out_of_requests, tells_events
from countersign.matchers.judging import judge
from countersign.matchers.telegram_answers import (
    has_commands,
    is_edited,
    is_stopped_after_a_while,
    is_the_bot,
    marks,
    reads,
)
from countersign.matchers.telegram_updates import (
    carries_header,
    has_read,
    offers_contact,
    offers_so_many,
    offers_tap,
    shows_trouble,
    waits_as_asked,
    waits_longer_each_time,
    was_brought,
)
from countersign.matchers.twilio_answers import lists, names_message, told_in_turn
from countersign.people.bot_calls import WAYS
from countersign.people.bot_stage import PHONE
from countersign.people.bot_texts import UNSENDABLE
from countersign.people.bot_updates import BAD_WEBHOOKS, SECRET_HEADER
from countersign.people.mail_developer import MISTAKES as BAD_MAILS
from countersign.people.sms_developer import BODIES
from countersign.people.sms_developer import MISTAKES as BAD_MESSAGES
from countersign.world import World

from .conftest import MakeWorld


def status(here: World) -> int:
    return here.providers.answer.status


@pytest.mark.parametrize("way", WAYS)
def test_each_way_of_calling_reaches_the_service(here: World, way: str) -> None:
    here.providers.meets("Amira")
    here.providers.bot.sends_with_button("Yes", way)
    assert here.providers.answer.result["reply_markup"]["inline_keyboard"][0][0]["text"] == "Yes"


@pytest.mark.parametrize("what", UNSENDABLE)
def test_what_can_t_be_sent_is_not_sent(here: World, what: str) -> None:
    partner = here.providers.meets("Amira")
    here.providers.bot.tries_to_send(what)
    assert status(here) == 400
    here.providers.bot.sends("After it")
    judge("Amira", partner.waits_to_read("After it"), has_read("After it"))


@pytest.mark.parametrize("which", BAD_WEBHOOKS)
def test_a_bad_webhook_is_not_set(here: World, which: str) -> None:
    here.providers.updates.tries_webhook(which)
    assert status(here) == 400
    here.providers.updates.asks()
    assert status(here) == 200


@pytest.mark.parametrize("mistake", BAD_MAILS)
def test_a_bad_mail_is_not_accepted(here: World, mistake: str) -> None:
    here.providers.mail.tries(mistake)
    assert status(here) == 400
    with pytest.raises(AssertionError, match="Brevo should have accepted a mail, but Brevo answered 400"):
        _ = here.providers.mail.message_id


@pytest.mark.parametrize("mistake", BAD_MESSAGES)
def test_a_bad_message_is_not_accepted(here: World, mistake: str) -> None:
    here.providers.sms.tries(mistake)
    assert status(here) == 400
    with pytest.raises(AssertionError, match="Twilio should have accepted a message, but Twilio answered"):
        _ = here.providers.sms.sid


@pytest.mark.parametrize("which", BODIES)
def test_a_text_at_the_edge_of_a_segment_is_accepted(here: World, which: str) -> None:
    here.providers.sms.sends_text(which)
    assert status(here) == 201


@pytest.mark.parametrize(
    "order",
    [
        lambda it: it.bot.tries_to_send("a poem"),
        lambda it: it.updates.tries_webhook("on the moon"),
        lambda it: it.mail.tries("with love"),
        lambda it: it.sms.tries("with love"),
        lambda it: it.sms.sends_text("three words"),
    ],
)
def test_what_nobody_knows_is_a_sentence(here: World, order: Callable[[Any], None]) -> None:
    here.providers.meets("Amira")
    with pytest.raises(LookupError, match="known are"):
        order(here.providers)


def test_a_bot_says_who_it_is_and_changes_what_it_has_sent(here: World) -> None:
    here.providers.meets("Amira")
    bot = here.providers.bot
    bot.asks_who_it_is("getme")
    judge("Telegram", here.providers.answer, is_the_bot(bot.bot_id, bot.username))
    with pytest.raises(AssertionError, match="say that this is the bot @somebody_bot"):
        judge("Telegram", here.providers.answer, is_the_bot(bot.bot_id, "somebody_bot"))
    bot.sends("Draft")
    bot.changes("Final")
    judge("Telegram", here.providers.answer, reads("Final", bot))
    judge("Telegram", here.providers.answer, is_edited(bot.first_message_id))
    bot.changes_to_too_long()
    assert status(here) == 400
    bot.deletes()
    bot.changes_unknown()
    assert here.providers.answer.body["description"] == "Bad Request: message to edit not found"


@pytest.mark.parametrize("how", ["by tags", "by their place"])
def test_words_are_marked_behind_emoji(here: World, how: str) -> None:
    here.providers.meets("Amira")
    here.providers.bot.sends_marked("at noon", "bold", how)
    judge("Telegram", here.providers.answer, marks("at noon", "bold"))
    with pytest.raises(AssertionError, match="mark «noon» and nothing else as bold"):
        judge("Telegram", here.providers.answer, marks("noon", "bold"))


def test_a_menu_of_commands(here: World) -> None:
    amira = here.providers.meets("Amira")
    here.providers.bot.sets_commands(["start"], amira.chat_id)
    here.providers.bot.asks_for_commands(amira.chat_id)
    judge("Telegram", here.providers.answer, has_commands(["start"]))


def test_a_flood_is_stopped(here: World) -> None:
    here.providers.meets("Amira")
    bot = here.providers.bot
    bot.sends_at_once(2)
    with pytest.raises(AssertionError, match="the statuses were 200, 200"):
        judge("Telegram", bot, is_stopped_after_a_while())
    bot.stage.limit(str(bot.username))
    bot.sends_at_once(12)
    judge("Telegram", bot, is_stopped_after_a_while())


def test_a_tap_and_a_phone_number_come_as_updates(here: World) -> None:
    amira = here.providers.meets("Amira")
    bot, updates = here.providers.bot, here.providers.updates
    with pytest.raises(LookupError, match="Amira has not tapped a button"):
        bot.takes_tap_in()
    bot.sends_with_button("Yes")
    amira.taps(bot.message_id, "Yes")
    updates.asks()
    judge("Telegram", here.providers.answer, offers_tap("yes", bot.message_id, amira.chat_id))
    with pytest.raises(AssertionError, match="it was answered 0 times"):
        amira.sees_tap_answered()
    bot.takes_tap_in()
    amira.sees_tap_answered()
    bot.drops_what_waits()
    bot.sends_with_reply_keyboard("Share", contact=True)
    amira.taps(bot.message_id, "Share")
    updates.asks()
    judge("Telegram", here.providers.answer, offers_contact(amira.chat_id, PHONE))
    amira.writes_many(2)
    updates.asks()
    judge("Telegram", here.providers.answer, offers_so_many(3))


def test_updates_are_confirmed_by_their_texts(here: World) -> None:
    amira = here.providers.meets("Amira")
    amira.writes("one")
    here.providers.updates.asks_after("one")
    judge("Telegram", here.providers.answer, offers_so_many(0))
    with pytest.raises(AssertionError, match="should have been offered «two»"):
        here.providers.updates.asks_after("two")


def test_a_second_call_ends_the_first(here: World) -> None:
    updates = here.providers.updates
    with pytest.raises(LookupError, match="nobody waits for news"):
        _ = updates.older
    updates.waits()
    updates.asks_instead()
    assert updates.older.status == 409


def test_a_call_that_need_not_wait_is_found_out(here: World) -> None:
    here.providers.meets("Amira").writes("one")
    with pytest.raises(AssertionError, match="should wait for news while there are none"):
        here.providers.updates.waits()


def test_a_webhook_and_its_troubles(here: World) -> None:
    amira = here.providers.meets("Amira")
    updates = here.providers.updates
    with pytest.raises(LookupError, match="no webhook"):
        _ = updates.webhook
    updates.sets_webhook("Open-Sesame")
    updates.refuses("one", 3)
    amira.writes("one")
    judge("Telegram", here.providers.brought("Amira", ["one"] * 4), was_brought(["one"] * 4))
    judge("Telegram", updates.tries, waits_longer_each_time())
    judge("Telegram", updates.tries, carries_header(SECRET_HEADER, "Open-Sesame"))
    for wrong in (waits_as_asked(5.0), carries_header(SECRET_HEADER, None), was_brought(["one"])):
        with pytest.raises(AssertionError, match=r"^Telegram should .+, but "):
            judge("Telegram", updates.tries, wrong)
    updates.asks_how_webhook_fares(0)
    trouble = shows_trouble(0, "Wrong response from the webhook: 500 Internal Server Error")
    judge("Telegram", here.providers.answer, trouble)
    updates.answers_with_message(amira.chat_id, "Pong")
    amira.writes("Ping")
    judge("Amira", amira.waits_to_read("Pong"), has_read("Pong"))
    updates.gives_webhook_up()
    updates.asks()
    assert status(here) == 200


def test_people_block_and_groups_are_left_behind_by_nobody(here: World) -> None:
    amira = here.providers.meets("Amira")
    amira.blocks(blocked=True)
    here.providers.bot.sends("Hello")
    assert status(here) == 403
    amira.blocks(blocked=False)
    here.providers.bot.sends("Hello")
    assert status(here) == 200
    here.providers.meets_in_group("Boris")
    here.providers.bot.sends("Hello, all")
    assert here.providers.answer.result["chat"]["type"] == "group"


def test_what_becomes_of_a_mail(here: World) -> None:
    mail = here.providers.mail
    mail.will_be("blocked")
    mail.sends()
    mail.asks_until("blocked")
    fates = ["blocked", "sent on its way"]
    judge("Brevo", here.providers.answer, tells_events(fates, mail.recipient, mail.message_id))
    judge("Brevo", here.providers.answer, gives_reason())
    judge("The recipient", mail.mails_that_arrived(), holds_so_many(0))
    with pytest.raises(AssertionError, match="The recipient should have got 1 mail, but found nothing"):
        judge("The recipient", mail.mails_that_arrived(), holds_so_many(1))
    mail.troubles.refuse(mail.recipient, 429)
    mail.sends()
    judge("Brevo", here.providers.answer, is_out_of_requests())
    mail.tries_out()
    assert status(here) == 429


def test_who_may_mail(here: World) -> None:
    mail = here.providers.opens_mail_account()
    mail.uses_unknown_key()
    assert status(here) == 401
    mail.uses_no_key()
    assert status(here) == 401
    mail.asks_about_unknown_mail()
    assert status(here) == 200
    mail.asks_for_too_many_events()
    assert status(here) == 400
    mail.tries_out()
    mail.asks_once_more_later()
    assert here.providers.answer.body.get("events", []) == []


def test_what_becomes_of_a_message(here: World) -> None:
    sms = here.providers.opens_sms_account()
    with pytest.raises(LookupError, match="nobody listens"):
        sms.heard()
    sms.troubles.lose(sms.number, "undelivered", 30003)
    sms.sends_and_listens("Hello")
    judge("Twilio", here.providers.answer, names_message(sms, "Hello"))
    with pytest.raises(AssertionError, match="body not as they should be"):
        judge("Twilio", here.providers.answer, names_message(sms, "Bye"))
    judge("Twilio", sms.heard(), told_in_turn(["sending", "sent", "undelivered"], sms))
    sms.asks_until("undelivered")
    assert here.providers.answer.body["error_code"] == 30003
    forged = [delivery for delivery in sms.heard() if not sms.signed_rightly(delivery)]
    assert forged == []


def test_a_callback_of_somebody_else_is_found_out(here: World) -> None:
    sms = here.providers.sms
    sms.sends_and_listens("Hello")
    genuine = sms.heard()
    sms.account, sms.number = "AC0", "+12015550199"
    with pytest.raises(AssertionError, match="incomplete"):
        judge("Twilio", genuine, told_in_turn(["sending", "sent", "delivered"], sms))


def test_who_may_text(here: World) -> None:
    sms = here.providers.sms
    sms.uses_wrong_token()
    assert status(here) == 401
    sms.uses_no_token()
    assert status(here) == 401
    sms.asks_about_unknown_message()
    assert status(here) == 404
    sms.asks_for_messages_to_number()
    assert here.providers.answer.body["messages"] == []


def test_a_number_that_had_another_holder_is_as_new(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "_FICTIONAL", [f"+1201555{last:04d}" for last in range(100, 200)])
    taken = {f"+1201555{last:04d}": time.time() + 60 for last in range(101, 200)}
    Path(".countersign/ledger").mkdir(parents=True)
    Path(".countersign/ledger/phones.json").write_text(json.dumps(taken))
    for text in ("before", "now"):
        world = make_world()
        world.providers.sms.sends(text)
        world.providers.sms.asks_for_messages_to_number()
        assert world.providers.sms.number == "+12015550100"
        judge("Twilio", world.providers.answer, lists([text]))
        world.close()


def test_whoever_waits_for_news_is_known_to_wait(here: World) -> None:
    bot, updates = here.providers.bot, here.providers.updates
    assert not bot.may_be_waiting()
    updates.waits()
    assert bot.may_be_waiting()
    updates.sets_webhook()
    assert updates.older.body["description"] == "Conflict: terminated by setWebhook request"
    assert not bot.may_be_waiting()
