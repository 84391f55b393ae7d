"""A phone sees what was texted to its number, and only its own outages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from countersign.evidence.transcript import Transcript
from countersign.identity import PhoneBook
from countersign.matchers.judging import judge
from countersign.matchers.sms import holds_texts
from countersign.people.phone import Phone
from countersign.people.sms_stage import SmsStage
from countersign.people.wire import Door, http_client
from countersign.services import Addresses
from countersign.target import Patience

Lease = Callable[[], str]


@pytest.fixture
def lease(tmp_path: Path) -> Lease:
    """Numbers that nobody else in this test has."""
    return PhoneBook(tmp_path).lease_phone


@pytest.fixture
def pick_up(addresses: Addresses, transcript: Transcript) -> Iterator[Callable[[str], Phone]]:
    """The phone of a number."""
    with http_client(addresses.twilio, token=addresses.backstage_token) as client:
        stage = SmsStage(Door(client, "the SMS stand-in"))
        yield lambda number: Phone("Amira", number, stage, transcript, Patience(answer=0.5, quiet=0.1))


def text(addresses: Addresses, number: str, words: str) -> httpx.Response:
    sms = addresses.sms
    form = {"To": number, "From": sms.sender, "Body": words}
    path = f"{sms.api}/2010-04-01/Accounts/{sms.account}/Messages.json"
    return httpx.post(path, data=form, auth=(sms.account, sms.token), trust_env=False)


def test_what_is_texted_is_found_and_counted_exactly(
    addresses: Addresses, transcript: Transcript, lease: Lease, pick_up: Callable[[str], Phone]
) -> None:
    phone = pick_up(lease())
    judge("Amira", phone, holds_texts(0))
    text(addresses, phone.number, "Welcome!").raise_for_status()
    phone.wait_for(lambda: bool(phone.texts))
    judge("Amira", phone, holds_texts(1))
    text(addresses, phone.number, "Welcome!").raise_for_status()
    phone.stay_for_more()
    with pytest.raises(AssertionError, match=r"exactly one SMS, but there is «Welcome!», «Welcome!»\.$"):
        judge("Amira", phone, holds_texts(1))
    assert [exchange.body for exchange in transcript.exchanges] == ["Welcome!", "Welcome!"]


def test_what_a_former_holder_got_is_not_seen(
    addresses: Addresses, lease: Lease, pick_up: Callable[[str], Phone]
) -> None:
    number = lease()
    text(addresses, number, "Old news").raise_for_status()
    phone = pick_up(number)
    phone.stay_for_more()
    assert phone.contents() == "no SMS has come"


def test_an_outage_meets_only_this_number_and_ends_with_its_holder(
    addresses: Addresses, lease: Lease, pick_up: Callable[[str], Phone]
) -> None:
    phone, other = pick_up(lease()), lease()
    phone.goes_out_of_order({"status": 503})
    assert text(addresses, phone.number, "Hello").status_code == 503
    assert text(addresses, other, "Hello").status_code == 201
    phone.leave()
    assert text(addresses, phone.number, "Hello").status_code == 201
