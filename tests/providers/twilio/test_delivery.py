"""What becomes of a message, and who is told."""

import base64
import hashlib
import hmac
import socket
import time
from collections.abc import Callable

import pytest

from countersign.providers.twilio import twilio_app
from countersign.providers.twilio.callbacks import signature

from ..conftest import Running
from .scene import SENDER, SERVICE, TOKEN, Product, Twilio, new_account


def test_a_signature_is_as_twilio_documents_it() -> None:
    told = {
        "CallSid": "CA1234567890ABCDE",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
        "Caller": "+14158675309",
    }
    signed = signature("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", told)

    assert signed == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def test_every_status_is_told_signed_and_in_order(twilio: Twilio, product: Product, amira: str) -> None:
    url = f"{product.url}?order=7"
    sid = twilio.sent(amira, StatusCallback=url)["sid"]

    statuses = []
    for _ in range(3):
        asked, told, headers = product.next()
        signed = url + "".join(name + told[name] for name in sorted(told))
        expected = hmac.new(twilio.account.auth_token.encode(), signed.encode(), hashlib.sha1).digest()
        assert headers["x-twilio-signature"] == base64.b64encode(expected).decode()
        assert asked == url
        statuses.append(told["MessageStatus"])
    assert statuses == ["sending", "sent", "delivered"]
    assert len(told.pop("RawDlrDoneDate")) == 10
    assert told == {
        "AccountSid": twilio.account.sid,
        "ApiVersion": "2010-04-01",
        "From": SENDER,
        "MessageSid": sid,
        "MessageStatus": "delivered",
        "SmsSid": sid,
        "SmsStatus": "delivered",
        "To": amira,
    }
    callbacks = twilio.told("callbacks", to=amira, after=0, wait=4)
    assert {callback["answered"] for callback in callbacks} == {204}


def test_a_message_of_a_service_is_told_to_be_queued_first(
    twilio: Twilio, product: Product, amira: str
) -> None:
    twilio.sent(amira, From=None, MessagingServiceSid=SERVICE, StatusCallback=product.url)

    told = [product.next()[1] for _ in range(4)]
    assert [news["MessageStatus"] for news in told] == ["queued", "sending", "sent", "delivered"]
    assert {news["MessagingServiceSid"] for news in told} == {SERVICE}


@pytest.mark.parametrize(
    ("outcome", "given", "code", "reason", "was_sent"),
    [
        ("undelivered", None, 30003, "Unreachable destination handset", True),
        ("undelivered", 30005, 30005, "Unknown destination handset", True),
        ("undelivered", 30006, 30006, "Landline or unreachable carrier", True),
        ("failed", 30007, 30007, "Message filtered", False),
        ("failed", None, 30008, "Unknown error", False),
    ],
)
def test_a_message_that_does_not_arrive(
    twilio: Twilio,
    product: Product,
    amira: str,
    outcome: str,
    given: int | None,
    code: int,
    reason: str,
    was_sent: bool,
) -> None:
    twilio.break_down(to=amira, outcome=outcome, error_code=given)
    answered = twilio.sent(amira, StatusCallback=product.url)

    assert (answered["status"], answered["error_code"]) == ("queued", None)
    message = twilio.fetch(answered["sid"])
    assert (message["status"], message["error_code"], message["error_message"]) == (outcome, code, reason)
    assert (message["date_sent"] is not None) is was_sent
    told = [product.next()[1] for _ in range(3 if was_sent else 2)]
    assert [news.get("ErrorCode") for news in told] == [None] * (len(told) - 1) + [str(code)]
    assert twilio.phone(amira)["messages"][0]["status"] == outcome


def test_a_message_may_stay_sent(twilio: Twilio, product: Product, amira: str) -> None:
    twilio.break_down(to=amira, outcome="sent")
    sid = twilio.sent(amira, StatusCallback=product.url)["sid"]

    assert twilio.fetch(sid)["status"] == "sent"
    assert [product.next()[1]["SmsStatus"] for _ in range(2)] == ["sending", "sent"]
    first = twilio.told("callbacks", to=amira, wait=4)[0]
    (second,) = twilio.told("callbacks", to=amira, after=first["seq"], wait=4)
    assert second["status"] == "sent"
    assert twilio.told("callbacks", to=amira, after=second["seq"], wait=0.2) == []
    assert twilio.fetch(sid)["status"] == "sent"


def test_a_message_comes_to_its_end_after_a_while(start: Callable[..., Twilio], amira: str) -> None:
    twilio = start(delivered_after=0.6)
    begun = time.monotonic()
    sid = twilio.sent(amira)["sid"]

    assert twilio.fetch(sid)["status"] == "queued"
    twilio.fetch_when(sid, "sending")
    assert twilio.fetch_when(sid, "sent")["date_sent"]
    twilio.fetch_when(sid, "delivered")
    assert time.monotonic() - begun >= 0.6


def test_a_product_that_does_not_listen_changes_nothing(twilio: Twilio, amira: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    sid = twilio.sent(amira, StatusCallback=f"http://127.0.0.1:{port}/status")["sid"]

    assert twilio.fetch(sid)["status"] == "delivered"
    (callback, *_) = twilio.told("callbacks", to=amira, wait=4)
    assert callback["answered"] is None
    assert callback["reason"].startswith("ConnectError")


def test_a_product_that_never_answers_holds_up_neither_the_message_nor_the_end(
    start: Callable[..., Twilio], amira: str, basil: str
) -> None:
    twilio = start()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/status"
        begun = time.monotonic()
        sids = [twilio.sent(amira, StatusCallback=url)["sid"] for _ in range(25)]

        assert [twilio.fetch(sid)["status"] for sid in sids] == ["delivered"] * 25
        assert twilio.sent(basil)["status"] == "queued"
        assert time.monotonic() - begun < 5
        assert twilio.told("callbacks") == []


def test_the_end_waits_neither_for_a_product_nor_for_a_message(amira: str) -> None:
    account = new_account()
    running = Running(twilio_app(backstage_token=TOKEN, accounts=[account], delivered_after=0.6))
    twilio = Twilio(running.url, account)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/status"
        sid = twilio.sent(amira, StatusCallback=url)["sid"]
        twilio.fetch_when(sid, "sending")
        silent.settimeout(30)
        connection, _ = silent.accept()
        with connection:
            connection.settimeout(30)
            assert connection.recv(64).startswith(b"POST /status")
            twilio.close()
            begun = time.monotonic()
            running.stop()
            while connection.recv(65536):
                pass
    assert time.monotonic() - begun < 3
