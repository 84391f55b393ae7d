"""SMS alerts by the stand-in of Twilio, which is as strict as Twilio."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.providers.twilio import Account, twilio_app

from .serving import address_of, listening, served
from .test_sms_alerts import asked, is_in_settings, kept, shares
from .town import BACKSTAGE, Town, town_of

ACCOUNT = Account(sid="AC" + "1" * 32, auth_token="2" * 32, numbers=["+15005550006"])


@pytest.fixture(scope="module")
def twilio() -> Iterator[str]:
    app = twilio_app(backstage_token="backstage", accounts=[ACCOUNT])
    with listening() as sock, served({app: sock}):
        yield address_of(sock)


@pytest.fixture(scope="module")
def sms_town(twilio: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("sms")
    with town_of(
        f"sqlite:///{folder}/onboarding.db",
        twilio_api=twilio,
        twilio_account=ACCOUNT.sid,
        twilio_token=ACCOUNT.auth_token,
        twilio_from=ACCOUNT.numbers[0],
    ) as town:
        yield town


@pytest.mark.parametrize(
    ("number", "said", "afterwards"),
    [
        ("+12025550142", "SMS alerts are on", ("+12025550142", "on")),
        ("+15005550001", "can't receive our SMS", (None, None)),
        ("+15005550003", "can't receive our SMS", (None, None)),
        ("+15005550004", "has opted out", ("+15005550004", None)),
        ("+15005550009", "can't receive our SMS", (None, None)),
    ],
)
def test_what_twilio_answers_is_told(
    sms_town: Town, twilio: str, number: str, said: str, afterwards: tuple[str | None, str | None]
) -> None:
    amira = asked(is_in_settings(sms_town.newcomer(phone=number)))
    shares(amira)
    amira.sees(said, number)
    assert kept(sms_town, amira) == afterwards
    answer = sms_town.client.get(f"{twilio}/backstage/messages", params={"to": number}, headers=BACKSTAGE)
    accepted = answer.raise_for_status().json()["messages"]
    assert len(accepted) == (1 if said == "SMS alerts are on" else 0)


@pytest.mark.parametrize(
    ("number", "fault", "said", "state"),
    [
        ("+12025550210", {"status": 503}, "out of order", None),
        ("+12025550211", {"status": 429, "code": 20429}, "Try later", None),
        ("+12025550212", {"status": 0}, "did not confirm", "unknown"),
        ("+12025550213", {"status": 0, "after": True}, "did not confirm", "unknown"),
    ],
)
def test_a_fault_of_twilio_is_told(
    sms_town: Town, twilio: str, number: str, fault: dict[str, object], said: str, state: str | None
) -> None:
    sms_town.client.put(
        f"{twilio}/backstage/faults", json={"to": number, **fault}, headers=BACKSTAGE
    ).raise_for_status()
    amira = asked(is_in_settings(sms_town.newcomer(phone=number)))
    shares(amira)
    amira.sees(said, number)
    assert kept(sms_town, amira) == (number, state)
