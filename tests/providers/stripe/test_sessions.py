"""Opening sessions over the bare wire: what is taken, what is refused, and in which words."""

import base64
import time

import httpx
import pytest

from countersign.errors import UserError
from countersign.providers.stripe import stripe_app

from .scene import Shop, form, new_key, somebody


def test_a_session_shows_what_was_asked(shop: Shop, amira: str) -> None:
    before = int(time.time())
    opened = shop.opened(
        amira, **{"metadata[user_id]": "7", "metadata[empty]": "", "customer_email": "a@b.example"}
    )

    assert opened["id"].startswith("cs_test_")
    assert (opened["object"], opened["livemode"], opened["mode"]) == ("checkout.session", False, "payment")
    assert (opened["amount_total"], opened["amount_subtotal"], opened["currency"]) == (500, 500, "usd")
    assert (opened["status"], opened["payment_status"], opened["payment_intent"]) == ("open", "unpaid", None)
    assert opened["metadata"] == {"user_id": "7", "empty": ""}
    assert opened["client_reference_id"] == amira
    assert before + 86400 <= opened["expires_at"] <= int(time.time()) + 86400
    assert shop.look(opened["id"]) == opened


def test_lines_are_added_up(shop: Shop) -> None:
    more = {
        "line_items[0][quantity]": "3",
        "line_items[1][price_data][currency]": "USD",
        "line_items[1][price_data][unit_amount]": "25",
        "line_items[1][price_data][product_data][name]": "Fee",
        "line_items[1][quantity]": "2",
    }

    assert shop.opened(**more)["amount_total"] == 1550


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"success_url": None}, ("parameter_missing", "success_url")),
        ({"mode": None}, ("parameter_missing", "mode")),
        ({"line_items[0][quantity]": None}, ("parameter_missing", "line_items[0][quantity]")),
        ({"favourite_colour": "blue"}, ("parameter_unknown", "favourite_colour")),
        ({"line_items[0][colour]": "blue"}, ("parameter_unknown", "line_items[0][colour]")),
        ({"mode": ""}, ("parameter_invalid_empty", "mode")),
        ({"mode": "gift"}, (None, "mode")),
        ({"success_url": "gateway"}, ("url_invalid", "success_url")),
        ({"customer_email": "amira"}, ("email_invalid", "customer_email")),
        ({"line_items[0][price_data][currency]": "xyz"}, (None, "line_items[0][price_data][currency]")),
        (
            {"line_items[0][price_data][unit_amount]": "5.00"},
            ("parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ),
        (
            {"line_items[0][price_data][unit_amount]": "-5"},
            ("parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ),
        ({"line_items[0][price_data][unit_amount]": "49"}, ("amount_too_small", None)),
        ({"line_items[0][price_data][unit_amount]": "100000000"}, ("amount_too_large", None)),
        ({"expires_at": "1"}, (None, "expires_at")),
        ({"metadata[note]": "x" * 501}, (None, "metadata")),
        ({"metadata": "x"}, (None, "metadata")),
        ({"payment_method_types[0]": "shells"}, (None, "payment_method_types[0]")),
        ({"line_items[0]": "one"}, (None, "line_items[0][price_data][currency]")),
    ],
    ids=str,
)
def test_what_is_not_in_order_is_refused(
    shop: Shop, changes: dict[str, str | None], error: tuple[str | None, str | None]
) -> None:
    # What is changed comes first, so that a name that means two things is met in both orders.
    answer = shop.api.post(
        "/checkout/sessions",
        data={**{k: v for k, v in changes.items() if v}, **form(**changes)},  # type: ignore[arg-type]
    )
    told = answer.json()["error"]

    assert answer.status_code == 400
    assert (told.get("code"), told.get("param")) == error
    assert told["type"] == "invalid_request_error"


def test_what_is_not_played_is_not_passed_over(shop: Shop) -> None:
    assert shop.refused(mode="setup")[0] == 501
    assert shop.refused(customer="cus_1")[0] == 501
    assert shop.refused(**{"expand[0]": "payment_intent"})[0] == 501


def test_only_a_form_is_read(shop: Shop) -> None:
    answer = shop.api.post("/checkout/sessions", json={"mode": "payment"})

    assert answer.status_code == 400
    assert "application/x-www-form-urlencoded" in answer.json()["error"]["message"]


def test_a_form_is_read_to_its_end_and_no_deeper_than_makes_sense(shop: Shop) -> None:
    asked = {**form(), "a" + "[b]" * 500: "c"}
    deep = shop.api.post("/checkout/sessions", data=asked)
    many = shop.api.post("/checkout/sessions", data={f"metadata[{number}]": "x" for number in range(2_001)})
    latin = shop.api.post(
        "/checkout/sessions",
        content="metadata[name]=caf\xe9".encode("latin-1"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    by_query = shop.api.post("/checkout/sessions?expand[]=line_items", data=form())

    assert [answer.status_code for answer in (deep, many, latin)] == [400, 400, 400]
    assert by_query.json()["line_items"]["data"][0]["amount_total"] == 500


def test_a_key_opens_in_both_ways_and_no_other_key_does(shop: Shop) -> None:
    url = f"{shop.url}/v1/balance"
    key = new_key()

    assert httpx.get(url, auth=(shop.key, "")).status_code == 200
    assert httpx.get(url).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Basic !"}).status_code == 401
    wrong = httpx.get(url, headers={"Authorization": f"Bearer {key}"})
    assert wrong.status_code == 401
    told = wrong.json()["error"]["message"]
    assert told.startswith("Invalid API Key provided: sk_test_*")
    assert told.endswith(key[-4:])
    assert key not in told
    assert base64.b64encode(key.encode()).decode() not in told


def test_another_account_finds_nothing(shop: Shop, amira: str) -> None:
    stranger = new_key()
    shop.stage.post("/keys", json={"key": stranger}).raise_for_status()
    session = shop.opened(amira)["id"]
    event = shop.pay(session)["event"]["id"]
    headers = {"Authorization": f"Bearer {stranger}"}

    assert shop.api.get(f"/checkout/sessions/{session}").status_code == 200
    for path in (f"checkout/sessions/{session}", f"events/{event}"):
        answer = httpx.get(f"{shop.url}/v1/{path}", headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "resource_missing")
    assert httpx.get(f"{shop.url}/v1/events", headers=headers).json()["data"] == []


def test_a_live_key_is_refused_in_a_sentence() -> None:
    for key in ("sk_live_0123456789", "rk_live_0123456789"):
        with pytest.raises(UserError, match="use a key of test mode"):
            stripe_app(backstage_token="t", api_keys=[key])


def test_an_unknown_place_is_told(shop: Shop) -> None:
    answer = shop.api.get("/nothing")
    assert shop.api.get("/checkout/sessions/7").json()["error"]["message"] == "Invalid checkout.session id: 7"
    with_slash = shop.api.get("/balance/")

    assert (answer.status_code, with_slash.status_code) == (404, 404)
    assert answer.json()["error"]["message"].startswith("Unrecognized request URL (GET: /v1/nothing)")
    assert answer.headers["request-id"].startswith("req_")


def test_a_version_is_echoed_and_a_wrong_one_refused(shop: Shop) -> None:
    right = shop.api.get("/balance", headers={"Stripe-Version": "2024-06-20"})
    wrong = shop.api.get("/balance", headers={"Stripe-Version": "latest"})

    assert (right.status_code, right.headers["stripe-version"]) == (200, "2024-06-20")
    assert (wrong.status_code, wrong.json()["error"]["message"]) == (
        400,
        "Invalid Stripe API version: latest",
    )


def test_what_was_refused_frees_its_key(shop: Shop, amira: str) -> None:
    key = somebody()

    assert shop.asks(amira, key=key, mode=None).status_code == 400
    first, again = shop.asks(amira, key=key), shop.asks(amira, key=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["original-request"] == first.headers["request-id"]
    elsewhere = shop.api.post(
        f"/checkout/sessions/{first.json()['id']}/expire", headers={"Idempotency-Key": key}
    )
    assert (elsewhere.status_code, elsewhere.json()["error"]["type"]) == (400, "idempotency_error")


def test_a_session_ends_once(shop: Shop, amira: str) -> None:
    paid, expired = shop.opened(amira)["id"], shop.opened(amira)["id"]
    shop.pay(paid)
    shop.api.post(f"/checkout/sessions/{expired}/expire").raise_for_status()

    assert shop.look(paid)["status"] == "complete"
    assert shop.look(expired)["status"] == "expired"
    for session, status in ((paid, "complete"), (expired, "expired")):
        answer = shop.api.post(f"/checkout/sessions/{session}/expire")
        assert answer.status_code == 400
        assert answer.json()["error"]["message"].endswith(f"has a status of `{status}`.")
        assert shop.stage.post(f"/sessions/{session}/pay", json={}).status_code == 409
