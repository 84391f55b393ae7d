"""SMS alerts, over Telegram and an SMS service, on a real database."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from countersign.errors import UserError
from countersign.sandbox.onboarding.numbers import e164
from countersign.sandbox.onboarding.settings import Settings

from .sms_office import SENDER
from .together import together
from .town import Person, Town, town_of

SHARE = "📱 Share my number"
ALERTS = "📱 SMS alerts"
USER = "SELECT phone, sms_alerts FROM users WHERE id = :id"


def new_number() -> str:
    return f"+1202555{secrets.randbelow(10**6):06d}"


@pytest.fixture
def number() -> str:
    return new_number()


@pytest.fixture
def amira(town: Town, number: str) -> Person:
    return is_in_settings(town.newcomer(phone=number.removeprefix("+")))


def is_in_settings(person: Person) -> Person:
    """Someone who is done, since only they get alerts, and has opened the settings."""
    person.is_done()
    person.taps("⚙️ Settings & Help")
    person.sees("Settings & Help", "Phone: none")
    return person


def asked(person: Person) -> Person:
    person.bot_has_finished(person.taps(ALERTS)["update_id"])
    person.sees("Share my number")
    return person


def shares(person: Person) -> None:
    person.bot_has_finished(person.taps(SHARE)["update_id"])


def contact(person: Person, phone: str, owner: int) -> Any:
    """An update with a contact that the user has picked."""
    update = person.mints("messages", text="contact")
    del update["message"]["text"]
    update["message"]["contact"] = {"phone_number": phone, "first_name": "Somebody", "user_id": owner}
    return update


def kept(town: Town, person: Person) -> tuple[str | None, str | None]:
    [row] = town.rows(USER, id=person.id)
    return row["phone"], row["sms_alerts"]


def test_a_finished_user_gets_one_welcome_sms(town: Town, amira: Person, number: str) -> None:
    keyboard = asked(amira).sees_button(SHARE)
    assert [button["label"] for row in keyboard["buttons"] for button in row] == [SHARE, "↩️ Not now"]
    shares(amira)
    amira.sees("SMS alerts are on", number)
    assert len(town.sms.texts_to(number)) == 1
    assert town.sms.accepted[-1]["From"] == SENDER
    assert kept(town, amira) == (number, "on")
    removed, told = [e for e in amira.events if e["kind"] == "sent"][-2:]
    assert "Sending your welcome SMS" in removed["message"]["text"]
    assert [b["label"] for row in told["message"]["buttons"] for b in row] == ["← Back to Menu"]
    amira.taps("← Back to Menu")
    amira.sees("Welcome to Tom & Co")


def test_nobody_gets_a_second_welcome_sms(town: Town, amira: Person, number: str) -> None:
    update = contact(asked(amira), number, amira.id)
    answers = together([lambda: town.deliver(update)] * 3)
    again = contact(amira, number, amira.id)
    answers += [town.deliver(update), town.deliver(again)]
    assert {answer.status_code for answer in answers} == {200}
    amira.sees("SMS alerts are on", "was sent before")
    assert town.sms.asked.count(number) == 1


def test_another_number_replaces_the_first_and_gets_no_sms(town: Town, amira: Person) -> None:
    shares(asked(amira))
    other = new_number()
    town.deliver(contact(amira, other, amira.id))
    amira.sees(f"Your number is now {other}")
    assert kept(town, amira) == (other, "on")
    assert town.sms.asked.count(other) == 0


def test_only_the_own_contact_counts(town: Town, amira: Person) -> None:
    others = new_number()
    town.deliver(contact(asked(amira), others, amira.id + 1))
    amira.sees("not your own contact")
    assert kept(town, amira) == (None, None)
    assert town.sms.asked.count(others) == 0


def test_who_changes_their_mind_gets_the_menu_back(town: Town, amira: Person) -> None:
    asked(amira).taps("↩️ Not now")
    amira.sees("No number was shared")
    amira.sees_button("🤝 Create New Trade")
    assert kept(town, amira) == (None, None)


def test_a_contact_without_a_usable_number_is_refused(town: Town, amira: Person) -> None:
    town.deliver(contact(asked(amira), "12", amira.id))
    amira.sees("no phone number that an SMS could be sent to")
    assert kept(town, amira) == (None, None)


def test_a_number_is_used_by_one_user_only(town: Town, amira: Person, number: str) -> None:
    shares(asked(amira))
    bo = asked(is_in_settings(town.newcomer("Bo")))
    town.deliver(contact(bo, number, bo.id))
    bo.sees("already used by another account")
    assert kept(town, bo) == (None, None)
    assert town.sms.asked.count(number) == 1


def test_of_two_who_share_a_number_at_once_one_gets_it(town: Town, amira: Person, number: str) -> None:
    people = [amira, *(is_in_settings(town.newcomer(f"User {n}")) for n in range(2))]
    updates = [contact(person, number, person.id) for person in people]
    answers = together([lambda u=u: town.deliver(u) for u in updates])  # type: ignore[misc]
    assert {answer.status_code for answer in answers} == {200}
    owners = [person for person in people if kept(town, person) == (number, "on")]
    assert len(owners) == 1
    for person in people:
        person.sees("SMS alerts are on" if person in owners else "already used by another account")
    assert town.sms.asked.count(number) == 1


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (503, 20500, "not sent"),
        (401, 20003, "not sent"),
        (400, 21606, "not sent"),
        (429, 20429, "Try later"),
        (400, 21610, "reply START to"),
    ],
)
def test_an_sms_that_was_not_sent_can_be_tried_again(
    town: Town, amira: Person, number: str, status: int, code: int, said: str
) -> None:
    town.sms.refuses(number, status, code)
    shares(asked(amira))
    assert "SMS alerts are on" not in amira.sees(said)["text"]
    assert kept(town, amira) == (number, None)
    town.sms.works(number)
    amira.bot_has_finished(amira.taps(ALERTS)["update_id"])
    amira.sees("SMS alerts are on", number)
    assert len(town.sms.texts_to(number)) == 1


@pytest.mark.parametrize("code", [21211, 21614, 21408, 21612])
def test_a_number_that_cannot_get_sms_is_not_kept(town: Town, amira: Person, number: str, code: int) -> None:
    town.sms.refuses(number, 400, code)
    shares(asked(amira))
    amira.sees("can't receive our SMS", "not kept")
    assert kept(town, amira) == (None, None)
    amira.taps(ALERTS)
    amira.sees("Share my number")


def test_each_failure_has_its_own_text(town: Town, amira: Person, number: str) -> None:
    said = set()
    for status, code in [(503, 0), (429, 20429), (400, 21610)]:
        town.sms.refuses(number, status, code)
        update = contact(amira, number, amira.id)
        town.deliver(update)
        said.add(amira.shown()[-1])
        assert not any("alerts are on" in text for text in amira.shown())
    assert len(said) == 3


def test_an_answer_that_is_no_message_confirms_nothing(town: Town, amira: Person, number: str) -> None:
    town.sms.answers(number, 200, {"hello": "portal"})
    shares(asked(amira))
    amira.sees("did not confirm", "may still arrive")
    assert kept(town, amira) == (number, "unknown")


def test_an_sms_service_that_is_silent_is_never_asked_twice(town: Town, amira: Person, number: str) -> None:
    town.sms.lets_wait(number)
    amira.writes("/start")
    update = contact(asked(amira), number, amira.id)
    assert town.deliver(update).status_code == 200
    amira.sees("did not confirm", "may still arrive")
    town.sms.works(number)
    town.sms.gate.set()
    town.deliver(contact(amira, number, amira.id))
    amira.bot_has_finished(amira.taps("← Back to Menu")["update_id"])
    amira.taps("⚙️ Settings & Help")
    amira.taps(ALERTS)
    amira.sees("may still arrive")
    assert town.sms.asked.count(number) == 1


def test_an_sms_that_was_interrupted_is_not_sent_again(town: Town, amira: Person, number: str) -> None:
    town.write(
        "UPDATE users SET phone = :number, sms_alerts = 'sending' WHERE id = :id", number=number, id=amira.id
    )
    amira.taps(ALERTS)
    amira.sees("just being sent", "never send it a second time")
    town.deliver(contact(amira, number, amira.id))
    assert town.sms.asked.count(number) == 0


def test_who_is_not_done_gets_no_alerts(town: Town, number: str) -> None:
    bo = town.newcomer("Bo").is_at_email()
    town.deliver(contact(bo, number, bo.id))
    bo.sees("Step 1/3")
    assert kept(town, bo) == (None, None)
    assert town.sms.asked.count(number) == 0


@pytest.fixture
def town_without_sms(tmp_path: Path) -> Iterator[Town]:
    nothing: Any = dict.fromkeys(("twilio_api", "twilio_account", "twilio_token", "twilio_from"), "")
    with town_of(f"sqlite:///{tmp_path}/onboarding.db", **nothing) as found:
        yield found


def test_alerts_are_offered_only_where_sms_are_sent(town_without_sms: Town, number: str) -> None:
    amira = town_without_sms.newcomer(phone=number).is_done()
    amira.taps("⚙️ Settings & Help")
    settings = amira.sees("Settings & Help")
    assert [b["label"] for row in settings["buttons"] for b in row] == ["← Back to Menu"]
    town_without_sms.deliver(contact(amira, number, amira.id))
    amira.sees("not available here")
    assert kept(town_without_sms, amira) == (None, None)


def test_a_half_configured_sms_service_is_named() -> None:
    needed: dict[str, Any] = dict.fromkeys(
        ("bot_token", "telegram_api", "webhook_url", "webhook_secret"), "x"
    )
    needed |= dict.fromkeys(("brevo_api", "brevo_key", "database_url"), "x")
    with pytest.raises(UserError, match=r"TWILIO_TOKEN.*TWILIO_FROM") as refusal:
        Settings(**needed, twilio_api="https://api.twilio.com", twilio_account="AC1")
    assert "TWILIO_ACCOUNT (" not in str(refusal.value)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12025550123", "+12025550123"),
        ("+1 (202) 555-0123", "+12025550123"),
        ("0049301234567", None),
        ("", None),
        ("+123456", None),
        ("+1234567890123456", None),
    ],
)
def test_numbers_are_kept_in_international_form(written: str, number: str | None) -> None:
    assert e164(written) == number
