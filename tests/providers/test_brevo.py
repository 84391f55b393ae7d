"""The Brevo stand-in over real HTTP: what it takes, what it refuses, and what its backstage shows."""

import os
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from countersign.hosting import Site, address_of, listen, serve
from countersign.providers.brevo import brevo_app
from countersign.providers.brevo.events import selected
from countersign.providers.brevo.rules import Refusal, letter

KEY = "xkeysib-test"
TOKEN = "backstage-test"
Serve = Callable[[ASGIApp], str]


class Brevo:
    """A stand-in with a client for products and one for the backstage."""

    def __init__(self, url: str) -> None:
        # Without TLS there is nothing to verify, and an SSL context takes 30 ms to build.
        self.api = httpx.Client(base_url=f"{url}/v3", headers={"api-key": KEY}, timeout=30.0, verify=False)
        self.stage = httpx.Client(
            base_url=f"{url}/backstage",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30.0,
            verify=False,
        )

    def send(self, *addresses: str, **changes: Any) -> httpx.Response:
        """Ask for a mail; a change to None leaves that field out."""
        return self.api.post("/smtp/email", json=mail_to(*addresses, **changes))

    def box(self, address: str, **query: Any) -> dict[str, Any]:
        answer = self.stage.get("/mails", params={"to": address, **query})
        return dict(answer.raise_for_status().json())

    def events(self, **query: Any) -> Any:
        return self.api.get("/smtp/statistics/events", params=query).raise_for_status().json()

    def break_down(self, **fault: Any) -> None:
        self.stage.put("/faults", json=fault).raise_for_status()

    def close(self) -> None:
        self.api.close()
        self.stage.close()


def mail_to(*addresses: str, **changes: Any) -> dict[str, Any]:
    mail = {
        "sender": {"name": "Countersign", "email": "no-reply@countersign.example"},
        "to": [{"email": address} for address in addresses],
        "subject": "Your code: 123456",
        "htmlContent": "<p>123456</p>",
        "textContent": "123456",
        **changes,
    }
    return {key: value for key, value in mail.items() if value is not None}


@pytest.fixture(scope="module")
def brevo() -> Iterator[Brevo]:
    """One stand-in for all who keep to an address of their own."""
    lifeline, held = os.pipe()
    sock = listen()
    url = address_of(sock)
    site = Site("brevo", brevo_app(backstage_token=TOKEN, api_keys=[KEY]), sock)
    served = threading.Thread(
        target=serve, args=([site],), kwargs={"lifeline": lifeline, "ready": lambda: None}
    )
    served.start()
    standin = Brevo(url)
    yield standin
    standin.close()
    os.close(held)
    served.join(10)
    os.close(lifeline)


@pytest.fixture
def start(serve: Serve) -> Iterator[Callable[..., Brevo]]:
    """Stand-ins of one test's own."""
    started: list[Brevo] = []

    def start(**options: Any) -> Brevo:
        started.append(Brevo(serve(brevo_app(backstage_token=TOKEN, api_keys=[KEY], **options))))
        return started[-1]

    yield start
    for brevo in started:
        brevo.close()


@pytest.fixture
def amira() -> str:
    return f"amira.{uuid.uuid4().hex}@example.com"


@pytest.fixture
def basil() -> str:
    return f"basil.{uuid.uuid4().hex}@example.com"


def test_an_accepted_mail_lies_in_the_mailbox_and_has_events(brevo: Brevo, amira: str) -> None:
    answer = brevo.send(amira.capitalize())

    assert answer.status_code == 201
    message_id = answer.json()["messageId"]
    assert re.fullmatch(r"<\d{12}\.\d{11}@smtp-relay\.mailin\.fr>", message_id)
    box = brevo.box(amira.upper())
    assert box["last"] == 1
    (mail,) = box["mails"]
    assert mail["message_id"] == message_id
    assert mail["to"] == amira.capitalize()
    assert (mail["subject"], mail["html"], mail["text"]) == ("Your code: 123456", "<p>123456</p>", "123456")
    assert mail["sender"]["email"] == "no-reply@countersign.example"
    assert abs(mail["at"] - time.time()) < 60
    events = brevo.events(messageId=message_id)["events"]
    assert [event["event"] for event in events] == ["delivered", "requests"]
    assert {event["messageId"] for event in events} == {message_id}
    assert events[0]["from"] == "no-reply@countersign.example"
    assert "reason" not in events[0]


def test_every_recipient_has_a_copy(brevo: Brevo, amira: str, basil: str) -> None:
    everybody = [amira, basil, f"cc.{amira}", f"bcc.{amira}"]
    brevo.send(
        *everybody[:2],
        cc=[{"email": everybody[2]}],
        bcc=[{"email": everybody[3]}],
        replyTo={"email": "help@example.com"},
    )

    boxes = [brevo.box(address)["mails"] for address in everybody]
    assert [len(mails) for mails in boxes] == [1, 1, 1, 1]
    assert len({mails[0]["message_id"] for mails in boxes}) == 1
    assert boxes[3][0]["reply_to"] == {"email": "help@example.com"}


def test_params_are_filled_in(brevo: Brevo, amira: str) -> None:
    brevo.send(
        amira,
        subject="Code {{params.code}}",
        htmlContent="<p>{{ params.who.name }}, {{params.none}}!</p>",
        params={"code": 654321, "who": {"name": "Amira"}},
    )

    (mail,) = brevo.box(amira)["mails"]
    assert (mail["subject"], mail["html"]) == ("Code 654321", "<p>Amira, !</p>")


def test_a_template_needs_neither_sender_nor_subject_nor_content(brevo: Brevo, amira: str) -> None:
    answer = brevo.send(amira, templateId=7, sender=None, subject=None, htmlContent=None, textContent=None)

    assert answer.status_code == 201
    assert brevo.box(amira)["mails"][0]["template_id"] == 7


def test_a_refused_mail_is_not_sent(brevo: Brevo, amira: str) -> None:
    answer = brevo.send(amira, subject=None)

    assert answer.status_code == 400
    assert answer.json() == {"code": "missing_parameter", "message": "subject is missing"}
    assert brevo.box(amira) == {"mails": [], "last": 0}


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"sender": None}, "missing_parameter", "sender is missing"),
        ({"sender": {"name": "X"}}, "missing_parameter", "email is missing in sender"),
        ({"sender": {"email": "x"}}, "invalid_parameter", "email is not valid in sender"),
        ({"sender": "x@example.com"}, "invalid_parameter", "sender is not valid"),
        ({"to": None}, "missing_parameter", "to is missing"),
        ({"to": []}, "missing_parameter", "to is blank"),
        ({"to": "x@example.com"}, "invalid_parameter", "to is not valid"),
        ({"to": ["x@example.com"]}, "invalid_parameter", "to is not valid"),
        ({"to": [{"email": "x@example.com"}] * 100}, "invalid_parameter", "to has more than 99 recipients"),
        ({"to": [{"name": "X"}]}, "missing_parameter", "email is missing in to"),
        ({"to": [{"email": "no address"}]}, "invalid_parameter", "email is not valid in to"),
        ({"to": [{"email": "a@b@example.com"}]}, "invalid_parameter", "email is not valid in to"),
        ({"to": [{"email": "a..b@example.com"}]}, "invalid_parameter", "email is not valid in to"),
        ({"to": [{"email": "a@localhost"}]}, "invalid_parameter", "email is not valid in to"),
        ({"to": [{"email": "a" * 65 + "@example.com"}]}, "invalid_parameter", "email is not valid in to"),
        ({"to": [{"email": "x@example.com", "name": ""}]}, "missing_parameter", "name is missing in to"),
        ({"cc": [{"email": "x"}]}, "invalid_parameter", "email is not valid in cc"),
        ({"bcc": []}, "missing_parameter", "bcc is blank"),
        ({"replyTo": {"name": "X"}}, "missing_parameter", "email is missing in replyTo"),
        ({"subject": None}, "missing_parameter", "subject is missing"),
        ({"subject": " "}, "missing_parameter", "subject is blank"),
        (
            {"htmlContent": None, "textContent": None},
            "missing_parameter",
            "Either of htmlContent or textContent is required",
        ),
        ({"htmlContent": 7}, "invalid_parameter", "htmlContent is not valid"),
        ({"params": {}}, "missing_parameter", "params is blank"),
        ({"templateId": "7"}, "invalid_parameter", "templateId is not valid"),
        ({"tags": []}, "missing_parameter", "tags is blank"),
        ({"headers": []}, "invalid_parameter", "headers is not valid"),
    ],
)
def test_what_brevo_refuses(changes: dict[str, Any], code: str, message: str) -> None:
    with pytest.raises(Refusal) as refusal:
        letter(mail_to("amira@example.com", **changes))

    assert (refusal.value.status, refusal.value.code, refusal.value.message) == (400, code, message)


@pytest.mark.parametrize("address", ["o'hara+x_1@a-b.example.com", "Ünï@exämple.org", "1@2.co"])
def test_unusual_addresses_are_taken(address: str) -> None:
    assert letter(mail_to(address)).recipients == [address]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"mail"', b'{"subject": "\xff"}'])
def test_a_body_that_is_no_json_object_is_refused(brevo: Brevo, body: bytes) -> None:
    answer = brevo.api.post("/smtp/email", content=body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"


def test_what_is_not_played_is_said(brevo: Brevo, amira: str) -> None:
    answer = brevo.send(amira, messageVersions=[{"to": [{"email": amira}]}])

    assert (answer.status_code, answer.json()["code"]) == (501, "not_implemented")


@pytest.mark.parametrize("path", ["/smtp/statistics/events", "/account"])
def test_a_key_is_needed(brevo: Brevo, path: str) -> None:
    answer = brevo.api.get(path, headers={"api-key": "wrong"})
    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthorized", "message": "Key not found"}

    answer = brevo.api.get(path, headers={"api-key": ""})
    assert answer.status_code == 401
    assert answer.json() == {"code": "unauthorized", "message": "authentication not found in headers"}


def test_a_mail_with_a_wrong_key_is_refused_and_the_key_is_not_shown(start: Callable[..., Brevo]) -> None:
    brevo = start()
    answer = brevo.api.post("/smtp/email", json=mail_to("a@example.com"), headers={"api-key": "secret-key"})

    assert answer.status_code == 401
    asked = brevo.stage.get("/requests")
    assert [(one["status"], one["code"]) for one in asked.json()["requests"]] == [(401, "unauthorized")]
    assert "secret-key" not in asked.text


def test_a_new_key_opens(brevo: Brevo) -> None:
    assert brevo.stage.post("/keys", json={"key": "another"}).status_code == 201

    assert brevo.api.get("/account", headers={"api-key": "another"}).json()["relay"]["enabled"] is True


def test_an_unknown_path_is_answered_in_brevos_way(brevo: Brevo) -> None:
    assert brevo.api.get("/smtp/emails").json() == {"code": "not_found", "message": "Not Found"}
    assert brevo.api.get("/smtp/email").json()["code"] == "method_not_allowed"


def test_a_mail_that_only_tries_the_api_out_goes_nowhere(brevo: Brevo, amira: str) -> None:
    answer = brevo.send(amira, headers={"X-Sib-Sandbox": "drop"})

    assert answer.status_code == 201
    assert brevo.box(amira)["mails"] == []
    assert brevo.events(messageId=answer.json()["messageId"]) == {}


def test_events_come_after_a_while(start: Callable[..., Brevo]) -> None:
    brevo = start(events_after=0.3)
    sent = time.monotonic()
    brevo.send("amira@example.com")

    while not (told := brevo.events(email="amira@example.com")) and time.monotonic() < sent + 4.0:
        time.sleep(0.02)
    assert len(told["events"]) == 2
    assert time.monotonic() - sent >= 0.3


def test_events_are_selected(start: Callable[..., Brevo]) -> None:
    brevo = start()
    brevo.break_down(to="b@example.com", outcome="hardBounces")
    brevo.send("a@example.com", "b@example.com", tags=["code"])

    def kinds(**query: Any) -> list[tuple[str, str]]:
        return [(event["email"][0], event["event"]) for event in brevo.events(**query).get("events", [])]

    assert kinds() == [("b", "hardBounces"), ("b", "requests"), ("a", "delivered"), ("a", "requests")]
    assert kinds(sort="asc")[0] == ("a", "requests")
    assert kinds(limit=1, offset=1) == [("b", "requests")]
    assert kinds(event="bounces") == [("b", "hardBounces")]
    assert kinds(email="A@example.com", event="delivered") == [("a", "delivered")]
    assert kinds(startDate="2020-01-01", endDate="2020-01-02") == []
    assert brevo.events(event="bounces")["events"][0]["tag"] == "code"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": "5001"}, "out_of_range"),
        ({"limit": "many"}, "invalid_parameter"),
        ({"event": "lost"}, "invalid_parameter"),
        ({"sort": "up"}, "invalid_parameter"),
        ({"startDate": "2026-01-01"}, "missing_parameter"),
        ({"startDate": "01/02/2026", "endDate": "2026-01-01"}, "invalid_parameter"),
        ({"startDate": "2026-01-02", "endDate": "2026-01-01"}, "invalid_parameter"),
    ],
)
def test_a_query_that_brevo_refuses(query: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        selected([], query)

    assert (refusal.value.status, refusal.value.code) == (400, code)


def test_a_bounced_mail_is_accepted_and_never_arrives(brevo: Brevo, amira: str) -> None:
    brevo.break_down(to=amira, outcome="hardBounces")

    message_id = brevo.send(amira).json()["messageId"]

    assert brevo.box(amira)["mails"] == []
    bounce = brevo.events(messageId=message_id)["events"][0]
    assert bounce["event"] == "hardBounces"
    assert bounce["reason"].startswith("550")


def test_an_outage_for_one_address_is_not_one_for_others(brevo: Brevo, amira: str, basil: str) -> None:
    brevo.break_down(to=amira.upper(), status=503, code="internal_error", message="Service Unavailable")

    refused = brevo.send(amira)
    assert refused.status_code == 503
    assert refused.json() == {"code": "internal_error", "message": "Service Unavailable"}
    assert brevo.send(basil).status_code == 201
    assert brevo.box(amira)["mails"] == []

    assert brevo.stage.delete("/faults", params={"to": amira}).status_code == 204
    assert brevo.send(amira).status_code == 201


def test_a_fault_for_all_is_over_after_its_times(brevo: Brevo, amira: str, basil: str) -> None:
    brevo.break_down(to="*", status=402, times=2)

    answers = [brevo.send(amira), brevo.send(basil), brevo.send(amira)]

    assert [answer.status_code for answer in answers] == [402, 402, 201]
    assert answers[0].json()["code"] == "not_enough_credits"


def test_too_many_requests_tell_when_to_come_back(brevo: Brevo, amira: str) -> None:
    brevo.break_down(to=amira, status=429, times=1)

    answer = brevo.send(amira)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    limits = {key: value for key, value in answer.headers.items() if key.startswith("x-sib-ratelimit")}
    assert limits == {
        "x-sib-ratelimit-limit": "1000",
        "x-sib-ratelimit-remaining": "0",
        "x-sib-ratelimit-reset": "1",
    }
    assert 0 < int(brevo.send(amira).headers["x-sib-ratelimit-remaining"]) < 1000


def test_flood_limits_hold_for_each_key(start: Callable[..., Brevo], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("countersign.providers.brevo.post_office.REQUESTS_A_SECOND", 2)
    brevo = start(flood_limits=True)
    brevo.stage.post("/keys", json={"key": "another"})

    deadline = time.monotonic() + 4.0
    statuses = [brevo.api.get("/account").status_code]
    while statuses[-1] != 429 and time.monotonic() < deadline:
        statuses.append(brevo.api.get("/account").status_code)

    assert statuses[:2] == [200, 200]
    assert statuses[-1] == 429
    assert brevo.api.get("/account", headers={"api-key": "another"}).status_code == 200


def test_a_delayed_mail_arrives_late(brevo: Brevo, amira: str) -> None:
    brevo.break_down(to=amira, delay=0.3)
    begun = time.monotonic()

    assert brevo.send(amira).status_code == 201

    assert time.monotonic() - begun >= 0.3
    assert len(brevo.box(amira)["mails"]) == 1


def test_a_cut_connection_has_no_answer(brevo: Brevo, amira: str) -> None:
    brevo.break_down(to=amira, status=0, times=1)

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        brevo.send(amira)

    (asked,) = brevo.stage.get("/requests", params={"to": amira}).json()["requests"]
    assert asked["status"] == 0
    assert brevo.send(amira).status_code == 201


def test_a_mail_whose_answer_is_lost_was_sent_all_the_same(brevo: Brevo, amira: str) -> None:
    brevo.break_down(to=amira, after=True, times=1)

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        brevo.send(amira)

    (asked,) = brevo.stage.get("/requests", params={"to": amira}).json()["requests"]
    assert asked["status"] == 201
    assert len(brevo.box(amira)["mails"]) == 1
    assert brevo.send(amira).status_code == 201


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"to": "*", "status": 200},
        {"to": "*", "outcome": "lost"},
        {"to": "*", "delay": -1},
        {"to": "*", "status": 503, "after": True},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(brevo: Brevo, fault: dict[str, Any]) -> None:
    answer = brevo.stage.put("/faults", json=fault)

    assert answer.status_code == 422
    assert answer.json()["error"]


def test_everything_asked_is_remembered(brevo: Brevo, amira: str, basil: str) -> None:
    brevo.send(amira, subject=None)
    brevo.send(basil)
    brevo.send(amira.upper(), basil)

    asked = brevo.stage.get("/requests", params={"to": amira}).json()

    assert [(one["status"], one["code"], one["subject"]) for one in asked["requests"]] == [
        (400, "missing_parameter", None),
        (201, "", "Your code: 123456"),
    ]
    assert asked["requests"][1]["to"] == [amira.upper(), basil]
    assert asked["last"] == asked["requests"][1]["seq"]


def test_a_long_poll_waits_for_mail_to_that_address_only(brevo: Brevo, amira: str, basil: str) -> None:
    brevo.send(amira)
    found: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: found.append(brevo.box(amira, after=1, wait=4)))
    begun = time.monotonic()
    waiting.start()
    brevo.send(basil)
    brevo.send(amira, subject="second")
    waiting.join(30)

    assert time.monotonic() - begun < 3
    assert [mail["subject"] for mail in found[0]["mails"]] == ["second"]
    assert found[0]["last"] == 2


def test_a_long_poll_ends_without_mail(brevo: Brevo, amira: str) -> None:
    begun = time.monotonic()

    assert brevo.box(amira, wait=0.2) == {"mails": [], "last": 0}

    assert 0.2 <= time.monotonic() - begun < 3


def test_the_backstage_opens_to_its_token_only(brevo: Brevo, amira: str) -> None:
    answer = brevo.stage.get("/mails", params={"to": amira}, headers={"Authorization": "Bearer no"})

    assert answer.status_code == 401
