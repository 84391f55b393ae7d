from typing import Any

import httpx
import pytest

from countersign.errors import UserError
from countersign.services import Addresses

from .conftest import MakeWorld

REAL: dict[str, Any] = {"backstage_token": None}


def test_each_scenario_has_a_bot_a_mailbox_and_a_number_of_its_own(make_world: MakeWorld) -> None:
    first, second = make_world(), make_world()
    assert first.providers.bot.bot_id != second.providers.bot.bot_id
    assert first.providers.mail.recipient != second.providers.mail.recipient
    assert first.providers.sms.number != second.providers.sms.number
    first.close()
    second.close()


def test_a_made_up_person_goes_when_the_world_ends(addresses: Addresses, make_world: MakeWorld) -> None:
    here = make_world()
    partner = here.providers.meets("Amira")
    here.providers.bot.sends("Hello")
    assert partner.waits_to_read("Hello") == ["Hello"]
    here.close()
    gone = httpx.get(
        f"{addresses.telegram}/backstage/users/{partner.chat_id}/events",
        params={"bot": here.providers.bot.username},
        headers={"Authorization": f"Bearer {addresses.backstage_token}"},
    )
    assert gone.status_code == 404


def test_trouble_is_mended_when_the_world_ends(make_world: MakeWorld) -> None:
    here = make_world()
    mail, sms = here.providers.mail, here.providers.sms
    mail.troubles.refuse(mail.recipient, 402)
    sms.troubles.opt_out(sms.number)
    here.close()
    again = make_world()
    other_mail, other_sms = again.providers.mail, again.providers.sms
    other_mail.recipient, other_sms.number = mail.recipient, sms.number
    other_mail.sends()
    assert again.providers.answer.status == 201
    other_sms.sends("Hello")
    assert again.providers.answer.status == 201
    again.close()


def test_the_real_service_is_asked_with_the_target_s_own_bot(
    addresses: Addresses, make_world: MakeWorld
) -> None:
    here = make_world(telegram=REAL | {"chat_id": 7})
    here.providers.meets("Amira")
    assert str(here.providers.bot.bot_id) == addresses.driver.token.partition(":")[0]
    assert here.providers.bot.partners.who("Amira").chat_id == 7
    with pytest.raises(UserError, match="tag the scenario with @needs"):
        here.providers.bot.partners.who("Amira").writes("Hello")
    with pytest.raises(UserError, match="tag the scenario with @needs"):
        _ = here.providers.bot.stage
    here.close()


def test_the_real_service_writes_to_nobody_but_the_recipient(make_world: MakeWorld) -> None:
    changes = {"recipient": "tester@example.com"}
    here = make_world(brevo=REAL | changes, twilio=REAL | {"recipient": "+12015550100"})
    assert here.providers.mail.recipient == "tester@example.com"
    assert here.providers.sms.number == "+12015550100"
    for developer in (here.providers.mail, here.providers.sms):
        with pytest.raises(UserError, match="tag the scenario with @needs"):
            _ = developer.troubles
    here.close()


def test_nobody_to_write_to_is_a_sentence(make_world: MakeWorld) -> None:
    here = make_world(telegram=REAL, brevo=REAL)
    with pytest.raises(UserError, match=r"live\.toml: providers\.telegram needs a chat_id"):
        here.providers.meets("Amira")
    with pytest.raises(UserError, match=r"live\.toml: providers\.brevo needs a recipient"):
        _ = here.providers.mail
    here.close()


def test_a_service_that_the_target_does_not_name(make_world: MakeWorld) -> None:
    here = make_world(twilio=None)
    with pytest.raises(UserError, match=r"a step needs providers\.twilio"):
        _ = here.providers.sms
    here.close()


def test_no_secret_is_in_the_transcript(addresses: Addresses, make_world: MakeWorld) -> None:
    here = make_world()
    here.providers.meets("Amira")
    here.providers.updates.sets_webhook("Open-Sesame")
    here.providers.mail.sends()
    here.providers.sms.sends("Hello")
    told = here.transcript.as_text()
    here.close()
    assert "setWebhook" in told
    for secret in (*addresses.secrets, "Open-Sesame"):
        assert secret not in told


def test_a_webhook_is_taken_down_with_the_world(addresses: Addresses, make_world: MakeWorld) -> None:
    here = make_world()
    here.providers.meets("Amira")
    here.providers.updates.sets_webhook()
    name = here.providers.bot.username
    here.close()
    shown = httpx.get(
        f"{addresses.telegram}/backstage/bots/{name}",
        headers={"Authorization": f"Bearer {addresses.backstage_token}"},
    ).json()
    assert shown["webhook"]["url"] == ""


def test_a_reader_of_a_flood_waits_as_it_is_told(make_world: MakeWorld) -> None:
    here = make_world()
    here.providers.meets("Amira")
    bot = here.providers.bot
    bot.stage.limit(str(bot.username))
    bot.sends_at_once(8)
    bot.keeps_trying_as_told()
    assert here.providers.answer.status == 200
    here.close()
