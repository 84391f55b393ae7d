"""Checkout sessions: opened for what is sold, then paid or expired, and looked up all the while."""

import time
from dataclasses import dataclass, field
from typing import Any, Literal

from countersign.providers.journal import KEPT
from countersign.providers.stripe.ids import new_id
from countersign.providers.stripe.keys import Account
from countersign.providers.stripe.rules import Draft, Item

Status = Literal["open", "complete", "expired"]
PaymentStatus = Literal["unpaid", "paid"]

_ALWAYS_NULL = (
    *("after_expiration", "allow_promotion_codes", "billing_address_collection", "client_secret", "consent"),
    *("consent_collection", "currency_conversion", "customer", "invoice", "payment_link", "recovered_from"),
    *("payment_method_configuration_details", "return_url", "saved_payment_method_options", "setup_intent"),
    *("shipping_address_collection", "shipping_cost", "subscription", "wallet_options", "origin_context"),
)


@dataclass(eq=False)
class Session:
    """One session."""

    account: Account
    draft: Draft
    page: str
    """Where the customer is sent to pay."""
    id: str = field(default_factory=lambda: new_id("cs_test_"))
    created: int = field(default_factory=lambda: int(time.time()))
    paid: PaymentStatus = "unpaid"
    payment_intent: str | None = None
    _ended: Status | None = None

    @property
    def status(self) -> Status:
        """Open until it is completed, or its time is over."""
        if self._ended is None and time.time() >= self.draft.expires_at:
            return "expired"
        return self._ended or "open"

    def complete(self, *, paid: bool) -> None:
        """The customer has gone through with it; money that comes later leaves it unpaid for now."""
        self._ended = "complete"
        self.paid = "paid" if paid else "unpaid"
        self.payment_intent = self.payment_intent or new_id("pi_")

    def expire(self) -> None:
        """Nobody can pay any more."""
        self._ended = "expired"

    def whose(self) -> list[str]:
        """By what it can be found: its name, and whatever the product has written onto it."""
        draft = self.draft
        given = (self.id, draft.client_reference_id, draft.customer_email, *draft.metadata.values())
        return [one for one in given if one]

    def lines(self) -> dict[str, Any]:
        """The list of what is sold."""
        return {
            "object": "list",
            "data": [self._line(number, item) for number, item in enumerate(self.draft.items)],
            "has_more": False,
            "url": f"/v1/checkout/sessions/{self.id}/line_items",
        }

    def as_resource(self) -> dict[str, Any]:
        """The `checkout.session` as the API shows it."""
        draft = self.draft
        return {
            "id": self.id,
            "object": "checkout.session",
            **dict.fromkeys(_ALWAYS_NULL),
            "adaptive_pricing": {"enabled": False},
            "amount_subtotal": draft.total,
            "amount_total": draft.total,
            "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
            "cancel_url": draft.cancel_url,
            "client_reference_id": draft.client_reference_id,
            "collected_information": None,
            "created": self.created,
            "currency": draft.currency,
            "custom_fields": [],
            "custom_text": {
                "after_submit": None,
                "shipping_address": None,
                "submit": None,
                "terms_of_service_acceptance": None,
            },
            "customer_creation": "if_required",
            "customer_details": self._customer(),
            "customer_email": draft.customer_email,
            "discounts": [],
            "expires_at": draft.expires_at,
            "invoice_creation": {"enabled": False},
            "livemode": False,
            "locale": draft.locale,
            "metadata": dict(draft.metadata),
            "mode": "payment",
            "payment_intent": self.payment_intent,
            "payment_method_collection": "if_required",
            "payment_method_options": {},
            "payment_method_types": draft.methods,
            "payment_status": self.paid,
            "permissions": None,
            "phone_number_collection": {"enabled": False},
            "shipping_options": [],
            "status": self.status,
            "submit_type": draft.submit_type,
            "success_url": draft.success_url,
            "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
            "ui_mode": "hosted_page",
            "url": self.page + self.id if self.status == "open" else None,
        }

    def _customer(self) -> dict[str, Any] | None:
        """Whoever has paid, as far as it is known."""
        if self.status != "complete":
            return None
        address = dict.fromkeys(("city", "line1", "line2", "postal_code", "state"))
        return {
            "address": {**address, "country": "US"},
            "business_name": None,
            "email": self.draft.customer_email or "customer@countersign.example",
            "individual_name": None,
            "name": "Countersign Customer",
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        }

    def _line(self, number: int, item: Item) -> dict[str, Any]:
        mark = f"{self.id.removeprefix('cs_test_')[:20]}{number:04}"
        return {
            "id": f"li_{mark}",
            "object": "item",
            "amount_discount": 0,
            "amount_subtotal": item.total,
            "amount_tax": 0,
            "amount_total": item.total,
            "currency": item.currency,
            "description": item.name,
            "price": {
                "id": f"price_{mark}",
                "object": "price",
                "active": False,
                "billing_scheme": "per_unit",
                "created": self.created,
                "currency": item.currency,
                "livemode": False,
                "metadata": {},
                "nickname": None,
                "product": f"prod_{mark}",
                "recurring": None,
                "type": "one_time",
                "unit_amount": item.unit_amount,
                "unit_amount_decimal": str(item.unit_amount),
            },
            "quantity": item.quantity,
        }


class Sessions:
    """The newest sessions of all accounts."""

    def __init__(self) -> None:
        self._by_id: dict[str, Session] = {}

    def keep(self, session: Session) -> None:
        """Remember a session; the oldest are forgotten, as a stand-in may run for weeks."""
        self._by_id[session.id] = session
        if len(self._by_id) > KEPT:
            del self._by_id[next(iter(self._by_id))]

    def find(self, name: str) -> Session | None:
        """The session with that name, whoever's it is."""
        return self._by_id.get(name)
