from typing import Any

import pytest
from deployments import deployment

from countersign.errors import UserError
from countersign.preflight import probe
from countersign.services import Addresses
from countersign.target import Control, OnboardingPaths, Standin


def refusal(addresses: Addresses, **changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        list(probe(deployment(addresses, **changes)))
    assert "targets/staging.toml" in str(caught.value)
    return str(caught.value)


def test_everything_in_order_is_told_line_by_line(addresses: Addresses) -> None:
    lines = list(probe(deployment(addresses)))
    assert len(lines) == 7
    assert all(line.startswith("onboarding: ") for line in lines)


def test_what_is_not_named_is_not_asked(addresses: Addresses) -> None:
    nothing = dict.fromkeys(("telegram", "mail", "sms", "clock", "database_url", "bot_token"))
    assert len(list(probe(deployment(addresses, **nothing)))) == 1


def test_a_bot_that_does_not_answer(addresses: Addresses) -> None:
    sentence = refusal(addresses, base_url="http://127.0.0.1:9")
    assert "onboarding.base_url does not answer at http://127.0.0.1:9" in sentence


def test_a_bot_that_is_not_healthy(addresses: Addresses) -> None:
    sentence = refusal(addresses, paths=OnboardingPaths(health="/nothing-here"))
    assert "says that the bot is not healthy (404" in sentence


def test_a_wrong_backstage_token(addresses: Addresses) -> None:
    wrong = Standin(url=addresses.telegram, backstage_token="wrong")
    assert "onboarding.telegram.backstage_token is refused" in refusal(addresses, telegram=wrong)
    wrong = Standin(url=addresses.brevo, backstage_token="wrong")
    assert "onboarding.mail.backstage_token is refused" in refusal(addresses, mail=wrong)


def test_a_wrong_token_of_the_clock(addresses: Addresses) -> None:
    wrong = Control(url=addresses.control, token="wrong")
    assert "onboarding.clock.token is refused" in refusal(addresses, clock=wrong)


def test_a_bot_that_the_stand_in_does_not_know(addresses: Addresses) -> None:
    sentence = refusal(addresses, bot_username="somebody_else_bot")
    assert "knows no bot @somebody_else_bot: correct onboarding.bot_username" in sentence


def test_a_bot_that_takes_its_updates_elsewhere(addresses: Addresses) -> None:
    sentence = refusal(addresses, webhook_host="bot.staging.example.com")
    assert "takes its updates at 127.0.0.1, not at bot.staging.example.com" in sentence


def test_a_bot_that_is_not_on_the_list(addresses: Addresses) -> None:
    sentence = refusal(addresses, allowed_bots=["another_bot"])
    assert addresses.bot.username in sentence
    assert "another_bot" in sentence


def test_a_bot_token_that_is_refused(addresses: Addresses) -> None:
    sentence = refusal(addresses, bot_token="123456:not-the-one")
    assert "refuses onboarding.bot_token (401)" in sentence
    assert "not-the-one" not in sentence


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://r@127.0.0.1:9/x"])
def test_a_database_that_cannot_be_read(addresses: Addresses, url: str) -> None:
    assert "the database of onboarding.database_url can't be read" in refusal(addresses, database_url=url)


def test_a_table_of_another_name(addresses: Addresses) -> None:
    assert "is the table 'members' there" in refusal(addresses, tables={"users": "members"})
