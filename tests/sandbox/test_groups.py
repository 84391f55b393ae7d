"""The bot in a group, where another bot may speak to it."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from countersign.providers.telegram import Bot

from .serving import wait_for
from .town import BACKSTAGE, Person, Town, town_of

GROUP = -1_004_000_000_077
DRIVER = Bot(
    token=f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(27)[:35]}",
    username="town_driver_bot",
    first_name="Driver",
    bot_to_bot=True,
    privacy=False,
)


@pytest.fixture(scope="module")
def club(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with a group in which a driver bot meets the bot."""
    folder: Path = tmp_path_factory.mktemp("club")
    with town_of(f"sqlite:///{folder}/onboarding.db", allowed_groups=[GROUP], other_bots=[DRIVER]) as town:
        group = {
            "id": GROUP,
            "kind": "supergroup",
            "title": "Drivers",
            "bots": [town.username, DRIVER.username],
        }
        town.client.post(
            f"{town.telegram}/backstage/groups", headers=BACKSTAGE, json=group
        ).raise_for_status()
        yield town


def says(town: Town, text: str, to: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the driver bot writes into the group, in reply to a message if one is given."""
    order: dict[str, Any] = {"chat_id": GROUP, "text": text}
    if to is not None:
        order["reply_parameters"] = {"message_id": to["message_id"]}
    answer = town.client.post(f"{town.telegram}/bot{DRIVER.token}/sendMessage", json=order)
    sent: dict[str, Any] = answer.raise_for_status().json()["result"]
    return sent


def heard(town: Town, after: int) -> list[dict[str, Any]]:
    """What the driver bot gets: the bot's answers that come after that message."""
    answer = town.client.post(f"{town.telegram}/bot{DRIVER.token}/getUpdates", json={"timeout": 0})
    news = [u.get("message") or u.get("edited_message") for u in answer.raise_for_status().json()["result"]]
    return [message for message in news if message and message["message_id"] > after]


def answer_to(town: Town, sent: dict[str, Any], words: str) -> dict[str, Any]:
    def found() -> list[dict[str, Any]]:
        return [m for m in heard(town, sent["message_id"]) if words in m.get("text", "")]

    wait_for(found)
    return found()[-1]


def from_group(person: Person, chat: int, text: str, **more: Any) -> Any:
    """An update about a message that the user wrote in a group."""
    update = person.mints("messages", text=text)
    update["message"]["chat"] = {"id": chat, "type": "supergroup", "title": "Drivers"}
    update["message"] |= more
    return update


def test_a_bot_is_served_like_anybody_and_answered_by_replies(club: Town) -> None:
    start = says(club, f"/start@{club.username}")
    landing = answer_to(club, start, "Secure crypto trades")
    assert landing["reply_to_message"]["message_id"] == start["message_id"]
    assert landing["from"]["username"] == club.username
    driver = int(DRIVER.token.partition(":")[0])
    [user] = club.rows("SELECT * FROM users WHERE id = :id", id=driver)
    assert user["first_name"] == "Driver"
    address = f"driver{secrets.token_hex(4)}@example.com"
    written = says(club, address, to=landing)
    step = answer_to(club, written, "Step 2/3")
    assert step["reply_to_message"]["message_id"] == written["message_id"]
    feedback = answer_to(club, written, "Verification code sent")
    assert "edit_date" in feedback
    mails = club.client.get(
        f"{club.brevo}/backstage/mails", params={"to": address}, headers=BACKSTAGE
    ).json()["mails"]
    code = says(club, mails[-1]["subject"][-6:], to=step)
    terms = answer_to(club, code, "Step 3/3")
    assert terms["reply_to_message"]["message_id"] == code["message_id"]


@pytest.mark.parametrize("command", ["/start@{}", "/START@{}"])
def test_a_command_with_the_bots_name_is_taken(club: Town, command: str) -> None:
    amira = club.newcomer()
    name = club.username.upper() if command.isupper() else club.username
    assert club.deliver(from_group(amira, GROUP, command.format(name))).status_code == 200
    assert len(club.rows("SELECT * FROM users WHERE id = :id", id=amira.id)) == 1


def test_a_command_for_another_bot_is_ignored(club: Town) -> None:
    amira = club.newcomer()
    calls = calls_of(club)
    assert club.deliver(from_group(amira, GROUP, "/start@other_bot")).status_code == 200
    assert club.rows("SELECT * FROM users WHERE id = :id", id=amira.id) == []
    assert calls_of(club) == calls


def test_a_message_in_the_name_of_the_group_is_ignored(club: Town) -> None:
    amira = club.newcomer()
    group = {"id": GROUP, "type": "supergroup", "title": "Drivers"}
    assert club.deliver(from_group(amira, GROUP, "/start", sender_chat=group)).status_code == 200
    assert club.rows("SELECT * FROM users WHERE id = :id", id=amira.id) == []


@pytest.mark.parametrize("text", ["/start", "hello"])
def test_any_other_group_is_ignored(club: Town, text: str) -> None:
    amira = club.newcomer()
    calls = calls_of(club)
    assert club.deliver(from_group(amira, GROUP - 1, text)).status_code == 200
    assert club.rows("SELECT * FROM users WHERE id = :id", id=amira.id) == []
    assert club.rows("SELECT * FROM processed_updates WHERE user_id = :id", id=amira.id) == []
    assert calls_of(club) == calls


def test_a_number_is_asked_for_and_taken_in_private_only(club: Town) -> None:
    amira = club.newcomer(phone="+12025550144").is_done()
    amira.taps("⚙️ Settings & Help")
    tap = amira.mints(
        "taps", message_id=amira.sees_button("📱 SMS alerts")["message_id"], label="📱 SMS alerts"
    )
    sent = says(club, f"/start@{club.username}")
    shown = answer_to(club, sent, "")
    tap["callback_query"]["message"] |= {
        "chat": {"id": GROUP, "type": "supergroup", "title": "Drivers"},
        "message_id": shown["message_id"],
    }
    assert club.deliver(tap).status_code == 200
    answer_to(club, sent, f"Write to @{club.username}")
    update = from_group(amira, GROUP, "contact")
    del update["message"]["text"]
    update["message"]["contact"] = {"phone_number": "+12025550144", "first_name": "A", "user_id": amira.id}
    assert club.deliver(update).status_code == 200
    [row] = club.rows("SELECT phone FROM users WHERE id = :id", id=amira.id)
    assert row["phone"] is None
    assert not [call for call in calls_of(club) if "request_contact" in str(call) and str(GROUP) in str(call)]


def test_starts_in_the_group_and_in_private_are_both_answered(club: Town) -> None:
    amira = club.newcomer()
    assert club.deliver(from_group(amira, GROUP, "/start", message_id=10**6)).status_code == 200
    amira.writes("/start")
    amira.sees("Secure crypto trades")


def calls_of(town: Town) -> list[Any]:
    """What the bot has asked Telegram for."""
    answer = town.client.get(
        f"{town.telegram}/backstage/requests", params={"bot": town.username}, headers=BACKSTAGE
    )
    asked: list[Any] = answer.raise_for_status().json()["requests"]
    return [call for call in asked if call.get("method", "").lower() != "getme"]
