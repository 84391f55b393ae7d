"""The official package against the stand-in, with another base address and nothing else changed."""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from .scene import SECRET, Product, Shop, new_key


def _session(
    shop: Shop, whose: str, cents: int = 500, options: Any = None, **more: Any
) -> stripe.checkout.Session:
    wanted: Any = {
        "mode": "payment",
        "success_url": "https://gateway.example/done",
        "metadata": {"user_id": whose},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "usd",
                    "unit_amount": cents,
                    "product_data": {"name": "Credits"},
                },
            }
        ],
        **more,
    }
    return shop.sdk.v1.checkout.sessions.create(wanted, options)


def test_a_session_is_opened_looked_up_and_expired(shop: Shop, amira: str) -> None:
    opened = _session(shop, amira, 1250, expires_at=int(time.time()) + 3600, expand=["line_items"])
    found = shop.sdk.v1.checkout.sessions.retrieve(opened.id)
    lines = shop.sdk.v1.checkout.sessions.line_items.list(opened.id)
    expired = shop.sdk.v1.checkout.sessions.expire(opened.id)

    assert opened.line_items is not None
    assert [line.amount_total for line in opened.line_items.data] == [1250]
    assert (opened.status, opened.payment_status, opened.amount_total) == ("open", "unpaid", 1250)
    assert opened.url == f"{shop.url}/c/pay/{opened.id}"
    assert found.metadata is not None
    assert found.metadata["user_id"] == amira
    assert [(line.description, line.quantity) for line in lines.data] == [("Credits", 1)]
    assert (expired.status, expired.url) == ("expired", None)


def test_the_global_style_of_the_package_works_too(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "api_base", shop.url)
    monkeypatch.setattr(stripe, "api_key", shop.key)

    balance = stripe.Balance.retrieve()

    assert balance.livemode is False


def test_a_paid_session_is_told_in_an_event_that_the_package_believes(
    shop: Shop, amira: str, product: Product
) -> None:
    opened = _session(shop, amira, 1000)
    shop.pay(opened.id, **product.here())

    event = product.next().event

    assert event.type == "checkout.session.completed"
    assert (event.data.object.id, event.data.object.payment_status) == (opened.id, "paid")
    assert event.data.object.metadata["user_id"] == amira
    assert shop.sdk.v1.events.retrieve(event.id).data.object["id"] == opened.id
    newest = shop.sdk.v1.events.list({"type": "checkout.session.completed", "limit": 1})
    assert [found.id for found in newest.data] == [event.id]


@pytest.mark.parametrize(
    "how",
    [
        {"signed": "with another secret"},
        {"signed": "for another body"},
        {"signed": "with a test scheme only"},
        {"signed": "not at all"},
        {"age": 301},
    ],
    ids=str,
)
def test_the_package_does_not_believe_what_is_wrongly_signed(
    shop: Shop, amira: str, product: Product, how: dict[str, object]
) -> None:
    shop.pay(_session(shop, amira).id, **product.here(**how))
    brought = product.next()

    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(brought.body, brought.headers.get("stripe-signature"), SECRET)


def test_a_rolled_secret_is_believed_with_the_old_one_and_the_new(
    shop: Shop, amira: str, product: Product
) -> None:
    shop.pay(_session(shop, amira).id, deliver_to=product.url, secret=["whsec_new", SECRET])
    brought = product.next()

    for secret in ("whsec_new", SECRET):
        assert stripe.Webhook.construct_event(brought.body, brought.headers["stripe-signature"], secret)
    assert brought.headers["stripe-signature"].count("v1=") == 2


def test_errors_are_the_right_exceptions(shop: Shop, amira: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as too_small:
        _session(shop, amira, 49)
    with pytest.raises(stripe.InvalidRequestError) as absent:
        shop.sdk.v1.checkout.sessions.retrieve("cs_test_nobody")
    with pytest.raises(stripe.AuthenticationError):
        stripe.StripeClient(new_key(), base_addresses={"api": shop.url}).v1.balance.retrieve()

    assert (too_small.value.code, too_small.value.http_status) == ("amount_too_small", 400)
    assert (absent.value.code, absent.value.param, absent.value.http_status) == (
        "resource_missing",
        "session",
        404,
    )
    assert absent.value.request_id is not None


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"status": 429}, stripe.RateLimitError),
        ({"code": "lock_timeout"}, stripe.RateLimitError),
        ({"status": 500}, stripe.APIError),
        ({"status": 0}, stripe.APIConnectionError),
        ({"after": True}, stripe.APIConnectionError),
    ],
    ids=str,
)
def test_faults_are_the_right_exceptions(
    shop: Shop, amira: str, fault: dict[str, object], expected: type[Exception]
) -> None:
    shop.break_down(to=amira, **fault)

    with pytest.raises(expected):
        _session(shop, amira)


def test_a_slow_stripe_makes_the_package_give_up(shop: Shop, amira: str) -> None:
    hasty = stripe.StripeClient(
        shop.key, base_addresses={"api": shop.url}, http_client=stripe.RequestsClient(timeout=0.1)
    )
    shop.break_down(to=amira, delay=0.5)

    with pytest.raises(stripe.APIConnectionError):
        hasty.v1.checkout.sessions.create(
            {"mode": "payment", "client_reference_id": amira}, {"max_network_retries": 0}
        )


def test_the_package_retries_by_itself_and_opens_one_session(shop: Shop, amira: str) -> None:
    shop.break_down(to=amira, after=True, times=1)

    opened = _session(shop, amira, options={"max_network_retries": 1})
    again = shop.told("requests", whose=amira)

    assert [(one["status"], one["replayed"]) for one in again] == [(0, False), (200, True)]
    assert again[0]["idempotency_key"] == again[1]["idempotency_key"] is not None
    assert [one["id"] for one in shop.told("sessions", whose=amira)] == [opened.id]


def test_a_key_stands_for_one_set_of_parameters(shop: Shop, amira: str) -> None:
    key = secrets.token_hex(8)
    _session(shop, amira, 500, {"idempotency_key": key})

    with pytest.raises(stripe.IdempotencyError):
        _session(shop, amira, 600, {"idempotency_key": key})


def test_a_key_that_is_in_use_is_refused(start: Callable[..., Shop], amira: str) -> None:
    shop, key = start(), secrets.token_hex(8)
    shop.break_down(to=amira, delay=0.5, times=1)

    def ask(_: int) -> int:
        return shop.asks(amira, key=key).status_code

    # Whichever comes first is held up; the other one is refused as long as it is.
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(ask, range(2))) == [200, 409]
    assert ask(3) == 200
    assert len(shop.told("sessions", whose=amira)) == 1
