"""Whoever tells a gateway of purchases in one scenario: the shop, or somebody who forges its news."""

import copy
import secrets
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from countersign.people.customer import Customer
from countersign.people.gateway_door import GatewayDoor, Reply
from countersign.people.shop_messenger import forged, signed, written

if TYPE_CHECKING:
    from countersign.scenes.gateway_shop import GatewayShop
    from countersign.scenes.referrals import ReferralsScene

NEWS = ("a purchase that the gateway never began", "a checkout that has expired", "something else")
"""What the shop may tell that is no paid purchase here."""


class GatewayNews:
    """Brings news to the gateway's door, and keeps how they were taken."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene

    @property
    def _shop(self) -> "GatewayShop":
        return self._scene.shop

    def forges(self, customer: Customer, credits: Decimal, how: str) -> Reply:
        """Somebody tells of a purchase that is paid, and signs as they can."""
        body = written(self._shop.paid_in_silence(customer, credits))
        return self._knock(body, forged(body, self._shop.secret, how))

    def changes_on_the_way(self, customer: Customer, credits: Decimal) -> Reply:
        """Somebody makes a large purchase of a small one, and leaves the shop's signature as it is."""
        event = self._shop.paid_in_silence(customer, credits)
        true = written(event)
        return self._knock(
            written(_differing(event, amount_total=1_000_000)), signed(true, self._shop.secret)
        )

    def signs_twice(self, customer: Customer, credits: Decimal) -> Reply:
        """The shop signs with the old secret and with the new one."""
        body = written(self._shop.paid_in_silence(customer, credits))
        return self._knock(body, signed(body, self._shop.secret, beside="whsec_of_yesterday"))

    def tells_by_another_event(self) -> Reply:
        """The shop tells of the purchase that it told of last, as if it were news."""
        event = {**self._shop.told.event, "id": f"evt_{secrets.token_hex(12)}"}
        return self.tells(event)

    def tells_of(self, what: str, customer: Customer) -> Reply:
        """The shop tells of something that is no paid purchase of the gateway's."""
        event = self._shop.paid_in_silence(customer, Decimal(5))
        if what == NEWS[0]:
            event = _differing(event, id=f"cs_test_{secrets.token_hex(24)}")
        elif what == NEWS[1]:
            event = _differing(event, status="expired", payment_status="unpaid")
            event["type"] = "checkout.session.expired"
        else:
            event = {**event, "type": "customer.created"}
        return self.tells(event)

    def tells(self, event: Mapping[str, Any]) -> Reply:
        """News, signed as the shop signs them."""
        body = written(event)
        return self._knock(body, signed(body, self._shop.secret))

    def _knock(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        self._replies.append(self._door.ask("POST", self._shop.path, content=body, headers=headers))
        return self.reply

    @property
    def reply(self) -> Reply:
        """How the gateway took what it was told last."""
        if not self._replies:
            raise LookupError("nobody has told the gateway of a purchase yet")
        return self._replies[-1]

    @cached_property
    def _replies(self) -> list[Reply]:
        return []

    @cached_property
    def _door(self) -> GatewayDoor:
        return self._scene.door("the shop")


def _differing(event: Mapping[str, Any], **about: Any) -> dict[str, Any]:
    """The same news, about something else."""
    changed: dict[str, Any] = copy.deepcopy(dict(event))
    changed["data"]["object"].update(about)
    return changed
