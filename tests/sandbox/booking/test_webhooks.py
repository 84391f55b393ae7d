"""What the carrier asks on the wire: who is let in, and what is answered."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from countersign.carrier import CallFailed, Signing

from .office import ACCOUNT, MONDAY, TOKEN, Office, office_of

REJECTED = '<?xml version="1.0" encoding="UTF-8"?><Response><Reject /></Response>'


@pytest.fixture
def carrier(office: Office) -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30, base_url=office.urls[0], trust_env=False) as client:
        yield client


@contextmanager
def told(folder: Path, **settings: Any) -> Iterator[httpx.Client]:
    """A line of its own that is told something else."""
    with (
        office_of(f"sqlite:///{folder}/line.db", **settings) as office,
        httpx.Client(timeout=30, base_url=office.urls[0], trust_env=False) as client,
    ):
        yield client


def asking(**changed: str) -> dict[str, str]:
    """What the carrier sends with the first request; some of it is blank."""
    return {
        "CallSid": f"CA{secrets.token_hex(16)}",
        "AccountSid": ACCOUNT,
        "From": "+14155550123",
        "To": "+12125550100",
        "CallStatus": "ringing",
        "Direction": "inbound",
        "ApiVersion": "2010-04-01",
        "FromCity": "",
        "ToZip": "",
        "CallerName": "José & Söhne",
        **changed,
    }


def signed(url: str, asked: Mapping[str, str], token: str = TOKEN) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(url, asked)}


def post(
    client: httpx.Client, asked: Mapping[str, str], path: str = "/twilio/voice", **headers: str
) -> httpx.Response:
    given = {**signed(f"{str(client.base_url).rstrip('/')}{path}", asked), **headers}
    return client.post(path, data=dict(asked), headers=given)


def test_a_signed_call_is_answered_with_a_document(carrier: httpx.Client) -> None:
    answer = post(carrier, asking())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    gather = ElementTree.fromstring(answer.text).find("Gather")
    assert gather is not None
    assert gather.attrib == {
        "input": "speech",
        "action": "/twilio/voice/collect",
        "method": "POST",
        "timeout": "15",
        "speechTimeout": "auto",
        "actionOnEmptyResult": "true",
    }


def test_each_question_listens_as_it_should(office: Office, nobody: str) -> None:
    phone = office.calls(nobody)
    phone.says("Amira Haddad", "yes", "Tuesday at 2 PM", "45")
    documents = [ElementTree.fromstring(turn.body) for turn in phone.call.turns]
    gathers = [document.find("Gather") for document in documents]
    heard = [
        (g.get("input"), g.get("numDigits"), g.get("actionOnEmptyResult")) for g in gathers if g is not None
    ]
    question, confirmation = ("speech", None, "true"), ("speech", None, "false")
    assert heard == [question, confirmation, question, ("speech dtmf", "1", "true"), confirmation]
    after = [[child.tag for child in document] for document in documents]
    assert after[1] == after[4] == ["Gather", "Say", "Redirect"]


@pytest.mark.parametrize("signing", [Signing.ABSENT, Signing.GARBAGE, Signing.FOREIGN])
def test_a_call_that_is_not_rightly_signed_is_rejected(office: Office, nobody: str, signing: Signing) -> None:
    with pytest.raises(CallFailed) as failure:
        office.calls(nobody, signing=signing)
    assert "403" in str(failure.value)
    assert "<Reject" in str(failure.value)


def test_the_rejection_is_a_document_too(carrier: httpx.Client) -> None:
    answer = carrier.post("/twilio/voice", data=asking())
    assert (answer.status_code, answer.headers["content-type"], answer.text) == (
        403,
        "application/xml",
        REJECTED,
    )


@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/voice/collect", "/twilio/voice/status"])
def test_every_webhook_wants_the_signature(carrier: httpx.Client, path: str) -> None:
    asked = asking(CallStatus="completed")
    assert carrier.post(path, data=asked).status_code == 403
    assert carrier.get(path, params=asked).status_code == 403
    assert post(carrier, asked, path).status_code in (200, 204)


def test_a_parameter_that_was_added_breaks_the_signature(carrier: httpx.Client) -> None:
    asked = asking()
    headers = signed(f"{carrier.base_url}/twilio/voice", asked)
    assert carrier.post("/twilio/voice", data={**asked, "More": ""}, headers=headers).status_code == 403
    assert carrier.post("/twilio/voice?more=1", data=asked, headers=headers).status_code == 403
    assert carrier.post("/twilio/voice", data=asked, headers=headers).status_code == 200


def test_a_call_by_get_is_signed_over_its_query(carrier: httpx.Client) -> None:
    url = httpx.URL(f"{carrier.base_url}/twilio/voice", params=asking())
    assert carrier.get(url, headers=signed(str(url), {})).status_code == 200
    assert carrier.get(url, headers=signed(f"{url}1", {})).status_code == 403


def test_the_wrong_account_is_rejected(carrier: httpx.Client) -> None:
    assert post(carrier, asking(AccountSid="AC" + "2" * 32)).status_code == 403


@pytest.mark.parametrize("sid", ["", "CA<script>", "C" * 65])
def test_a_call_without_a_proper_sid_is_refused(carrier: httpx.Client, sid: str) -> None:
    assert post(carrier, asking(CallSid=sid)).status_code == 400


def test_a_body_without_end_is_refused(carrier: httpx.Client) -> None:
    assert post(carrier, asking(SpeechResult="x" * 1_100_000)).status_code == 413


def test_forwarded_headers_are_believed_only_where_a_proxy_is_said_to_be(
    carrier: httpx.Client, tmp_path: Path
) -> None:
    asked = asking()
    headers = {
        **signed("https://line.example/twilio/voice", asked),
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "line.example",
    }
    assert carrier.post("/twilio/voice", data=asked, headers=headers).status_code == 403
    with told(tmp_path, behind_proxy=True) as client:
        assert client.post("/twilio/voice", data=asked, headers=headers).status_code == 200


def test_the_public_url_is_what_is_signed(tmp_path: Path) -> None:
    asked = asking()
    with told(tmp_path, public_url="https://line.example/") as client:
        assert (
            client.post(
                "/twilio/voice", data=asked, headers=signed("https://line.example/twilio/voice", asked)
            ).status_code
            == 200
        )
        assert post(client, asked).status_code == 403


def test_without_a_token_nothing_need_be_signed(tmp_path: Path) -> None:
    with told(tmp_path, auth_token="", account="") as client:
        assert client.post("/twilio/voice", data=asking()).status_code == 200


def test_speech_at_the_entry_is_ignored(carrier: httpx.Client, office: Office, nobody: str) -> None:
    asked = asking(From=nobody, To=office.line)
    for words in ("Amira Haddad", "yes", "tomorrow at 2 PM", "45 minutes", "yes", "yes"):
        assert "What is your full name?" in post(carrier, {**asked, "SpeechResult": words}).text
    assert office.knows(nobody) is None


def test_an_answer_in_a_call_that_nobody_knows_begins_anew(carrier: httpx.Client) -> None:
    answer = post(carrier, asking(SpeechResult="yes"), "/twilio/voice/collect")
    assert "What is your full name?" in answer.text


def test_the_sid_of_another_callers_call_opens_nothing(
    carrier: httpx.Client, office: Office, nobody: str
) -> None:
    phone = office.calls(nobody).is_asked_to_confirm()
    asked = asking(CallSid=phone.call.sid, To=office.line, From="+14165550000", SpeechResult="yes")
    assert "What is your full name?" in post(carrier, asked, "/twilio/voice/collect").text
    assert office.appointments() == []


def test_the_same_yes_twice_books_once(carrier: httpx.Client, office: Office, nobody: str) -> None:
    asked = asking(From=nobody, To=office.line)
    office.stands_at(nobody, MONDAY)
    post(carrier, asked)
    for words in ("Amira Haddad", "yes", "tomorrow at 2 PM", "45 minutes", "yes"):
        answer = post(carrier, {**asked, "SpeechResult": words}, "/twilio/voice/collect")
    assert "is booked" in answer.text
    again = post(carrier, {**asked, "SpeechResult": "yes"}, "/twilio/voice/collect")
    assert "<Hangup" in again.text
    assert len(office.appointments(nobody)) == 1


@pytest.mark.parametrize(("status", "left"), [("completed", 0), ("canceled", 0), ("in-progress", 1)])
def test_a_call_that_is_over_is_forgotten(
    carrier: httpx.Client, office: Office, status: str, left: int
) -> None:
    asked = asking()
    post(carrier, asked)
    assert post(carrier, {**asked, "CallStatus": status}, "/twilio/voice/status").status_code == 204
    assert len(office.rows("SELECT sid FROM calls WHERE sid = :sid", sid=asked["CallSid"])) == left


def test_a_line_is_healthy_and_ready(carrier: httpx.Client) -> None:
    assert carrier.get("/healthz").status_code == 200
    ready = carrier.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"db": "ok"})
