"""Set-ups in which a driver bot can't drive, each told in one sentence before anything runs."""

from typing import Any

import pytest
from meeting import Meeting, call

from countersign.driving import probe_driver
from countersign.errors import UserError
from countersign.people.wire import http_client
from countersign.services import Addresses
from countersign.target import Driver, Onboarding

SOURCE = "targets/staging.toml"


@pytest.fixture
def meeting(addresses: Addresses) -> Meeting:
    return Meeting(addresses)


def probed(meeting: Meeting, *, bot_token: str | None = None, **changes: Any) -> str:
    given: dict[str, Any] = {
        "token": meeting.driver_token,
        "chat_id": meeting.group,
        "url": meeting.url,
    } | changes
    onboarding = Onboarding(bot_username=f"@{meeting.bot}", bot_token=bot_token, driver=Driver(**given))
    assert onboarding.driver
    return probe_driver(onboarding, onboarding.driver, SOURCE)


def refusal(meeting: Meeting, **changes: Any) -> str:
    with pytest.raises(UserError) as caught:
        probed(meeting, **changes)
    sentence = str(caught.value)
    assert sentence.startswith(f"{SOURCE}: onboarding.driver")
    assert "secret" not in sentence
    return sentence


def test_two_bots_in_a_group_can_be_driven(meeting: Meeting) -> None:
    line = probed(meeting, bot_token=meeting.bot_token)
    assert (
        line == f"onboarding: @{meeting.driver} can drive @{meeting.bot} in the group 'Where the bots meet'"
    )


def test_nothing_is_taken_from_the_driver_by_looking(meeting: Meeting) -> None:
    with http_client(meeting.url) as client:
        call(client, meeting.bot_token, "sendMessage", chat_id=meeting.group, text="Still there")
        probed(meeting)
        texts = [
            update.get("message", {}).get("text")
            for update in call(client, meeting.driver_token, "getUpdates")
        ]
    assert "Still there" in texts


@pytest.mark.parametrize("known", [True, False])
def test_the_own_token_of_the_bot_under_test(meeting: Meeting, known: bool) -> None:
    sentence = refusal(meeting, token=meeting.bot_token, bot_token=meeting.bot_token if known else None)
    assert f".token is the token of @{meeting.bot} itself, the bot under test" in sentence
    assert "409 Conflict" in sentence
    assert "make a second bot with @BotFather" in sentence


def test_an_unknown_token(meeting: Meeting) -> None:
    assert ".token is refused by the Bot API (401 Unauthorized)" in refusal(
        meeting, token="999:not-a-secret-x"
    )


def test_a_driver_with_a_webhook_keeps_it(meeting: Meeting) -> None:
    with http_client(meeting.url) as client:
        call(client, meeting.driver_token, "setWebhook", url="http://127.0.0.1:9/hook")
        sentence = refusal(meeting)
        assert call(client, meeting.driver_token, "getWebhookInfo")["url"] == "http://127.0.0.1:9/hook"
    assert "has a webhook, so that Telegram answers getUpdates with 409 Conflict" in sentence


def test_a_chat_that_is_not_there(meeting: Meeting) -> None:
    sentence = refusal(meeting, chat_id=-1009999999999)
    assert f"@{meeting.driver} finds no chat -1009999999999 that it is in" in sentence
    assert "correct the id, or add the bot to the group" in sentence


def test_a_driver_that_has_left(meeting: Meeting) -> None:
    with http_client(meeting.url) as client:
        call(client, meeting.driver_token, "leaveChat", chat_id=meeting.group)
    assert "that it is in" in refusal(meeting)


def test_a_bot_under_test_that_is_not_in_the_group(addresses: Addresses) -> None:
    apart = Meeting(addresses, together=False)
    sentence = refusal(apart, bot_token=apart.bot_token)
    assert f"@{apart.bot}, the bot under test, is not in the group {apart.group}: add it" in sentence


def test_an_address_that_is_no_bot_api(meeting: Meeting, addresses: Addresses) -> None:
    assert "does not answer getMe as the Bot API does" in refusal(meeting, url=addresses.onboarding)
    assert "the Bot API does not answer at http://127.0.0.1:9" in refusal(meeting, url="http://127.0.0.1:9")
