"""What a developer expects of Stripe's checkouts, events and webhooks."""

import hashlib
import hmac
import re
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.matchers.provider_answers import OfAnswer

if TYPE_CHECKING:
    from countersign.people.callback_listener import Delivery
    from countersign.people.provider_answers import Answer
    from countersign.people.shop_developer import ShopDeveloper

_SESSION = re.compile(r"cs_test_[0-9A-Za-z]{10,}")
_EVENT = re.compile(r"evt_[0-9A-Za-z]{10,}")
_STALE = 300
"""Seconds after which a signature must not be believed any more."""


class IsCheckout(OfAnswer):
    """Whether a checkout is shown whole, with all that was written onto it, as it stands now."""

    def __init__(self, shop: "ShopDeveloper", status: str, payment: str) -> None:
        self._shop = shop
        self._status = status
        self._payment = payment

    def _matches(self, item: "Answer") -> bool:
        return item.status == 200 and not wrong_fields(item.body, self._shop, self._status, self._payment)

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"show the checkout for {self._shop.cents} cents (200), {self._status} and {self._payment}"
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        wrong = wrong_fields(item.body, self._shop, self._status, self._payment)
        told = f" ({', '.join(wrong)} not as they should be)" if item.status == 200 else ""
        mismatch_description.append_text(f"{item.described()}{told}")


def is_checkout(shop: "ShopDeveloper", status: str, payment: str) -> IsCheckout:
    """The checkout, as it stands now."""
    return IsCheckout(shop, status, payment)


def wrong_fields(body: dict[str, Any], shop: "ShopDeveloper", status: str, payment: str) -> list[str]:
    """The fields of a checkout that are not as they should be."""
    facts: dict[str, Any] = {
        "object": "checkout.session",
        "mode": "payment",
        "status": status,
        "payment_status": payment,
        "amount_total": shop.cents,
        "amount_subtotal": shop.cents,
        "currency": "usd",
        "livemode": False,
        "success_url": "https://gateway.example/thanks",
        "client_reference_id": shop.buyer,
        "metadata": {"user_id": shop.buyer},
    }
    wrong = [name for name, value in facts.items() if name not in body or body[name] != value]
    wrong += ["id"] if not _SESSION.fullmatch(str(body.get("id"))) else []
    has_page = str(body.get("url") or "").startswith(("https://", "http://"))
    wrong += ["url"] if has_page is not (status == "open") else []
    was_paid = str(body.get("payment_intent") or "").startswith("pi_")
    wrong += ["payment_intent"] if was_paid is not (status == "complete") else []
    created, ends = body.get("created"), body.get("expires_at")
    in_order = isinstance(created, int) and isinstance(ends, int) and created < ends
    return wrong if in_order else [*wrong, "created, expires_at"]


class ListsLines(OfAnswer):
    """Whether what is sold is listed: so many of each, at these prices."""

    def __init__(self, prices: list[int]) -> None:
        self._prices = prices

    def _matches(self, item: "Answer") -> bool:
        lines = item.body.get("data")
        if item.status != 200 or item.body.get("object") != "list" or not isinstance(lines, list):
            return False
        found = [
            (line.get("quantity"), (line.get("price") or {}).get("unit_amount"), line.get("amount_total"))
            for line in lines
        ]
        return sorted(found) == sorted((2, price, 2 * price) for price in self._prices)

    def describe_to(self, description: Description) -> None:
        each = ", ".join(f"2 at {price} cents" for price in self._prices)
        description.append_text(f"list what is sold: {each}")


def lists_lines(prices: list[int]) -> ListsLines:
    """Two of each, at these prices."""
    return ListsLines(prices)


class IsSameAnswer(OfAnswer):
    """Whether a repeated request was answered with what it was answered before, and marked as repeated."""

    def __init__(self, session: str) -> None:
        self._session = session

    def _matches(self, item: "Answer") -> bool:
        replayed = item.headers.get("idempotent-replayed") == "true"
        return item.status == 200 and replayed and item.body.get("id") == self._session

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"answer with the checkout {self._session} again, marked by the header Idempotent-Replayed"
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        header = item.headers.get("idempotent-replayed", "absent")
        mismatch_description.append_text(
            f"it was {item.body.get('id')}, with the header {header}: {item.described()}"
        )


def is_same_answer(session: str) -> IsSameAnswer:
    """That checkout, once more."""
    return IsSameAnswer(session)


class IsOnly(BaseMatcher["list[str]"]):
    """Whether one checkout was opened, and no other."""

    def _matches(self, item: list[str]) -> bool:
        return len(item) == 1

    def describe_to(self, description: Description) -> None:
        description.append_text("have opened one checkout for the buyer")

    def describe_mismatch(self, item: list[str], mismatch_description: Description) -> None:
        mismatch_description.append_text(f"it has opened {len(item)}: {', '.join(item) or 'none'}")


def is_only() -> IsOnly:
    """One checkout."""
    return IsOnly()


class IsEvent(OfAnswer):
    """Whether an event is shown, with the checkout as it was then."""

    def __init__(self, kind: str, shop: "ShopDeveloper", status: str, payment: str) -> None:
        self._kind = kind
        self._expected = (shop, status, payment)

    def _matches(self, item: "Answer") -> bool:
        return item.status == 200 and not wrong_in_event(item.body, self._kind, *self._expected)

    def describe_to(self, description: Description) -> None:
        _, status, payment = self._expected
        description.append_text(f"show the event {self._kind}, with the checkout {status} and {payment}")

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        wrong = wrong_in_event(item.body, self._kind, *self._expected)
        told = f" ({', '.join(wrong)} not as they should be)" if item.status == 200 else ""
        mismatch_description.append_text(f"{item.described()}{told}")


def is_event(kind: str, shop: "ShopDeveloper", status: str, payment: str) -> IsEvent:
    """That event, about the developer's last checkout."""
    return IsEvent(kind, shop, status, payment)


def wrong_in_event(
    event: dict[str, Any], kind: str, shop: "ShopDeveloper", status: str, payment: str
) -> list[str]:
    """The fields of an event that are not as they should be."""
    about = (event.get("data") or {}).get("object") or {}
    fine = {
        "id": _EVENT.fullmatch(str(event.get("id"))) is not None,
        "object": event.get("object") == "event",
        "type": event.get("type") == kind,
        "created": isinstance(event.get("created"), int),
        "livemode": event.get("livemode") is False,
        "api_version": bool(event.get("api_version")),
        "data.object.id": about.get("id") == shop.session,
    }
    wrong = [name for name, is_fine in fine.items() if not is_fine]
    return wrong + [f"data.object.{name}" for name in wrong_fields(about, shop, status, payment)]


class IsBrought(BaseMatcher["list[Delivery]"]):
    """Whether these events were brought in turn, each signed with every secret that holds."""

    def __init__(self, shop: "ShopDeveloper", told: list[tuple[str, str, str]]) -> None:
        self._shop = shop
        self._told = told

    def _matches(self, item: "list[Delivery]") -> bool:
        return len(item) == len(self._told) and not any(self._wrong(item))

    def _wrong(self, item: "list[Delivery]") -> list[list[str]]:
        """What is wrong with each delivery."""
        return [
            wrong_in_event(each.document, kind, self._shop, status, payment)
            + [f"signature {number}" for number in unsigned(each, self._shop.secrets)]
            for each, (kind, status, payment) in zip(item, self._told, strict=False)
        ]

    def describe_to(self, description: Description) -> None:
        each = ", then ".join(f"{kind} ({status}, {payment})" for kind, status, payment in self._told)
        description.append_text(f"bring {each}, each once and signed")

    def describe_mismatch(self, item: "list[Delivery]", mismatch_description: Description) -> None:
        came = ", ".join(str(each.document.get("type")) for each in item) or "nothing"
        wrong = [", ".join(one) for one in self._wrong(item) if one]
        told = f" ({'; '.join(wrong)} not as they should be)" if wrong else ""
        mismatch_description.append_text(f"it brought {came}{told}")


def is_brought(shop: "ShopDeveloper", *told: tuple[str, str, str]) -> IsBrought:
    """These events, each with what the checkout is and how it is paid."""
    return IsBrought(shop, list(told))


class ComesUntilTaken(BaseMatcher["list[Delivery]"]):
    """Whether one event came so often, after pauses that grow, signed anew each time."""

    def __init__(self, times: int, shop: "ShopDeveloper") -> None:
        self._times = times
        self._shop = shop

    def _matches(self, item: "list[Delivery]") -> bool:
        return (
            [each.status < 300 for each in item] == [False] * (self._times - 1) + [True]
            and len({each.body for each in item}) == 1
            and not any(unsigned(each, self._shop.secrets) for each in item)
            and all(before < after for before, after in pairwise(_pauses(item)))
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"bring the very same event {self._times} times, each time later and signed, until it is taken"
        )

    def describe_mismatch(self, item: "list[Delivery]", mismatch_description: Description) -> None:
        answers = ", ".join(str(each.status) for each in item) or "no"
        pauses = ", ".join(f"{pause:.2f} s" for pause in _pauses(item)) or "no pause"
        events = len({each.body for each in item})
        mismatch_description.append_text(
            f"it was answered {answers}, with {pauses} between, and brought {events} different bodies"
        )


def comes_until_taken(times: int, shop: "ShopDeveloper") -> ComesUntilTaken:
    """So many tries, of which the last is taken."""
    return ComesUntilTaken(times, shop)


def unsigned(delivery: "Delivery", secrets: list[str]) -> list[int]:
    """Which of the secrets, counted from 1, a delivery is not freshly signed with."""
    fields = [part.partition("=") for part in delivery.headers.get("stripe-signature", "").split(",")]
    at = next((value for name, _, value in fields if name == "t"), "")
    given = [value for name, _, value in fields if name == "v1"]
    if not at.isdecimal() or abs(time.time() - int(at)) > _STALE:
        return list(range(1, len(secrets) + 1))
    signed = at.encode() + b"." + delivery.body
    right = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return [number for number, expected in enumerate(right, 1) if expected not in given]


def _pauses(deliveries: "list[Delivery]") -> list[float]:
    return [after.at - before.at for before, after in pairwise(deliveries)]
