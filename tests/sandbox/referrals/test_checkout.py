"""Buying credits: a page at Stripe, and a signed event that is credited once."""

from decimal import Decimal
from typing import Any

import pytest

from countersign.sandbox.referrals import signature

from .house import WEBHOOK_SECRET, Customer, House, balances


@pytest.fixture
def amira(house: House) -> Customer:
    return house.customer()


def opened(customer: Customer, cents: int = 1000, path: str = "/checkout-session") -> str:
    answer = customer.posts(path, {"amount": cents, "currency": "usd"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["session_id"])


@pytest.mark.parametrize("prefix", ["", "/api/stripe"])
def test_what_is_paid_is_credited(house: House, amira: Customer, prefix: str) -> None:
    answer = amira.posts(f"{prefix}/checkout-session", {"amount": 1234, "currency": "usd"})
    told = answer.json()
    assert told["session_id"].startswith("cs_test_")
    assert told["url"].startswith("http")
    assert (told["amount"], told["currency"], told["credits"]) == (1234, "usd", 12.34)
    assert amira.balance == 0
    webhook = f"{house.urls[0]}{prefix or '/stripe'}/webhook"
    [delivery] = house.pays(told["session_id"], deliver_to=webhook)
    assert delivery["status"] == 200
    assert amira.balance == Decimal("12.34")
    [movement] = amira.movements()
    assert movement["transaction_type"] == "purchase"
    assert movement["request_id"] == told["session_id"]
    [payment] = house.rows("SELECT * FROM payments WHERE user_id = :id", id=amira.id)
    assert (payment["session_id"], payment["status"]) == (told["session_id"], "paid")


@pytest.mark.parametrize(
    "wish",
    [{"amount": 499}, {"amount": 0}, {"amount": -500}, {"amount": 500.5}, {"amount": "500"}, {"amount": True},
     {"amount": 10**9}, {"amount": 500, "currency": "xyz"}, {"currency": "usd"}, {"amount": 500, "price": 1}],
)  # fmt: skip
def test_what_can_not_be_bought_is_refused(small: House, wish: dict[str, Any]) -> None:
    amira = small.customer()
    assert amira.posts("/checkout-session", wish).status_code == 422
    assert small.rows("SELECT id FROM payments WHERE user_id = :id", id=amira.id) == []


def test_an_event_that_comes_often_is_credited_once(house: House, amira: Customer) -> None:
    deliveries = house.pays(opened(amira), times=8)
    assert [delivery["status"] for delivery in deliveries] == [200] * 8
    assert amira.balance == 10
    assert len(amira.movements("purchase")) == 1


def test_what_is_not_paid_is_credited_when_it_is(house: House, amira: Customer) -> None:
    session = opened(amira)
    [delivery] = house.pays(session, paid=False)
    assert delivery["status"] == 200
    assert amira.movements() == []
    house.pays(session, paid=True)
    assert amira.balance == 10


@pytest.mark.parametrize(
    "signed",
    [
        "with another secret",
        "for another body",
        "with a test scheme only",
        "not at all",
    ],
)
def test_an_event_that_is_not_signed_has_no_effect(small: House, signed: str) -> None:
    amira = small.customer()
    [delivery] = small.pays(opened(amira), signed=signed)
    assert delivery["status"] == 400
    assert amira.balance == 0


@pytest.mark.parametrize(("age", "expected"), [(290, 200), (310, 400), (-310, 400)])
def test_an_event_that_was_signed_long_ago_has_no_effect(small: House, age: float, expected: int) -> None:
    amira = small.customer()
    [delivery] = small.pays(opened(amira), age=age)
    assert delivery["status"] == expected
    assert amira.balance == (10 if expected == 200 else 0)


def test_an_event_may_bear_the_old_signature_beside_the_new(small: House) -> None:
    amira = small.customer()
    [delivery] = small.pays(opened(amira), secret=["whsec_" + "o" * 32, WEBHOOK_SECRET])
    assert delivery["status"] == 200
    assert amira.balance == 10


def event(amira: Customer, session: str, **changed: Any) -> dict[str, Any]:
    """The event of a purchase, as it should be but for what is changed."""
    told = amira.house.event(session)
    told |= {name: changed.pop(name) for name in ("type", "livemode") if name in changed}
    told["data"]["object"] |= changed
    return told


def test_an_event_made_by_hand_is_credited(house: House, amira: Customer) -> None:
    assert house.tells(event(amira, opened(amira))).status_code == 200
    assert amira.balance == 10


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "cs_test_unknown"},
        {"amount_total": 100_000},
        {"amount_total": None},
        {"currency": "jpy"},
        {"metadata": {"user_id": "1"}},
        {"metadata": {"payment_id": "pay_unknown"}},
        {"livemode": True},
        {"payment_status": 5},
    ],
)
def test_an_event_that_tells_otherwise_than_was_agreed_has_no_effect(
    small: House, changed: dict[str, Any]
) -> None:
    amira = small.customer()
    assert small.tells(event(amira, opened(amira), **changed)).status_code == 400
    assert amira.balance == 0


def test_nobody_is_credited_with_what_another_has_paid(house: House, amira: Customer) -> None:
    ben = house.customer()
    theirs = event(ben, opened(ben))
    theirs["data"]["object"]["metadata"]["user_id"] = str(amira.id)
    assert house.tells(theirs).status_code == 400
    assert balances(amira, ben) == [0, 0]


@pytest.mark.parametrize("changed", [{"type": "charge.refunded"}, {"type": "checkout.session.expired"}])
def test_other_events_are_taken_and_change_nothing(small: House, changed: dict[str, Any]) -> None:
    amira = small.customer()
    assert small.tells(event(amira, opened(amira), **changed)).status_code == 200
    assert amira.balance == 0


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"\xff", b'{"id":"evt_1","type":"checkout.session.completed"}']
)
def test_rubbish_that_is_signed_is_refused(small: House, body: bytes) -> None:
    assert small.tells(body).status_code == 400


def test_an_event_that_comes_before_the_page_is_noted_is_credited(house: House, amira: Customer) -> None:
    session = opened(amira)
    told = event(amira, session)
    house.changes("UPDATE payments SET session_id = NULL WHERE session_id = :id", id=session)
    assert house.tells(told).status_code == 200
    assert amira.balance == 10


def test_a_shop_that_fails_leaves_nothing_to_pay(house: House, amira: Customer) -> None:
    house.shop_fails(amira, 500)
    answer = amira.posts("/checkout-session", {"amount": 500})
    assert answer.status_code == 502
    assert answer.json()["error"]["code"] == "shop_failed"
    [payment] = house.rows("SELECT status FROM payments WHERE user_id = :id", id=amira.id)
    assert payment["status"] == "failed"


HEADERS = ["", "t=1", "v1=x", "t=,v1=", "t=now,v1=x", "t=1,t=2,v1=x", "t=1;v1=x", "v0=x,t=9999999999999999"]


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_is_none_holds_nothing(header: str) -> None:
    assert not signature.holds(header, b"{}", "secret", 1.0)


def test_without_a_secret_nothing_holds() -> None:
    header = f"t=1,v1={signature.signed(b'{}', '', 1)}"
    assert not signature.holds(header, b"{}", "", 1.0)


def test_the_signature_is_over_the_time_and_each_byte() -> None:
    right = signature.signed(b"{}", "secret", 1000)
    assert signature.holds(f"t=1000,v1={right}", b"{}", "secret", 1000.0)
    assert signature.holds(f"t=1000,v0=x,v1=wrong,v1={right}", b"{}", "secret", 1299.0)
    assert not signature.holds(f"t=1000,v1={right}", b"{} ", "secret", 1000.0)
    assert not signature.holds(f"t=1001,v1={right}", b"{}", "secret", 1000.0)
    assert not signature.holds(f"t=1000,v0={right}", b"{}", "secret", 1000.0)
