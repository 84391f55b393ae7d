"""Where credits are paid in one scenario: the shop, its news of purchases, and whoever forges them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from countersign.adversity.race import let_go_together
from countersign.adversity.troubles import Trouble
from countersign.errors import UserError
from countersign.people.customer import Customer
from countersign.people.customer_facts import Checkout
from countersign.people.shop_messenger import news
from countersign.people.shop_stage import Bringing, Payment, ShopStage

if TYPE_CHECKING:
    from countersign.scenes.referrals import ReferralsScene

CENTS = 100
"""So many cents are a dollar, which is a credit."""

TROUBLES: Mapping[str, Mapping[str, Any]] = {"is down": {"status": 503}, "hangs up": {"status": 0}}
"""How the shop fails, as the features say it and as its stand-in is told."""


class GatewayShop:
    """Pays for customers, and tells the gateway of it."""

    def __init__(self, scene: "ReferralsScene") -> None:
        self._scene = scene
        self.last: Payment | None = None
        """The purchase that was told last."""

    # ---- paying

    def sells(self, customer: Customer, credits: Decimal, *, times: int = 1) -> None:
        """The customer buys so many credits, and the shop tells of it, so many times one after the other."""
        checkout = self.opens(customer, credits)
        self.last = self._paid(checkout, customer)
        _must_be_taken(self.told)
        for _ in range(times - 1):
            self.tells_again()
        _must_be_taken(self.told)

    def sells_alone(self, customer: Customer, credits: Decimal) -> None:
        """The same, while others buy too."""
        payment = self._paid(self.opens(customer, credits), customer)
        _must_be_taken(payment)

    def opens(self, customer: Customer, credits: Decimal) -> Checkout:
        """The customer is led to the shop, where nothing is paid yet."""
        customer.opens_checkout(_cents(credits))
        customer.must("be led to a checkout")
        return customer.checkout()

    def completes_unpaid(self, customer: Customer, credits: Decimal) -> None:
        """The customer goes through with it, and the money does not come."""
        checkout = self.opens(customer, credits)
        self.last = self.stage.pay(checkout.session_id, self._to_gateway(customer), paid=False)
        _must_be_taken(self.told)

    def tells_again(self, url: str | None = None) -> None:
        """The shop tells once more of the purchase that it told of last."""
        self.last = self.stage.bring_again(self.told.event_id, self._bringing(url or self.webhooks[0]))

    def _paid(self, checkout: Checkout, customer: Customer) -> Payment:
        return self.stage.pay(checkout.session_id, self._to_gateway(customer))

    def has_sold(self, customer: Customer, credits: Decimal) -> None:
        """The customer has bought so many, and looks at the account."""
        self.sells(customer, credits)
        customer.notes_account()

    def begins(self, customer: Customer, credits: Decimal) -> None:
        """The customer asks for a checkout, whatever comes of it."""
        customer.opens_checkout(_cents(credits))

    def tells_again_taken(self) -> None:
        """The shop tells once more of the purchase that it told of last, and is heard."""
        self.tells_again()
        _must_be_taken(self.told)

    def told_in_trouble(self, customer: Customer, credits: Decimal, trouble: Trouble) -> None:
        """The shop tells of a purchase while the gateway can't write it down; it must not say that it did."""
        checkout = self.opens(customer, credits)
        self._scene.troubles.begin(trouble)
        self.last = self._paid(checkout, customer)
        if any(status is not None and status < 300 for status in self.last.statuses):
            raise AssertionError(
                f"The gateway should not take news that it can't write down, but answered "
                f"{self.last.statuses}."
            )

    # ---- at the same moment

    def sells_several_at_once(self, customer: Customer, credits: Decimal, number: int) -> None:
        """The customer pays several checkouts, and the gateway hears of all of them at the same moment."""
        self.tells_together([self.paid_in_silence(customer, credits) for _ in range(number)])

    def sells_with_echo(self, customer: Customer, credits: Decimal, times: int) -> None:
        """The customer pays, and the shop tells of it so often at the same moment, all processes in turn."""
        self.last = self._silently_paid(self.opens(customer, credits))
        self.tells_together([self.told.event] * times)

    def paid_in_silence(self, customer: Customer, credits: Decimal) -> Mapping[str, Any]:
        """The customer pays, and the gateway has not heard of it yet: what it will be told."""
        self.last = self._silently_paid(self.opens(customer, credits))
        return self.last.event

    def tells_together(self, events: Sequence[Mapping[str, Any]]) -> None:
        """All of these arrive at the same moment; one of each must be taken."""
        urls = self.webhooks
        posts = [news(urls[number % len(urls)], event, self.secret) for number, event in enumerate(events)]
        volley = let_go_together(posts)
        self._scene.rush.notes(volley, "news of purchases")
        if not any(arrival.status == 200 for arrival in volley.arrivals):
            told = "; ".join(f"{arrival.status}: {arrival.body[:80]}" for arrival in volley.arrivals)
            raise AssertionError(
                f"The gateway should take what the shop tells of a purchase, but answers {told}."
            )

    def _silently_paid(self, checkout: Checkout) -> Payment:
        # Without an address, and with no endpoint that wants to hear of it, nobody is told.
        return self.stage.pay(checkout.session_id, Bringing())

    # ---- beside the way

    def must_be_at(self, customer: Customer, cents: int) -> None:
        """The checkout is there, open, for that amount and for that customer."""
        checkout = customer.checkout()
        kept = self.stage.session(checkout.session_id)
        others = {str(value) for value in (kept.client_reference_id, *kept.metadata.values())}
        own = customer.user_id in others or customer.whose in others
        if (kept.amount_total, kept.currency, kept.status, own) != (cents, "usd", "open", True):
            raise AssertionError(
                f"{customer.name} should be led to a checkout of {cents} cents in her own name, but it is "
                f"over "
                f"{kept.amount_total} {kept.currency}, {kept.status}, for {kept.metadata or 'nobody'}."
            )
        if not checkout.url or checkout.url != kept.url:
            raise AssertionError(
                f"{customer.name} should be led to {kept.url}, but is led to {checkout.url or 'no page'}."
            )

    def offers_nothing_to(self, customer: Customer) -> None:
        """Nothing was begun in the name of this customer."""
        found = self.stage.sessions_of(customer.user_id)
        if found:
            raise AssertionError(
                f"Nothing should be on offer for {customer.name} at the shop, but there is a checkout over "
                f"{found[-1].amount_total} {found[-1].currency}."
            )

    def fails_for(self, customer: Customer, trouble: str) -> None:
        """From now on the shop fails for this customer."""
        self.stage.break_for(customer.user_id, TROUBLES[trouble])
        self._scene.around.leave.callback(self.stage.mend_for, customer.user_id)

    def works_for(self, customer: Customer) -> None:
        """The shop works again."""
        self.stage.mend_for(customer.user_id)

    @cached_property
    def stage(self) -> ShopStage:
        """The customers' side of the stand-in."""
        return ShopStage(self._scene.standin_door("stripe"))

    @property
    def webhooks(self) -> list[str]:
        """Where each process of the gateway hears of purchases."""
        return [f"{url.rstrip('/')}{self.path}" for url in self._scene.base_urls]

    @property
    def path(self) -> str:
        return self._scene.section.paths.webhook

    @property
    def secret(self) -> str:
        secret = self._scene.section.webhook_secret
        if secret is None:
            source = self._scene.around.source
            raise UserError(f"{source}: a step plays the shop, but there is no referrals.webhook_secret.")
        return secret

    @property
    def told(self) -> Payment:
        if self.last is None:
            raise LookupError("nobody has bought anything yet")
        return self.last

    def _to_gateway(self, customer: Customer) -> Bringing:
        if self._scene.section.webhook_secret is None:
            return Bringing()  # to the endpoint that the deployment has registered
        return self._bringing(f"{str(customer.door.client.base_url).rstrip('/')}{self.path}")

    def _bringing(self, url: str) -> Bringing:
        return Bringing(deliver_to=url, secret=self.secret)


def _must_be_taken(payment: Payment) -> None:
    for one in payment.deliveries:
        if one.status is None or not 200 <= one.status < 300:
            raise AssertionError(
                f"The gateway should take what the shop tells of a purchase, "
                f"but it answered {one.status}: {one.said[:200]}."
            )


def _cents(credits: Decimal) -> int:
    cents = credits * CENTS
    if cents != int(cents):
        raise LookupError(f"nobody can buy {credits} credits: that is no whole number of cents")
    return int(cents)
