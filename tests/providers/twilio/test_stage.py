"""What goes wrong when it shall, and what the backstage shows of it."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from .scene import SENDER, Twilio


def test_an_outage_for_one_number_is_not_one_for_others(twilio: Twilio, amira: str, basil: str) -> None:
    twilio.break_down(to=amira, status=503)

    refused = twilio.send(amira)
    assert refused.status_code == 503
    assert refused.json() == {
        "code": 20503,
        "message": "Service Unavailable",
        "more_info": "https://www.twilio.com/docs/errors/20503",
        "status": 503,
    }
    assert twilio.send(basil).status_code == 201
    assert twilio.phone(amira)["messages"] == []

    assert twilio.stage.delete("/faults", params={"to": amira}).status_code == 204
    assert twilio.send(amira).status_code == 201


@pytest.mark.parametrize(
    ("fault", "status", "code", "message"),
    [
        ({"code": 21408}, 400, 21408, "Permission to send an SMS has not been enabled for the region"),
        ({"code": 21614}, 400, 21614, "To number: +44"),
        ({"status": 401}, 401, 20003, "Authenticate"),
        ({"status": 429}, 429, 20429, "Too Many Requests"),
        ({"code": 21611}, 429, 21611, "SMS queue is full."),
        ({"status": 500}, 500, 20500, "Internal Server Error"),
        ({"status": 599}, 599, 20599, "Unknown Error"),
        ({"status": 400, "code": 30034, "message": "Unregistered"}, 400, 30034, "Unregistered"),
    ],
)
def test_a_fault_is_told_in_twilios_words(
    twilio: Twilio, amira: str, fault: dict[str, Any], status: int, code: int, message: str
) -> None:
    twilio.break_down(to=amira, **fault)

    answer = twilio.send(amira)

    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)
    assert answer.json()["message"].startswith(message)


def test_a_fault_for_all_is_over_after_its_times(
    start: Callable[..., Twilio], amira: str, basil: str
) -> None:
    twilio = start()
    twilio.break_down(to="*", status=429, times=2)

    answers = [twilio.send(amira), twilio.send(basil), twilio.send(amira)]

    assert [answer.status_code for answer in answers] == [429, 429, 201]


def test_a_fault_of_the_number_goes_before_that_of_all(start: Callable[..., Twilio], amira: str) -> None:
    twilio = start()
    twilio.break_down(to="*", outcome="failed")
    twilio.break_down(to=amira, outcome="sent")

    assert twilio.fetch(twilio.sent(amira)["sid"])["status"] == "sent"
    twilio.stage.delete("/faults", params={"to": amira}).raise_for_status()
    assert twilio.fetch(twilio.sent(amira)["sid"])["status"] == "failed"
    twilio.stage.delete("/faults", params={"to": "*"}).raise_for_status()
    assert twilio.fetch(twilio.sent(amira)["sid"])["status"] == "delivered"


def test_a_delayed_message_is_taken_late(twilio: Twilio, amira: str) -> None:
    twilio.break_down(to=amira, delay=0.3)
    begun = time.monotonic()

    twilio.sent(amira)

    assert time.monotonic() - begun >= 0.3
    assert len(twilio.phone(amira)["messages"]) == 1


def test_a_cut_connection_sends_nothing(twilio: Twilio, amira: str) -> None:
    twilio.break_down(to=amira, status=0, times=1)

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        twilio.send(amira)

    (asked,) = twilio.told("requests", to=amira)
    assert asked["status"] == 0
    assert twilio.phone(amira)["messages"] == []
    assert twilio.send(amira).status_code == 201


@pytest.mark.parametrize("fault", [{"after": True}, {"status": 0, "after": True}])
def test_an_answer_may_be_lost_though_the_message_is_sent(
    twilio: Twilio, amira: str, fault: dict[str, Any]
) -> None:
    twilio.break_down(to=amira, times=1, **fault)

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        twilio.send(amira)

    (message,) = twilio.phone(amira)["messages"]
    assert twilio.fetch(message["sid"])["status"] == "delivered"
    (asked,) = twilio.told("requests", to=amira)
    assert (asked["status"], asked["sid"]) == (0, message["sid"])


def test_an_error_may_be_answered_though_the_message_is_sent(twilio: Twilio, amira: str) -> None:
    twilio.break_down(to=amira, status=500, after=True)

    assert twilio.send(amira).status_code == 500
    assert len(twilio.phone(amira)["messages"]) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"to": "*", "status": 200},
        {"to": "*", "outcome": "lost"},
        {"to": "*", "delay": -1},
        {"to": "*", "delay": 61},
        {"to": "*", "error_code": 30003},
        {"to": "*", "outcome": "sent", "error_code": 30003},
        {"to": "*", "outcome": "failed", "error_code": 1},
        {"to": "14155550100"},
        {"to": "*", "unknown": 1},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(twilio: Twilio, fault: dict[str, Any]) -> None:
    answer = twilio.stage.put("/faults", json=fault)

    assert answer.status_code == 422
    assert answer.json()["error"]


def test_who_opts_out_is_left_alone_until_opting_in(twilio: Twilio, amira: str, basil: str) -> None:
    twilio.stage.put("/opt-outs", json={"to": amira, "out": True}).raise_for_status()

    assert twilio.send(amira).json()["code"] == 21610
    assert twilio.send(basil).status_code == 201
    twilio.stage.put("/opt-outs", json={"to": amira, "out": False}).raise_for_status()
    assert twilio.send(amira).status_code == 201
    assert twilio.stage.put("/opt-outs", json={"to": "x", "out": True}).status_code == 422


def test_everything_asked_is_remembered(twilio: Twilio, amira: str) -> None:
    twilio.send(amira, Body=None)
    sid = twilio.sent(amira)["sid"]

    refused, taken = twilio.told("requests", to=amira)

    assert (refused["method"], refused["status"], refused["code"]) == ("POST", 400, 21602)
    assert refused["path"].endswith("/Messages.json")
    assert (taken["status"], taken["code"], taken["sid"]) == (201, None, sid)
    assert (taken["sender"], taken["body"]) == (SENDER, "Your code: 123456")
    twilio.api.get("/Nowhere")
    assert twilio.told("requests", after=taken["seq"])[-1]["status"] == 404
    assert twilio.account.auth_token not in twilio.stage.get("/requests").text


def test_the_accounts_are_shown_without_their_tokens(twilio: Twilio) -> None:
    answer = twilio.stage.get("/accounts")

    assert answer.json()["accounts"][0]["sid"] == twilio.account.sid
    assert answer.json()["accounts"][0]["numbers"][0] == SENDER
    assert twilio.account.auth_token not in answer.text


def test_a_long_poll_waits_for_that_number_only(twilio: Twilio, amira: str, basil: str) -> None:
    twilio.sent(amira)
    found: list[dict[str, Any]] = []
    waiting = threading.Thread(target=lambda: found.append(twilio.phone(amira, after=1, wait=4)))
    begun = time.monotonic()
    waiting.start()
    twilio.sent(basil)
    twilio.sent(amira, Body="second")
    waiting.join(30)

    assert time.monotonic() - begun < 3
    assert [message["body"] for message in found[0]["messages"]] == ["second"]
    assert found[0]["last"] == 2


def test_a_long_poll_ends_without_a_message(twilio: Twilio, amira: str) -> None:
    begun = time.monotonic()

    assert twilio.phone(amira, wait=0.2) == {"messages": [], "last": 0}

    assert 0.2 <= time.monotonic() - begun < 3


@pytest.mark.parametrize("path", ["/messages", "/messages?to=+14155550100", "/requests?to=x"])
def test_a_number_that_could_never_be_found_is_refused(twilio: Twilio, path: str) -> None:
    answer = twilio.stage.get(path)

    assert answer.status_code == 422
    assert "to" in answer.json()["error"]
    assert twilio.stage.delete("/faults?to=+14155550100").status_code == 422


def test_the_backstage_opens_to_its_token_only(twilio: Twilio) -> None:
    for path in ("/messages", "/requests", "/callbacks", "/accounts"):
        assert twilio.stage.get(path, headers={"Authorization": "Bearer no"}).status_code == 401


@pytest.mark.parametrize(("limits", "expected"), [(True, {201, 429}), (False, {201})])
def test_too_many_at_once_are_refused_where_limits_are_on(
    start: Callable[..., Twilio],
    monkeypatch: pytest.MonkeyPatch,
    amira: str,
    limits: bool,
    expected: set[int],
) -> None:
    monkeypatch.setattr("countersign.providers.twilio.app.MOST_AT_ONCE", 3)
    twilio = start(flood_limits=limits)
    twilio.break_down(to=amira, delay=0.4)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: twilio.send(amira), range(8)))

    assert {answer.status_code for answer in answers} == expected
    refused = [answer.json() for answer in answers if answer.status_code == 429]
    assert {answer["code"] for answer in refused} <= {20429}
    assert len(twilio.phone(amira)["messages"]) == (3 if limits else 8)
    assert twilio.send(amira).status_code == 201


def test_another_holder_of_a_number_finds_nothing_there(twilio: Twilio, amira: str, basil: str) -> None:
    old, kept = twilio.sent(amira), twilio.sent(basil)

    assert twilio.stage.delete("/messages", params={"to": amira}).status_code == 204

    listed = twilio.api.get("/Messages.json", params={"To": amira}).raise_for_status().json()
    assert listed["messages"] == twilio.phone(amira)["messages"] == []
    assert twilio.api.get(f"/Messages/{old['sid']}.json").status_code == 404
    assert twilio.fetch(kept["sid"])["status"] == "delivered"
    twilio.sent(amira)
    assert len(twilio.phone(amira)["messages"]) == 1


def test_nobody_forgets_the_messages_of_all(twilio: Twilio, amira: str) -> None:
    sent = twilio.sent(amira)
    assert twilio.stage.delete("/messages").status_code == 422
    assert twilio.fetch(sent["sid"])["status"] == "delivered"
