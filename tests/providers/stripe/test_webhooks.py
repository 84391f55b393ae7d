"""What is brought to products, and what those see who direct the stand-in."""

import queue
from collections.abc import Callable
from itertools import pairwise

import httpx
import pytest

from .scene import SECRET, Product, Shop


def test_a_payment_is_told_once_with_the_session_as_it_stands(
    shop: Shop, amira: str, product: Product
) -> None:
    session = shop.opened(amira, **{"metadata[user_id]": amira})["id"]
    told = shop.pay(session, **product.here())
    brought = product.next()

    assert brought.event.to_dict() == told["event"]
    assert told["event"]["data"]["object"] == shop.look(session)
    assert shop.look(session)["payment_intent"].startswith("pi_")
    assert [(each["status"], each["attempt"]) for each in told["deliveries"]] == [(200, 1)]
    assert brought.headers["content-type"] == "application/json; charset=utf-8"
    assert brought.headers["user-agent"].startswith("Stripe/1.0")
    assert product.came.empty()


def test_an_event_can_come_several_times_at_once_and_again(shop: Shop, amira: str, product: Product) -> None:
    told = shop.pay(shop.opened(amira)["id"], **product.here(times=3))
    again = shop.stage.post(f"/events/{told['event']['id']}/deliver", json=product.here())

    assert {product.next().event.id for _ in range(4)} == {told["event"]["id"]}
    assert [each["status"] for each in told["deliveries"]] == [200, 200, 200]
    assert again.raise_for_status().json()["event"] == told["event"]


def test_what_is_not_taken_comes_again_after_growing_pauses(
    start: Callable[..., Shop], amira: str, product: Product
) -> None:
    shop = start(retry_pause=0.05)
    product.answers = [500, 302, 400]
    session = shop.opened(amira)["id"]
    shop.pay(session, **product.here(retries=5))

    brought = [product.next() for _ in range(4)]
    tries = shop.told("deliveries", session=session, after=3, wait=5)

    assert len({each.body for each in brought}) == 1
    assert all(each.event for each in brought)
    tries = shop.told("deliveries", session=session)
    assert [(each["attempt"], each["status"]) for each in tries] == [(1, 500), (2, 302), (3, 400), (4, 200)]
    pauses = [later["at"] - earlier["at"] for earlier, later in pairwise(tries)]
    assert pauses[0] < pauses[1] < pauses[2]


def test_what_is_taken_does_not_come_again(start: Callable[..., Shop], amira: str, product: Product) -> None:
    shop = start(retry_pause=0.02)
    product.answers = [500]
    shop.pay(shop.opened(amira)["id"], **product.here(retries=5))

    product.next()
    product.next()
    with pytest.raises(queue.Empty):
        product.came.get(timeout=0.2)


def test_a_product_that_is_not_there_is_told_of(shop: Shop, amira: str) -> None:
    told = shop.pay(shop.opened(amira)["id"], deliver_to="http://127.0.0.1:1/hook", secret=SECRET)

    assert told["deliveries"][0]["status"] is None
    assert "ConnectError" in told["deliveries"][0]["said"]


def test_money_that_comes_later_is_told_as_such(shop: Shop, amira: str, product: Product) -> None:
    session = shop.opened(amira)["id"]
    shop.pay(session, paid=False, **product.here())
    first = product.next().event
    stays = shop.stage.post(f"/sessions/{session}/pay", json={"paid": False})
    shop.pay(session, **product.here())
    second = product.next().event

    assert (first.type, first.data.object.payment_status) == ("checkout.session.completed", "unpaid")
    assert stays.status_code == 409
    assert (second.type, second.data.object.payment_status) == (
        "checkout.session.async_payment_succeeded",
        "paid",
    )


def test_an_event_can_lie_and_the_truth_can_be_looked_up(shop: Shop, amira: str, product: Product) -> None:
    session = shop.opened(amira)["id"]
    shop.pay(session, **product.here(**{"as": {"data": {"object": {"amount_total": 10**6}}}}))
    event = product.next().event
    true = shop.api.get(f"/events/{event.id}").json()

    assert event.data.object.amount_total == 10**6
    assert event.data.object.currency == "usd"
    assert true["data"]["object"]["amount_total"] == 500


def test_an_endpoint_hears_of_its_own_sessions(
    start: Callable[..., Shop], amira: str, product: Product
) -> None:
    shop = start()
    shop.stage.put(
        "/endpoints", json={"url": product.url, "secrets": [SECRET], "metadata": {"shop": "ours"}}
    ).raise_for_status()
    theirs = shop.opened(amira, **{"metadata[shop]": "theirs"})["id"]
    paid, given_up = (shop.opened(amira, **{"metadata[shop]": "ours"})["id"] for _ in range(2))

    assert shop.pay(theirs)["deliveries"] == []
    assert [each["url"] for each in shop.pay(paid)["deliveries"]] == [product.url]
    shop.api.post(f"/checkout/sessions/{given_up}/expire").raise_for_status()
    heard = [product.next().event for _ in range(2)]
    assert [(event.type, event.data.object.id) for event in heard] == [
        ("checkout.session.completed", paid),
        ("checkout.session.expired", given_up),
    ]
    shop.stage.delete("/endpoints", params={"url": product.url}).raise_for_status()
    assert shop.pay(shop.opened(amira, **{"metadata[shop]": "ours"})["id"])["deliveries"] == []


def test_sessions_are_found_by_whatever_names_the_customer(shop: Shop, amira: str) -> None:
    by_reference = shop.opened(amira)["id"]
    by_metadata = shop.opened(**{"metadata[user_id]": amira})["id"]

    found = shop.told("sessions", whose=amira)
    assert [one["id"] for one in found] == [by_reference, by_metadata]
    assert [one["id"] for one in shop.told("sessions", whose=amira, after=found[0]["seq"])] == [by_metadata]
    assert shop.stage.get("/sessions").status_code == 422


def test_everything_that_was_asked_is_remembered_without_the_key(shop: Shop, amira: str) -> None:
    session = shop.opened(amira)["id"]
    shop.refused(amira, mode=None)
    shop.look(session)

    asked = shop.told("requests", whose=amira)
    assert [(one["method"], one["status"], one["code"]) for one in asked] == [
        ("POST", 200, None),
        ("POST", 400, "parameter_missing"),
        ("GET", 200, None),
    ]
    assert asked[0]["parameters"]["line_items"]["0"]["price_data"]["unit_amount"] == "500"
    assert [one["id"] for one in shop.told("requests", whose=session)] == [asked[0]["id"], asked[2]["id"]]
    assert shop.key not in str(shop.stage.get("/requests").text)


def test_a_fault_meets_one_customer_only_and_until_it_is_mended(shop: Shop, amira: str) -> None:
    session = shop.opened(amira)["id"]
    shop.break_down(to=amira, status=503)

    assert shop.asks(amira).status_code == 503
    assert shop.api.get(f"/checkout/sessions/{session}").status_code == 503
    assert shop.asks("somebody else").status_code == 200
    assert len(shop.told("sessions", whose=amira)) == 1
    shop.stage.delete("/faults", params={"to": amira}).raise_for_status()
    assert shop.asks(amira).status_code == 200


def test_an_error_that_came_after_the_work_is_given_again_under_its_key(shop: Shop, amira: str) -> None:
    shop.break_down(to=amira, status=500, after=True, times=1)

    statuses = [shop.asks(amira, key=amira).status_code for _ in range(2)]

    assert statuses == [500, 500]
    assert len(shop.told("sessions", whose=amira)) == 1


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("/sessions/cs_test_none/pay", {}),
        ("/events/evt_none/deliver", {}),
    ],
)
def test_what_is_not_there_can_not_be_paid(shop: Shop, path: str, order: dict[str, object]) -> None:
    assert shop.stage.post(path, json=order).status_code == 404


def test_an_order_that_makes_no_sense_is_refused(shop: Shop, amira: str) -> None:
    pay = f"/sessions/{shop.opened(amira)['id']}/pay"

    assert shop.stage.post(pay, json={"deliver_to": "http://127.0.0.1:1"}).status_code == 422
    assert shop.stage.post(pay, json={"signed": "somehow"}).status_code == 422
    assert shop.stage.put("/faults", json={"to": amira, "status": 200}).status_code == 422
    assert shop.stage.post("/keys", json={"key": "sk_live_0123456789"}).status_code == 422
    assert httpx.get(f"{shop.url}/backstage/sessions").status_code == 401
