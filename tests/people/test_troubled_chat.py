"""A chat in trouble: what Telegram refuses, whom the bot may not write to, and when silence is enough."""

import time

import httpx
import pytest

from countersign.matchers.conversation import says
from countersign.people.telegram_user import TelegramUser

from .bot_by_hand import BotByHand
from .conftest import PATIENCE


def test_silence_is_waited_for_once(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    begun = time.monotonic()
    amira.lets_the_bot_finish()
    assert time.monotonic() - begun >= PATIENCE.quiet * 0.9
    begun = time.monotonic()
    amira.does_not_see(says("one"))
    amira.does_not_see(says("two"))
    assert time.monotonic() - begun < PATIENCE.quiet * 1.9


def test_whatever_breaks_the_silence_is_seen_and_silence_begins_anew(
    bot: BotByHand, amira: TelegramUser
) -> None:
    amira.writes("hi")
    bot.takes_update()
    amira.lets_the_bot_finish()
    bot.sends(amira.person.telegram_id, "one")
    begun = time.monotonic()
    with pytest.raises(AssertionError, match="should not be told that one"):
        amira.does_not_see(says("one"))
    assert time.monotonic() - begun >= PATIENCE.quiet * 0.9


def test_a_trouble_meets_the_next_call_about_this_chat_alone(bot: BotByHand, amira: TelegramUser) -> None:
    amira.writes("hi")
    bot.takes_update()
    amira.meets({"method": "sendMessage", "status": 502})
    amira.meets({"method": "editMessageText", "status": 0})
    with pytest.raises(httpx.HTTPStatusError, match="502"):
        bot.sends(amira.person.telegram_id, "one")
    message = bot.sends(amira.person.telegram_id, "one")
    with pytest.raises(httpx.TransportError):
        bot.edits(amira.person.telegram_id, message, "two")
    amira.sees(says("one"))
    amira.does_not_see(says("two"))
    assert any("Bad Gateway" in failure for failure in amira.turn.failures)


def test_a_bot_that_is_blocked_may_not_write_until_the_block_is_lifted(
    bot: BotByHand, amira: TelegramUser
) -> None:
    amira.writes("hi")
    bot.takes_update()
    amira.blocks_the_bot()
    with pytest.raises(httpx.HTTPStatusError, match="403"):
        bot.sends(amira.person.telegram_id, "one")
    amira.lets_the_bot_write_again()
    bot.sends(amira.person.telegram_id, "one")
    amira.sees(says("one"))
