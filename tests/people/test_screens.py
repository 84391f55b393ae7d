import pytest

from countersign.matchers.conversation import tells_in_turn
from countersign.matchers.screens import accepted_after_its_work, offers_exactly, sees_no_markup
from countersign.people.telegram_user import TelegramUser

from .bot_by_hand import BotByHand


def failure(amira: TelegramUser, matcher: object) -> str:
    with pytest.raises(AssertionError) as raised:
        amira.sees(matcher)  # type: ignore[arg-type]
    return str(raised.value)


def greeted(bot: BotByHand, amira: TelegramUser, text: str, *labels: str) -> int:
    amira.writes("hi")
    bot.takes_update()
    return bot.sends(amira.person.telegram_id, text, *labels)


def test_a_screen_offers_exactly_its_buttons(bot: BotByHand, amira: TelegramUser) -> None:
    greeted(bot, amira, "one", "Yes", "No")
    amira.sees(offers_exactly(["No", "Yes"]))
    assert "the buttons under the newest of it are 'Yes', 'No'" in failure(amira, offers_exactly(["Yes"]))
    failure(amira, offers_exactly(["Yes", "No", "Maybe"]))
    failure(amira, offers_exactly(["Yes", "Maybe"]))


@pytest.mark.parametrize("text", ["<b>one</b>", "one &amp; two", "**one**", "dear {name}"])
def test_markup_is_seen_even_when_it_was_edited_away(bot: BotByHand, amira: TelegramUser, text: str) -> None:
    message = greeted(bot, amira, text)
    bot.edits(amira.person.telegram_id, message, "one")
    assert "read nothing but plain text" in failure(amira, sees_no_markup())


def test_plain_text_is_no_markup(bot: BotByHand, amira: TelegramUser) -> None:
    greeted(bot, amira, "1 < 2 & 3 > 2, so_there")
    amira.sees(sees_no_markup())


def test_two_messages_that_tell_the_same_are_one_too_many(bot: BotByHand, amira: TelegramUser) -> None:
    first = greeted(bot, amira, "one")
    bot.edits(amira.person.telegram_id, first, "two")
    amira.sees(tells_in_turn(["one", "two"]))
    bot.sends(amira.person.telegram_id, "one")
    failure(amira, tells_in_turn(["one", "two"]))


def test_dots_before_the_first_fact_are_one_text_too_many(bot: BotByHand, amira: TelegramUser) -> None:
    message = greeted(bot, amira, "…")
    for text in ("one", "two"):
        bot.edits(amira.person.telegram_id, message, text)
    assert "«…» → «one» → «two»" in failure(amira, tells_in_turn(["one", "two"]))


def test_what_comes_after_the_update_was_accepted_comes_too_late(bot: BotByHand, amira: TelegramUser) -> None:
    greeted(bot, amira, "one")
    assert "accepted the update before it showed «one»" in failure(amira, accepted_after_its_work())
