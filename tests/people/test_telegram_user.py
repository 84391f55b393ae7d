import pytest

from countersign.evidence.transcript import Transcript
from countersign.matchers.conversation import (
    answered_within,
    asks_for,
    asks_in_place,
    asks_to,
    greets,
    offers_button,
    offers_buttons,
    says,
    says_one_thing,
    tap_is_taken_in,
    tells_in_turn,
)
from countersign.people.telegram_user import TelegramUser

from .bot_by_hand import BotByHand


def chat(user: TelegramUser) -> int:
    return user.person.telegram_id


def failure(act: object) -> str:
    with pytest.raises(AssertionError) as caught:
        act()  # type: ignore[operator]
    return str(caught.value)


def test_what_is_expected_is_waited_for(bot: BotByHand, amira: TelegramUser) -> None:
    amira.starts()
    bot.takes_update()
    late = bot.soon(lambda: bot.sends(chat(amira), "What is your name?"))
    amira.sees(asks_for("the name"))
    late.join()


def test_what_does_not_come_is_a_sentence(bot: BotByHand, amira: TelegramUser) -> None:
    amira.starts("ref_1")
    bot.takes_update()
    sentence = failure(lambda: amira.sees(asks_for("the name")))
    assert sentence == (
        "Amira should be asked for the name (words such as 'your name'), "
        "but after writing '/start ref_1' the bot showed nothing new."
    )


def test_what_came_instead_is_in_the_sentence(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "Sign here.\n\nThank you.")
    sentence = failure(lambda: amira.sees(greets("a guest")))
    assert "be greeted as a guest" in sentence
    assert "after writing 'hi' the bot showed «Sign here. ⏎ Thank you.»" in sentence


def test_only_the_answer_to_the_last_turn_counts(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("first")
    bot.takes_update()
    bot.sends(chat(amira), "your name?")
    amira.sees(asks_for("the name"))
    amira.writes("second")
    bot.takes_update()
    assert "nothing new" in failure(lambda: amira.sees(asks_for("the name")))


def test_a_message_that_was_edited_away_does_not_count(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    message = bot.sends(chat(amira), "your name?")
    bot.edits(chat(amira), message, "never mind")
    assert "«never mind»" in failure(lambda: amira.sees(asks_for("the name")))


def test_what_must_not_be_seen_is_looked_for_to_the_end(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "one")
    amira.does_not_see(asks_to("sign"))
    assert "Amira should not be told that one" in failure(lambda: amira.does_not_see(says("one")))


def test_an_update_that_is_not_taken_in_proves_nothing(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    assert "the bot did not accept the update within 1 s" in failure(
        lambda: amira.does_not_see(asks_to("sign"))
    )
    bot.takes_update()


def test_a_call_that_telegram_refused_explains_the_silence(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.tries_to_send_nothing(chat(amira))
    assert "Telegram refused sendMessage: Bad Request: message text is empty" in failure(
        lambda: amira.sees(asks_for("the name"))
    )


def test_the_newest_button_of_a_name_is_tapped(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "old", "🚀 Go")
    newest = bot.sends(chat(amira), "new", "🚀 Go")
    amira.taps("go")
    tapped = bot.takes_update()["callback_query"]
    assert (tapped["message"]["message_id"], tapped["data"]) == (newest, "🚀 Go")


def test_a_button_that_is_not_there_is_a_sentence_with_those_that_are(
    bot: BotByHand, amira: TelegramUser
) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "choose", "Yes", "No")
    sentence = failure(lambda: amira.taps("Maybe"))
    assert "Amira should be offered 'Maybe'" in sentence
    assert "the buttons in the chat are 'Yes', 'No'" in sentence


def test_buttons_must_be_under_one_message(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "one", "Yes")
    bot.sends(chat(amira), "two", "No")
    amira.sees(offers_button("Yes"))
    failure(lambda: amira.sees(offers_buttons("Yes", "No")))


def test_a_deleted_message_offers_nothing(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.deletes(chat(amira), bot.sends(chat(amira), "one", "Yes"))
    failure(lambda: amira.sees(offers_button("Yes")))


def test_one_message_tells_in_turn(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    message = bot.sends(chat(amira), "one")
    bot.edits(chat(amira), message, "two")
    amira.sees(tells_in_turn(["one", "two"]))
    sentence = failure(lambda: amira.sees(tells_in_turn(["two", "one"])))
    assert "the messages read «one» → «two»" in sentence


def test_two_messages_do_not_tell_in_turn(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "one")
    bot.sends(chat(amira), "two")
    failure(lambda: amira.sees(tells_in_turn(["one", "two"])))


def test_time_runs_from_the_delivery_to_the_first_answer(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    unanswered = amira.turn.seconds
    assert unanswered is None
    bot.takes_update()
    late = bot.soon(lambda: bot.sends(chat(amira), "one"), lambda: bot.sends(chat(amira), "two"))
    amira.sees(says("two"))
    late.join()
    seconds = amira.turn.seconds
    assert seconds is not None
    assert 0.09 < seconds < 5
    amira.sees(answered_within(5))
    sentence = failure(lambda: amira.sees(answered_within(0.05)))
    assert f"been told something within 0.05 s, but after writing 'hi' that took {seconds:.2f} s" in sentence


def test_no_answer_is_never_in_time(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    assert "nothing of a known meaning was seen" in failure(lambda: amira.sees(answered_within(5)))


def test_dots_are_no_answer(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "…")
    assert "nothing of a known meaning was seen" in failure(lambda: amira.sees(answered_within(5)))


def test_values_must_be_the_very_ones(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "4 left")
    amira.sees(says("so many", n=4))
    failure(lambda: amira.sees(says("so many", n=5)))


def test_all_that_is_said_is_in_the_transcript(
    bot: BotByHand, amira: TelegramUser, transcript: Transcript
) -> None:
    amira.starts()
    bot.takes_update()
    message = bot.sends(chat(amira), "Hello", "Yes")
    bot.edits(chat(amira), message, "Hello again")
    bot.deletes(chat(amira), message)
    amira.lets_the_bot_finish()
    told = [(said.sender, said.receiver, said.body) for said in transcript.exchanges]
    assert told == [
        ("Amira", "the bot", "/start"),
        ("the bot", "Amira", "Hello"),
        ("the bot", "Amira", "Hello again (edited)"),
        ("the bot", "Amira", "(deletes a message)"),
    ]


def test_whoever_has_done_nothing_has_no_turn(amira: TelegramUser) -> None:
    assert failure(amira.lets_the_bot_finish) == "Amira has not done anything yet."


def test_a_tap_is_answered_in_place_or_not(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    tapped = bot.sends(chat(amira), "Hello", "Go")
    amira.taps("Go")
    query = bot.takes_update()["callback_query"]["id"]
    assert "has not answered the tap" in failure(lambda: amira.sees(tap_is_taken_in()))
    another = bot.sends(chat(amira), "your name?")
    assert "in the message that was tapped" in failure(lambda: amira.sees(asks_in_place("the name")))
    bot.edits(chat(amira), tapped, "your name?")
    failure(lambda: amira.sees(asks_in_place("the name")))
    bot.deletes(chat(amira), another)
    bot.answers_tap(query)
    amira.sees(asks_in_place("the name"))
    amira.sees(tap_is_taken_in())


def test_one_thing_is_said_until_there_is_another(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    bot.sends(chat(amira), "one")
    amira.sees_to_the_end(says_one_thing())
    late = bot.soon(lambda: bot.sends(chat(amira), "two"))
    late.join()
    assert "be answered by one message" in failure(lambda: amira.sees_to_the_end(says_one_thing()))


def test_what_was_said_for_a_moment_was_said(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    message = bot.sends(chat(amira), "Sign here", "Accept", "Decline")
    bot.edits(chat(amira), message, "never mind")
    assert "Amira should not be asked to sign" in failure(lambda: amira.does_not_see(asks_to("sign")))
    assert "be offered 'Accept', 'Other'" in failure(
        lambda: amira.does_not_see(offers_buttons("Accept", "Other"))
    )
    amira.does_not_see(asks_for("the name"))
