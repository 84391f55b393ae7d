"""A developer whose product sells through Stripe, over the bare wire, also wrongly on purpose."""

import secrets
import time
from collections.abc import Callable, Mapping
from itertools import pairwise

from countersign.errors import UserError
from countersign.people.callback_listener import CallbackListener, Delivery, Reply
from countersign.people.provider_answers import Answer, ServiceWire
from countersign.people.shop_stage import Bringing, Endpoint, ShopStage
from countersign.target import Patience

Form = dict[str, str]

BUYER = "user_id"
"""What the product writes onto a checkout, to know again who has bought."""
_SESSIONS = "/v1/checkout/sessions"
_AMOUNT = "line_items[0][price_data][unit_amount]"
_CURRENCY = "line_items[0][price_data][currency]"

MISTAKES: Mapping[str, Callable[[Form], Form]] = {
    "without anything to sell": lambda form: {k: v for k, v in form.items() if "line_items" not in k},
    "without a way back": lambda form: {k: v for k, v in form.items() if k != "success_url"},
    "with a parameter that nobody knows": lambda form: form | {"favourite_colour": "blue"},
    "with an empty mode": lambda form: form | {"mode": ""},
    "in an unknown mode": lambda form: form | {"mode": "gift"},
    "with a way back that is no address": lambda form: form | {"success_url": "back"},
    "for an e-mail address that is none": lambda form: form | {"customer_email": "amira"},
    "for a broken amount": lambda form: form | {_AMOUNT: "9.99"},
    "for less than nothing": lambda form: form | {_AMOUNT: "-500"},
    "for 49 cents": lambda form: form | {_AMOUNT: "49"},
    "in a currency that nobody knows": lambda form: form | {_CURRENCY: "xyz"},
    "that ends in a minute": lambda form: form | {"expires_at": str(int(time.time()) + 60)},
}
"""By what the features call them: what becomes of a checkout that was in order."""

PROMISE_AND_MONEY = (
    ("checkout.session.completed", "complete", "unpaid"),
    ("checkout.session.async_payment_succeeded", "complete", "paid"),
)
"""What is told where the money comes later, with the checkout as it is each time."""

TROUBLES: Mapping[str, Mapping[str, object]] = {
    "too often": {"status": 429},
    "while another request holds the checkout": {"code": "lock_timeout"},
}
"""By what the features call them: how the product asks, where that can be staged."""


class ShopDeveloper:
    """Sells to one buyer of the scenario's own."""

    def __init__(
        self,
        wire: ServiceWire,
        key: str,
        buyer: str,
        stage: ShopStage | None,
        listen: Callable[[], CallbackListener],
        patience: Patience,
    ) -> None:
        self.buyer = buyer
        self.cents = 0
        self.secrets = [_new_secret()]
        """What the product believes to be signed by Stripe; the newest last."""
        self._wire = wire
        self._key = key
        self._stage = stage
        self._listen = listen
        self._patience = patience
        self._listener: CallbackListener | None = None
        self._request_key = ""
        self._request: Form = {}

    @property
    def stage(self) -> ShopStage:
        """What can be staged, where the service is a stand-in."""
        if self._stage is None:
            raise UserError("a step acts backstage at Stripe: tag the scenario with @needs.faults.")
        return self._stage

    def opens(self, cents: int) -> Answer:
        """Open a checkout that is in order, under a request key of its own."""
        self.cents = cents
        self._request_key = secrets.token_hex(16)
        self._request = self._form(cents)
        return self._post("a checkout", _SESSIONS, self._request, request_key=self._request_key)

    def opens_for(self, prices: list[int]) -> None:
        """Open a checkout for several things, two of each."""
        form = self._form(prices[0])
        for number, price in enumerate(prices):
            form |= _line(number, price, 2)
        self.cents = 2 * sum(prices)
        self._post("a checkout for several things", _SESSIONS, form)

    def tries(self, mistake: str) -> None:
        """Ask for a checkout that can't be opened."""
        if mistake not in MISTAKES:
            raise LookupError(f"no checkout is asked for {mistake!r}: known are {', '.join(MISTAKES)}")
        self._post(f"a checkout {mistake}", _SESSIONS, MISTAKES[mistake](self._form(1000)))

    def uses_unknown_key(self) -> None:
        """Ask with a key that nobody was given."""
        self._post("a checkout, with an unknown key", _SESSIONS, self._form(1000), key=f"sk_test_{'0' * 24}")

    def uses_no_key(self) -> None:
        """Ask without saying who asks."""
        self._post("a checkout, without a key", _SESSIONS, self._form(1000), key="")

    def repeats(self) -> None:
        """Send the same request again, under the same key, as after an answer that was lost."""
        self._post("the same again", _SESSIONS, self._request, request_key=self._request_key)

    def repeats_otherwise(self) -> None:
        """Ask for another amount under the key of the first request."""
        other = self._request | {_AMOUNT: str(self.cents + 1)}
        self._post("something else under the same key", _SESSIONS, other, request_key=self._request_key)

    def looks_up(self) -> None:
        """Look the last checkout up."""
        self._get("the checkout", f"{_SESSIONS}/{self.session}")

    def looks_up_unknown(self) -> None:
        """Look up a checkout that never was."""
        self._get("a checkout that never was", f"{_SESSIONS}/cs_test_a1{'0' * 56}")

    def lists_lines(self) -> None:
        """Look up what is sold."""
        self._get("what is sold", f"{_SESSIONS}/{self.session}/line_items")

    def expires(self) -> None:
        """End the checkout before anybody has paid."""
        self._post("that the checkout ends", f"{_SESSIONS}/{self.session}/expire", {})

    def asks_for_event(self, kind: str) -> None:
        """Look for the newest event of that kind that is about the checkout, until it is there."""
        deadline = time.monotonic() + self._patience.answer
        while (name := self._newest(kind)) is None and time.monotonic() < deadline:
            time.sleep(0.05)
        if name is None:
            raise AssertionError(f"Stripe should have an event {kind} about {self.session}, but it has none.")
        self._get("the event", f"/v1/events/{name}")

    def asks_for_unknown_event(self) -> None:
        """Look up an event that never was."""
        self._get("an event that never was", f"/v1/events/evt_1{'0' * 23}")

    def listens(self, *replies: Reply) -> None:
        """Name a server of the developer's own that wants to hear of the buyer's checkouts."""
        self._listener = self._listen()
        self._listener.will_answer(*replies)
        self._register()

    def rolls_secret(self) -> None:
        """Have a new secret, while the old one still holds."""
        self.secrets.append(_new_secret())
        self._register()

    def is_in_trouble(self, trouble: str, *, times: int | None = None) -> None:
        """Every request about the buyer fails for that reason."""
        if trouble not in TROUBLES:
            raise LookupError(f"nobody asks {trouble!r}: known are {', '.join(TROUBLES)}")
        self.stage.break_for(self.buyer, {**TROUBLES[trouble], **({"times": times} if times else {})})

    def loses_next_answer(self) -> None:
        """The next request is done, and its answer is lost on the way."""
        self.stage.break_for(self.buyer, {"after": True, "times": 1})

    def opens_in_vain(self, cents: int) -> None:
        """Open a checkout, and never learn what has come of it."""
        try:
            answer = self.opens(cents)
        except UserError:
            return  # so a client of HTTP tells that the connection was cut
        raise AssertionError(f"the answer should have been lost, but {answer.described()}.")

    def is_paid(self, *, at_once: bool = True) -> None:
        """The buyer goes through with it; the money may still be to come."""
        self.stage.pay(self.session, Bringing(), paid=at_once)

    def heard(self, number: int) -> list[Delivery]:
        """So many deliveries, as soon as they are there, and whatever comes just after."""
        if self._listener is None:
            raise LookupError("nobody listens in this scenario")
        found = self._listener.wait_until(lambda found: len(found) >= number, self._patience.answer)
        # What comes again comes later each time: it is waited for longer than it has taken until now.
        pauses = [after.at - before.at for before, after in pairwise(found)]
        quiet = max([self._patience.quiet, *(3 * pause for pause in pauses)])
        return self._listener.wait_until(lambda found: len(found) > number, quiet)

    @property
    def session(self) -> str:
        """The last checkout that was opened."""
        for answer in reversed(self._wire.answers.all):
            if answer.status == 200 and answer.body.get("object") == "checkout.session":
                return str(answer.body.get("id"))
        last = self._wire.answers.last.described()
        raise AssertionError(f"Stripe should have opened a checkout, but {last}.")

    @property
    def first(self) -> str:
        """The checkout that was opened first: what a repeated request must be answered with."""
        if self._stage:
            return self.opened[0]
        return next(
            str(answer.body.get("id"))
            for answer in self._wire.answers.all
            if answer.body.get("object") == "checkout.session"
        )

    @property
    def opened(self) -> list[str]:
        """All checkouts of the buyer, by their names."""
        return [one.id for one in self.stage.sessions_of(self.buyer)]

    def leaves(self) -> None:
        """Leave no trouble behind: a stand-in may outlive the run."""
        if self._stage:
            self._stage.mend_for(self.buyer)
            if self._listener:
                self._stage.strike_off(self._listener.url)

    def _newest(self, kind: str) -> str | None:
        asked = {"type": kind, "limit": "20"}
        answer = self._get("the newest events", "/v1/events", asked)
        for event in answer.body.get("data") or []:
            if ((event.get("data") or {}).get("object") or {}).get("id") == self.session:
                return str(event.get("id"))
        return None

    def _register(self) -> None:
        if self._listener is None:
            raise LookupError("nobody listens in this scenario")
        self.stage.register(Endpoint(self._listener.url, self.secrets, {BUYER: self.buyer}))

    def _form(self, cents: int) -> Form:
        return {
            "mode": "payment",
            "success_url": "https://gateway.example/thanks",
            "client_reference_id": self.buyer,
            f"metadata[{BUYER}]": self.buyer,
            **_line(0, cents, 1),
        }

    def _post(
        self, asked: str, path: str, form: Form, *, key: str | None = None, request_key: str = ""
    ) -> Answer:
        headers = self._headers(key)
        if request_key:
            headers["Idempotency-Key"] = request_key
        return self._wire.ask(asked, "POST", path, told=str(form), data=form, headers=headers)

    def _get(self, asked: str, path: str, params: Form | None = None) -> Answer:
        return self._wire.ask(asked, "GET", path, params=params, headers=self._headers(None))

    def _headers(self, key: str | None) -> dict[str, str]:
        given = self._key if key is None else key
        return {"Authorization": f"Bearer {given}"} if given else {}


def _line(number: int, cents: int, quantity: int) -> Form:
    price = f"line_items[{number}][price_data]"
    return {
        f"{price}[currency]": "usd",
        f"{price}[unit_amount]": str(cents),
        f"{price}[product_data][name]": "Credits",
        f"line_items[{number}][quantity]": str(quantity),
    }


def _new_secret() -> str:
    return f"whsec_{secrets.token_hex(16)}"
