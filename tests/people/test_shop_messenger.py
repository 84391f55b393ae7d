import time

import pytest

from countersign.people.shop_messenger import SIGNATURES, forged, signed, written
from countersign.sandbox.referrals.signature import holds

SECRET = "whsec_of_the_gateway"  # pragma: allowlist secret
EVENT = {"id": "evt_1", "type": "checkout.session.completed"}
BODY = written(EVENT)


def is_believed(headers: dict[str, str], body: bytes = BODY) -> bool:
    return holds(headers.get("Stripe-Signature", ""), body, SECRET, time.time())


def test_what_the_shop_signs_is_believed() -> None:
    assert is_believed(signed(BODY, SECRET))
    assert is_believed(signed(BODY, SECRET, beside="whsec_of_yesterday"))
    assert not is_believed(signed(BODY, SECRET), written({**EVENT, "id": "evt_2"}))


@pytest.mark.parametrize("how", SIGNATURES)
def test_what_is_forged_is_not(how: str) -> None:
    assert not is_believed(forged(BODY, SECRET, how))
