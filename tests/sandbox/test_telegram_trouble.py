"""Telegram that fails: the answer is shown in the end, once, and nobody is held up for ever."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from countersign.errors import UserError
from countersign.providers.telegram import Bot, telegram_app
from countersign.sandbox.onboarding.settings import Settings

from .serving import address_of, listening, served
from .test_onboarding_bot import settings_for, start
from .together import together
from .town import BACKSTAGE, Person, Town

FAULTS: list[dict[str, Any]] = [
    {"status": 500},
    {"status": 502, "times": 2},
    {"status": 0},
    {"status": 0, "times": 2},
    {"status": 429, "retry_after": 1},
]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_an_answer_to_a_text_is_shown_in_the_end_and_once(
    town: Town, amira: Person, fault: dict[str, Any]
) -> None:
    amira.has_telegram_fail(method="sendMessage", **fault)
    update = amira.mints("messages", text="/start")
    assert town.deliver(update).status_code == 200
    amira.sees("Secure crypto trades")
    assert len(amira.shown()) == 1


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_an_answer_to_a_tap_is_shown_in_the_end_and_once(
    town: Town, amira: Person, fault: dict[str, Any]
) -> None:
    amira.bot_has_finished(amira.writes("/start")["update_id"])
    message = amira.sees_button("🚀 Get Started")["message_id"]
    tap = amira.mints("taps", message_id=message, label="🚀 Get Started")
    amira.has_telegram_fail(method="editMessageText", **fault)
    assert town.deliver(tap).status_code == 200
    assert amira.sees("Step 1/3")["message_id"] == message
    assert len(amira.shown()) == 1


@pytest.mark.parametrize("fault", [{"status": 0, "after": True}, {"status": 502, "after": True}], ids=str)
def test_an_edit_whose_answer_got_lost_is_not_shown_twice(
    town: Town, amira: Person, fault: dict[str, Any]
) -> None:
    amira.bot_has_finished(amira.writes("/start")["update_id"])
    message = amira.sees_button("🚀 Get Started")["message_id"]
    tap = amira.mints("taps", message_id=message, label="🚀 Get Started")
    amira.has_telegram_fail(method="editMessageText", **fault)
    assert town.deliver(tap).status_code == 200
    assert amira.sees("Step 1/3")["message_id"] == message
    assert len(amira.shown()) == 1


def test_feedback_that_fails_on_the_way_mails_one_code(town: Town, amira: Person) -> None:
    amira.is_at_email()
    amira.has_telegram_fail(method="editMessageText", status=502, times=2)
    amira.has_telegram_fail(method="sendMessage", status=0)
    update = amira.mints("messages", text=amira.email)
    assert town.deliver(update).status_code == 200
    amira.sees("Step 2/3")
    assert len(amira.codes()) == 1
    assert sum("Step 2/3" in text for text in amira.shown()) == 1


def test_a_long_flood_limit_is_left_to_telegrams_next_delivery(town: Town, amira: Person) -> None:
    amira.is_at_email()
    amira.has_telegram_fail(method="sendMessage", status=429, retry_after=120)
    update = amira.mints("messages", text=amira.email)
    assert town.deliver(update).status_code == 503
    assert town.deliver(update).status_code == 200
    assert amira.shown() != []
    assert not any("Technical trouble" in text for text in amira.shown())
    assert len(amira.codes()) <= 1


def test_a_telegram_that_is_down_for_long_is_waited_for(town: Town, amira: Person) -> None:
    amira.has_telegram_fail(method="sendMessage", status=502, times=9)
    update = amira.mints("messages", text="/start")
    assert [town.deliver(update).status_code for _ in range(3)] == [503, 503, 200]
    assert len(amira.shown()) == 1


def test_whoever_blocks_the_bot_causes_no_storm(town: Town, amira: Person) -> None:
    amira.is_at_email()
    update = amira.mints("messages", text=amira.email)
    amira.blocks_the_bot()
    asked = len(calls_about(town, amira))
    assert town.deliver(update).status_code == 200
    assert len(calls_about(town, amira)) - asked <= 4
    assert amira.shown() == []


def test_a_hundred_newcomers_at_once_are_all_answered(town: Town) -> None:
    people = [town.newcomer(f"User {n}") for n in range(100)]
    updates = [person.mints("messages", text="/start") for person in people]
    answers = together([lambda u=u: town.deliver(u) for u in updates])  # type: ignore[misc]
    assert {answer.status_code for answer in answers} == {200}
    for person in people:
        person.sees("Secure crypto trades")
        assert len(person.shown()) == 1


def test_forty_addresses_at_once_get_forty_codes(town: Town) -> None:
    # A hundred, with processes of their own, are in features/onboarding/rush.feature.
    people = [town.newcomer(f"User {n}") for n in range(40)]
    for words in ("/start", ""):
        updates = [person.mints("messages", text=words or person.email) for person in people]
        answers = together([lambda u=u: town.deliver(u) for u in updates])  # type: ignore[misc]
        assert {answer.status_code for answer in answers} == {200}
    for person in people:
        person.sees("Step 2/3", person.email)
        assert len(person.codes()) == 1


def calls_about(town: Town, person: Person) -> list[Any]:
    answer = town.client.get(
        f"{town.telegram}/backstage/requests", params={"bot": town.username}, headers=BACKSTAGE
    )
    return [call for call in answer.raise_for_status().json()["requests"] if str(person.id) in str(call)]


@pytest.mark.parametrize("method", ["getMe", "setWebhook"])
@pytest.mark.parametrize("fault", [*FAULTS, {"status": 0, "after": True}], ids=str)
def test_a_start_survives_a_telegram_that_fails(tmp_path: Path, method: str, fault: dict[str, Any]) -> None:
    assert started(tmp_path, method=method, **fault)["webhook"]["url"] == settings_for(tmp_path).webhook_url


def test_a_start_that_would_wait_for_long_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="COUNTERSIGN_SANDBOX_TELEGRAM_API"):
        started(tmp_path, method="setWebhook", status=429, retry_after=60)


def started(tmp_path: Path, **fault: Any) -> dict[str, Any]:
    """Start the bot while Telegram fails; what Telegram knows of it then."""
    settings: Settings = settings_for(tmp_path)
    bots = [Bot(token=settings.bot_token, username="patient_bot", first_name="Tom")]
    with listening() as sock, served({telegram_app(backstage_token="backstage", bots=bots): sock}):
        url = address_of(sock)
        httpx.put(
            f"{url}/backstage/faults",
            json={"bot": "patient_bot", **fault},
            headers=BACKSTAGE,
            trust_env=False,
        ).raise_for_status()
        start(msgspec.structs.replace(settings, telegram_api=url))
        answer = httpx.get(f"{url}/backstage/bots/patient_bot", headers=BACKSTAGE, trust_env=False)
        known: dict[str, Any] = answer.raise_for_status().json()
        return known
