"""What the developer of a product that sells does and finds, played against the Stripe stand-in."""

import hashlib
import hmac
import json
import time

import pytest

from countersign.errors import UserError
from countersign.matchers.judging import judge
from countersign.matchers.stripe_answers import is_brought, is_checkout, lists_lines, unsigned
from countersign.people.callback_listener import Delivery, Reply
from countersign.people.shop_developer import MISTAKES, PROMISE_AND_MONEY, ShopDeveloper
from countersign.people.shop_stage import Bringing
from countersign.target import Patience
from countersign.world import World


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_can_t_be_sold_is_refused(here: World, mistake: str) -> None:
    here.providers.shop.tries(mistake)

    assert here.providers.answer.status == 400


def test_each_scenario_sells_to_a_buyer_of_its_own(here: World) -> None:
    shop = here.providers.shop
    shop.opens_for([500, 25])
    judge("Stripe", here.providers.answer, is_checkout(shop, "open", "unpaid"))
    shop.lists_lines()
    judge("Stripe", here.providers.answer, lists_lines([25, 500]))
    with pytest.raises(AssertionError, match="list what is sold: 2 at 500 cents"):
        judge("Stripe", here.providers.answer, lists_lines([500]))
    assert shop.opened == [shop.session]


def test_a_checkout_that_differs_is_told_by_its_fields(here: World) -> None:
    shop = here.providers.shop
    shop.opens(1000)
    shop.cents = 999

    with pytest.raises(
        AssertionError, match=r"\(status, amount_total, amount_subtotal, url, payment_intent not"
    ):
        judge("Stripe", here.providers.answer, is_checkout(shop, "complete", "unpaid"))


def test_what_is_brought_is_told_by_what_is_wrong_with_it(here: World) -> None:
    shop = here.providers.shop
    shop.listens(Reply(200))
    shop.opens(1000)
    shop.is_paid(at_once=False)
    shop.is_paid()
    heard = shop.heard(2)

    judge("Stripe", heard, is_brought(shop, *PROMISE_AND_MONEY))
    with pytest.raises(AssertionError, match=r"but it brought checkout\.session\.completed, checkout"):
        judge("Stripe", heard, is_brought(shop, PROMISE_AND_MONEY[0]))
    shop.rolls_secret()
    with pytest.raises(AssertionError, match="signature 2"):
        judge("Stripe", heard, is_brought(shop, *PROMISE_AND_MONEY))


def test_faults_end_with_the_scenario(here: World) -> None:
    shop = here.providers.shop
    shop.is_in_trouble("too often")
    assert shop.opens(1000).status == 429
    shop.leaves()
    assert shop.opens(1000).status == 200


def test_an_answer_that_is_not_lost_is_no_success(here: World) -> None:
    with pytest.raises(AssertionError, match="should have been lost"):
        here.providers.shop.opens_in_vain(1000)


def test_what_nobody_knows_is_told(here: World) -> None:
    shop = here.providers.shop
    with pytest.raises(LookupError, match="known are without anything to sell"):
        shop.tries("on the moon")
    with pytest.raises(LookupError, match="known are too often"):
        shop.is_in_trouble("on the moon")
    with pytest.raises(LookupError, match="nobody listens"):
        shop.heard(1)


def test_what_happens_backstage_needs_a_stand_in(here: World) -> None:
    bare = ShopDeveloper(here.providers.shop._wire, "sk_test_1", "b", None, lambda: None, Patience())  # type: ignore[arg-type,return-value]

    with pytest.raises(UserError, match=r"tag the scenario with @needs.faults"):
        bare.is_paid()


def test_an_event_is_brought_again_and_may_be_forged(here: World) -> None:
    shop = here.providers.shop
    shop.listens()
    shop.opens(1000)
    paid = shop.stage.pay(shop.session, Bringing())
    url = str(paid.deliveries[0].url)
    forged = shop.stage.bring_again(
        paid.event_id,
        Bringing(
            deliver_to=url,
            secret=shop.secrets[0],
            times=2,
            signed="with another secret",
            differing={"data": {"object": {"amount_total": 1}}},
        ),
    )

    assert (paid.statuses, forged.statuses) == ([200], [200, 200])
    heard = shop.heard(3)
    assert [unsigned(each, shop.secrets) for each in heard] == [[], [1], [1]]
    assert [each.document["data"]["object"]["amount_total"] for each in heard] == [1000, 1, 1]
    assert len(shop.stage.deliveries(shop.session)) == 3
    assert [one.path for one in shop.stage.requests(shop.buyer)] == ["/v1/checkout/sessions"]
    assert shop.stage.session(shop.session).payment_status == "paid"


@pytest.mark.parametrize(
    ("age", "scheme", "expected"),
    [(0, "v1", []), (290, "v1", []), (301, "v1", [1]), (-310, "v1", [1]), (0, "v0", [1])],
)
def test_a_signature_is_fresh_and_of_the_right_scheme(age: int, scheme: str, expected: list[int]) -> None:
    at, body = int(time.time()) - age, json.dumps({"id": "evt_1"}).encode()
    digest = hmac.new(b"whsec_1", f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"stripe-signature": f"t={at},{scheme}={digest}"}

    assert unsigned(Delivery(0.0, "/", headers, body, 200), ["whsec_1"]) == expected
