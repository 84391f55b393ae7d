"""What the features call a trouble is one that the stand-ins and the sandbox can stage."""

from typing import Any, get_args

import msgspec
import pytest
from behave.matchers import ParseMatcher

from countersign import vocabulary
from countersign.adversity.mail import MAIL_TROUBLES
from countersign.adversity.sms import SMS_FACTS, SMS_TROUBLES
from countersign.adversity.telegram import TELEGRAM_TROUBLES
from countersign.adversity.troubles import DATABASE_TROUBLES, DatabaseTroubles, Trouble
from countersign.people.mailbox import OUTAGE
from countersign.phrasebook import intents
from countersign.providers.brevo.faults import Fault as MailFault
from countersign.providers.telegram.faults import Fault as TelegramFault
from countersign.providers.twilio.faults import Fault as SmsFault
from countersign.sandbox.faults import Fault as DatabaseFault


class Ear:
    """A door that keeps what it is asked."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, Any]] = []

    def ask(self, method: str, path: str, **options: Any) -> None:
        assert path == "/faults/onboarding"
        self.orders.append((method, options.get("json")))


@pytest.mark.parametrize("trouble", [OUTAGE, *MAIL_TROUBLES.values()])
def test_mail(trouble: dict[str, Any]) -> None:
    msgspec.convert({"to": "amira@example.com", **trouble}, MailFault)


@pytest.mark.parametrize("trouble", SMS_TROUBLES.values())
def test_sms(trouble: dict[str, Any]) -> None:
    msgspec.convert({"to": "+14155550100", **trouble}, SmsFault)


@pytest.mark.parametrize("trouble", TELEGRAM_TROUBLES.values())
def test_telegram(trouble: dict[str, Any]) -> None:
    msgspec.convert({"bot": "a_bot", "chat_id": 1, **trouble}, TelegramFault)


def test_database() -> None:
    ear = Ear()
    troubles = DatabaseTroubles([ear, ear])  # type: ignore[list-item]
    for trouble in DATABASE_TROUBLES.values():
        troubles.begin(trouble, times=2)
        troubles.end()
    puts = [order for method, order in ear.orders if method == "PUT"]
    assert [msgspec.convert(order, DatabaseFault).times for order in puts] == [2] * len(puts)
    assert len(puts) == 2 * len(DATABASE_TROUBLES) == ear.orders.count(("DELETE", None))
    assert set(DATABASE_TROUBLES.values()) == set(get_args(Trouble))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("MailTrouble", MAIL_TROUBLES),
        ("SmsTrouble", SMS_TROUBLES),
        ("TelegramTrouble", TELEGRAM_TROUBLES),
        ("DatabaseTrouble", DATABASE_TROUBLES),
    ],
)
def test_each_word_means_itself_and_no_shorter_one(kind: str, words: dict[str, Any]) -> None:
    matcher = ParseMatcher(None, f"it {{trouble:{kind}}} for her", custom_types=vocabulary.WORDS)
    for said, meant in words.items():
        (argument,) = matcher.check_match(f"it {said} for her")
        assert (argument.name, argument.value) == ("trouble", meant)
    assert matcher.check_match("it has a bad day for her") is None


def test_what_is_said_of_an_sms_has_a_wording() -> None:
    assert {f"says {fact}" for fact in SMS_FACTS} <= intents("onboarding")
