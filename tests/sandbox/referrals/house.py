"""A gateway that tests can use: on real sockets, between the real stand-ins of its models and its shop."""

import json
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import count
from typing import Any

import httpx
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from countersign.providers.credentials import new_openrouter_key, new_stripe_key, new_webhook_secret
from countersign.providers.openrouter import openrouter_app
from countersign.providers.stripe import stripe_app
from countersign.sandbox.clock import Clock
from countersign.sandbox.database import open_database
from countersign.sandbox.referrals.models import Base
from countersign.sandbox.referrals.settings import GatewaySettings
from countersign.sandbox.referrals.signature import signed
from countersign.sandbox.referrals.web import gateway_app

from ..serving import address_of, listening, served

BACKSTAGE = "backstage"
MODEL_KEY, STRIPE_KEY, WEBHOOK_SECRET = new_openrouter_key(), new_stripe_key(), new_webhook_secret()
MINI = "openai/gpt-4o-mini"
PROMPT, COMPLETION = Decimal("0.00000015"), Decimal("0.0000006")
"""What a token of it costs."""

_addresses = count(1)


def exactly(answer: httpx.Response) -> Any:
    """What was answered; money in it as it was written."""
    return json.loads(answer.text, parse_float=Decimal)


class Customer:
    """Somebody who uses the gateway, from an address of their own."""

    def __init__(self, house: "House", process: int = 0) -> None:
        self.house = house
        mark, number = secrets.token_hex(6), next(_addresses)
        self.username = f"customer_{mark}"
        self.address = f"127.9.{number // 250}.{number % 250 + 1}"
        transport = httpx.HTTPTransport(local_address=self.address)
        self.http = httpx.Client(
            timeout=30, base_url=house.urls[process], transport=transport, trust_env=False
        )
        self.id = 0
        self.key = ""

    def registers(self, code: str | None = None, **changed: Any) -> httpx.Response:
        wish = {"username": self.username, "email": f"{self.username}@example.com", **changed}
        if code is not None:
            wish["referral_code"] = code
        answer = self.http.post("/auth/register", json=wish)
        if answer.status_code == 201:
            self.id, self.key = answer.json()["user_id"], answer.json()["api_key"]
        return answer

    def gets(self, path: str) -> Any:
        answer = self.http.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return exactly(answer)

    def posts(self, path: str, body: Any, **headers: str) -> httpx.Response:
        return self.http.post(path, json=body, headers={**self.headers, **headers})

    def asks(self, words: str = "hello there", key: str | None = None, **more: Any) -> httpx.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.posts("/v1/chat/completions", asked(words, **more), **headers)

    def buys(self, cents: int) -> None:
        """Credits, paid at once."""
        page = self.posts("/checkout-session", {"amount": cents, "currency": "usd"})
        assert page.status_code == 200, page.text
        [delivery] = self.house.pays(page.json()["session_id"])
        assert delivery["status"] == 200, delivery

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def balance(self) -> Decimal:
        return Decimal(self.gets("/user/balance")["credits"])

    @property
    def code(self) -> str:
        return str(self.gets("/referral/link")["referral_code"])

    def movements(self, kind: str = "") -> list[dict[str, Any]]:
        """All transactions, the newest first."""
        page = self.gets("/user/credit-transactions?limit=100")
        assert page["total"] == len(page["transactions"])
        return [row for row in page["transactions"] if kind in ("", row["transaction_type"])]


def balances(*customers: Customer) -> list[Any]:
    """What each of them has."""
    return [customer.balance for customer in customers]


def asked(words: str = "hello there", **more: Any) -> dict[str, Any]:
    """A request for a completion of at most twenty tokens."""
    return {"model": MINI, "messages": [{"role": "user", "content": words}], "max_tokens": 20, **more}


class House:
    """The gateway, as one process or several, its clock, its books and what is behind it."""

    def __init__(
        self, urls: list[str], engines: list[Engine], own: Engine, models: httpx.Client, shop: httpx.Client
    ) -> None:
        self.urls = urls
        self.engines = engines
        self.clock = Clock(own)
        self._own = own
        self._models = models
        self._shop = shop
        self._customers: list[Customer] = []
        self._aside = ThreadPoolExecutor(4)
        self.ends: Callable[[], None]
        """Ends the gateway in good order, before the house is left."""

    def newcomer(self, process: int = 0) -> Customer:
        """Somebody who has no account yet."""
        customer = Customer(self, process)
        self._customers.append(customer)
        return customer

    def everybody_leaves(self) -> None:
        """Whoever has come is gone, and nobody waits for an answer any more."""
        self._aside.shutdown()
        self._aside = ThreadPoolExecutor(4)
        for customer in self._customers:
            customer.http.close()
        self._customers.clear()

    def customer(self, process: int = 0, *, cents: int = 0, code: str | None = None) -> Customer:
        """Somebody new, who has bought credits for so much."""
        customer = self.newcomer(process)
        answer = customer.registers(code)
        assert answer.status_code == 201, answer.text
        if cents:
            customer.buys(cents)
        return customer

    def pays(self, session: str, **how: Any) -> list[dict[str, Any]]:
        """Go through with a purchase; how each delivery of its event was taken."""
        target = {"deliver_to": f"{self.urls[0]}/stripe/webhook", "secret": WEBHOOK_SECRET}
        answer = self._shop.post(f"/backstage/sessions/{session}/pay", json={**target, **how})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["deliveries"])

    def brings(self, session: str, url: str = "") -> int:
        """The event of a purchase comes once more; how it was taken."""
        return self.tells(self.event(session), url).status_code

    def event(self, session: str) -> dict[str, Any]:
        """What Stripe tells when a purchase is paid."""
        [payment] = self.rows("SELECT * FROM payments WHERE session_id = :id", id=session)
        checkout = {
            "id": session,
            "payment_status": "paid",
            "amount_total": payment["amount_cents"],
            "currency": payment["currency"],
            "metadata": {"user_id": str(payment["user_id"]), "payment_id": payment["id"]},
        }
        return {
            "id": f"evt_{session}",
            "type": "checkout.session.completed",
            "livemode": False,
            "data": {"object": checkout},
        }

    def tells(self, event: Any, url: str = "") -> httpx.Response:
        """An event of Stripe's, rightly signed, whatever it says."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        now = int(time.time())
        header = {"Stripe-Signature": f"t={now},v1={signed(body, WEBHOOK_SECRET, now)}"}
        where = url or f"{self.urls[0]}/stripe/webhook"
        return httpx.post(where, content=body, headers=header, trust_env=False)

    def aside(self, call: Callable[[], httpx.Response]) -> "Future[httpx.Response]":
        """Something that is asked while the test goes on."""
        return self._aside.submit(call)

    def shop_fails(self, customer: Customer, status: int) -> None:
        """Let Stripe answer so whenever the customer wants to buy."""
        fault = {"to": str(customer.id), "status": status}
        assert self._shop.put("/backstage/faults", json=fault).status_code == 204

    def script(self, customer: Customer, *answers: Mapping[str, Any]) -> None:
        """What the customer's next requests are answered with by the model."""
        body = {"whose": f"user:{customer.id}", "answers": answers}
        assert self._models.post("/backstage/scripts", json=body).status_code == 201

    def model(self, **described: Any) -> None:
        """Let there be one more model."""
        assert self._models.put("/backstage/models", json={"models": [described]}).status_code == 204

    def asked_of_models(self, customer: Customer, **wanted: Any) -> list[dict[str, Any]]:
        """What the models were asked for the customer; waits for it if told to."""
        params = {"whose": f"user:{customer.id}", **wanted}
        answer = self._models.get("/backstage/requests", params=params)
        return [call for call in answer.json()["requests"] if call["path"].endswith("/chat/completions")]

    def release(self, call: str) -> None:
        """Let a held stream go on."""
        assert self._models.post(f"/backstage/streams/{call}/release").status_code == 204

    def rows(self, statement: str, **values: Any) -> list[dict[str, Any]]:
        with self._own.connect() as connection:
            return [dict(row) for row in connection.execute(text(statement), values).mappings()]

    def changes(self, statement: str, **values: Any) -> None:
        with self._own.begin() as connection:
            connection.execute(text(statement), values)

    def writes(self, row: Base) -> None:
        """Put a row into the gateway's tables."""
        with Session(self._own) as db, db.begin():
            db.add(row)

    def reserved(self, customer: Customer) -> list[dict[str, Any]]:
        """What is put aside for the customer at this moment."""
        return self.rows(
            "SELECT id, reserved FROM chat_requests WHERE user_id = :id AND state = 'open'", id=customer.id
        )

    def books_agree(self) -> None:
        """Each balance is the sum of its movements, and each movement follows from the one before."""
        balances = {row["id"]: row["credits"] for row in self.rows("SELECT id, credits FROM users")}
        kept: dict[int, int] = dict.fromkeys(balances, 0)
        moved = self.rows("SELECT * FROM credit_transactions ORDER BY id")
        for row in moved:
            assert row["balance_before"] == kept[row["user_id"]], row
            assert row["balance_after"] == row["balance_before"] + row["amount"] >= 0, row
            kept[row["user_id"]] += row["amount"]
        assert kept == balances


@contextmanager
def house_of(database_url: str, *, processes: int = 1, **changed: Any) -> Iterator[House]:
    """A house with that database, until the block ends."""
    with ExitStack() as opened:
        models, shop, *own = [opened.enter_context(listening()) for _ in range(2 + processes)]
        told: dict[str, Any] = {
            "public_url": "https://gateway.example",
            "model_api": f"{address_of(models)}/api/v1",
            "model_key": MODEL_KEY,
            "stripe_api": address_of(shop),
            "stripe_key": STRIPE_KEY,
            "stripe_webhook_secret": WEBHOOK_SECRET,
            "seconds_to_answer": 10.0,
            "requests_a_minute": 1000,
            "requests_a_minute_and_address": 1000,
            **changed,
        }
        settings = GatewaySettings(database_url=database_url, **told)
        apps = [gateway_app(settings) for _ in own]
        behind: dict[ASGIApp, socket.socket] = {
            openrouter_app(backstage_token=BACKSTAGE, api_keys=[MODEL_KEY]): models,
            stripe_app(backstage_token=BACKSTAGE, api_keys=[STRIPE_KEY]): shop,
        }
        opened.enter_context(served(behind))
        gateways = opened.enter_context(ExitStack())
        gateways.enter_context(served(dict(zip(apps, own, strict=True))))
        engine = open_database(database_url)
        opened.callback(engine.dispose)
        doors = [
            opened.enter_context(
                httpx.Client(
                    timeout=30,
                    base_url=address_of(sock),
                    headers={"Authorization": f"Bearer {BACKSTAGE}"},
                    trust_env=False,
                )
            )
            for sock in (models, shop)
        ]
        urls = [address_of(sock) for sock in own]
        house = House(urls, [app.state.engine for app in apps], engine, *doors)
        house.ends = gateways.close
        opened.callback(house.everybody_leaves)
        yield house
