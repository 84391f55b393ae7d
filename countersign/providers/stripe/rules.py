"""What Stripe takes for a checkout session, and in which order it looks."""

import time
from collections.abc import Mapping

import msgspec

from countersign.providers.stripe.currencies import MOST, least_of, written
from countersign.providers.stripe.errors import Refusal, missing, not_played
from countersign.providers.stripe.parameters import Parameters

_PLAYED = (
    *("mode", "line_items", "success_url", "cancel_url", "metadata", "client_reference_id", "customer_email"),
    *("expires_at", "payment_method_types", "currency", "locale", "submit_type", "payment_intent_data"),
    *("expand", "ui_mode"),
)
_KNOWN = (
    *("adaptive_pricing", "after_expiration", "allow_promotion_codes", "automatic_tax", "branding_settings"),
    *("allowed_payment_method_types", "billing_address_collection", "consent_collection", "custom_fields"),
    *("custom_text", "customer", "customer_account", "customer_creation", "customer_update", "discounts"),
    *("excluded_payment_method_types", "integration_identifier", "invoice_creation", "managed_payments"),
    *("name_collection", "optional_items", "origin_context", "payment_method_collection", "permissions"),
    *("payment_method_configuration", "payment_method_data", "payment_method_options", "return_url"),
    *("phone_number_collection", "redirect_on_completion", "saved_payment_method_options", "wallet_options"),
    *("setup_intent_data", "shipping_address_collection", "shipping_options", "subscription_data"),
    "tax_id_collection",
)
_MODES = ("payment", "setup", "subscription")
_METHODS = ("alipay", "bancontact", "card", "eps", "ideal", "klarna", "link", "p24", "paypal", "sepa_debit")
_SOONEST, _LATEST = 30 * 60, 24 * 60 * 60
_MOST_ITEMS = 100


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what is sold."""

    name: str
    description: str | None
    currency: str
    unit_amount: int
    quantity: int

    @property
    def total(self) -> int:
        """What the line costs."""
        return self.unit_amount * self.quantity


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A session that Stripe is ready to open."""

    items: list[Item]
    currency: str
    success_url: str
    cancel_url: str | None
    metadata: Mapping[str, str]
    client_reference_id: str | None
    customer_email: str | None
    methods: list[str]
    locale: str | None
    submit_type: str | None
    payment_metadata: Mapping[str, str]
    expires_at: int

    @property
    def total(self) -> int:
        """What the customer pays."""
        return sum(item.total for item in self.items)


def draft(asked: Parameters) -> Draft:
    """The session that is asked for; a `Refusal` in Stripe's words for what it does not take."""
    asked.only(_PLAYED, _KNOWN)
    _check_mode(asked)
    items = _items(asked)
    success_url = asked.address("success_url")
    if success_url is None:
        raise missing("success_url")
    wanted = Draft(
        items=items,
        currency=_currency(asked, items),
        success_url=success_url,
        cancel_url=asked.address("cancel_url"),
        metadata=asked.metadata(),
        client_reference_id=asked.text("client_reference_id", longest=200),
        customer_email=asked.email("customer_email"),
        methods=asked.choices("payment_method_types", _METHODS) or ["card"],
        locale=asked.text("locale"),
        submit_type=asked.chosen("submit_type", ("auto", "book", "donate", "pay", "subscribe")),
        payment_metadata=_payment_metadata(asked),
        expires_at=_end(asked),
    )
    _check_total(wanted)
    return wanted


def _check_mode(asked: Parameters) -> None:
    mode = asked.chosen("mode", _MODES)
    if mode is None:
        raise missing("mode")
    if mode != "payment":
        raise not_played(f"mode={mode}")
    ui = asked.text("ui_mode")
    if ui not in (None, "hosted", "hosted_page"):
        raise not_played(f"ui_mode={ui}")


def _items(asked: Parameters) -> list[Item]:
    items = [_item(one) for one in asked.items("line_items")]
    if not items:
        raise missing("line_items")
    if len(items) > _MOST_ITEMS:
        raise Refusal(400, f"line_items can have at most {_MOST_ITEMS} entries.", param="line_items")
    return items


def _item(asked: Parameters) -> Item:
    asked.only(("price_data", "quantity"), ("price", "adjustable_quantity", "metadata", "tax_rates"))
    price = asked.branch("price_data")
    if price is None:
        raise Refusal(
            400, "You must provide either price or price_data for each line item when using prices."
        )
    price.only(
        ("currency", "product_data", "unit_amount"),
        ("product", "recurring", "tax_behavior", "unit_amount_decimal"),
    )
    currency = price.currency("currency")
    product = price.branch("product_data")
    if product is None:
        raise missing(price.named("product_data"))
    product.only(("name", "description"), ("images", "metadata", "tax_code", "tax_details", "unit_label"))
    amount = price.whole("unit_amount")
    if amount is None:
        raise missing(price.named("unit_amount"))
    quantity = asked.whole("quantity", least=1)
    if quantity is None:
        raise missing(asked.named("quantity"))
    return Item(
        name=product.needed("name"),
        description=product.text("description"),
        currency=currency,
        unit_amount=amount,
        quantity=quantity,
    )


def _currency(asked: Parameters, items: list[Item]) -> str:
    found = {item.currency for item in items}
    if "currency" in asked:
        found.add(asked.currency("currency"))
    if len(found) > 1:
        raise Refusal(
            400,
            f"All line items must have the same currency; found {', '.join(sorted(found))}.",
            param="currency",
        )
    return items[0].currency


def _payment_metadata(asked: Parameters) -> Mapping[str, str]:
    payment = asked.branch("payment_intent_data")
    if payment is None:
        return {}
    payment.only(("metadata",), ("capture_method", "description", "receipt_email", "setup_future_usage"))
    return payment.metadata()


def _end(asked: Parameters) -> int:
    now = int(time.time())
    end = asked.whole("expires_at")
    if end is None:
        return now + _LATEST
    if end < now + _SOONEST:
        raise _wrong_end("at least 30 minutes")
    if end > now + _LATEST:
        raise _wrong_end("less than 24 hours")
    return end


def _wrong_end(bound: str) -> Refusal:
    told = f"The `expires_at` timestamp must be {bound} from Checkout Session creation."
    return Refusal(400, told, param="expires_at")


def _check_total(wanted: Draft) -> None:
    currency = wanted.currency
    if wanted.total < least_of(currency):
        raise Refusal(
            400,
            f"The Checkout Session's total amount due must add up to at least "
            f"{written(least_of(currency), currency)}",
            code="amount_too_small",
        )
    if wanted.total > MOST:
        raise Refusal(
            400,
            f"The Checkout Session's total amount due must be no more than {written(MOST, currency)}",
            code="amount_too_large",
        )
