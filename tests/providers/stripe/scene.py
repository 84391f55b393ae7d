"""A Stripe stand-in as the official package, a director and a listening product see it."""

import queue
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.providers.credentials import new_stripe_key

TOKEN = "backstage-test"
SECRET = "whsec_test_of_the_endpoint"  # pragma: allowlist secret
WAIT = 5.0


def form(whose: str = "", **changes: str | None) -> dict[str, str]:
    """A session in order; a change to None leaves that parameter out."""
    fields = {
        "mode": "payment",
        "success_url": "https://gateway.example/done?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://gateway.example/sorry",
        "client_reference_id": whose or None,
        "line_items[0][price_data][currency]": "usd",
        "line_items[0][price_data][unit_amount]": "500",
        "line_items[0][price_data][product_data][name]": "5 credits",
        "line_items[0][quantity]": "1",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


class Shop:
    """What a product and a director see of one stand-in."""

    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.key = key
        # Without TLS there is nothing to verify, and an SSL context takes 30 ms to build.
        self.api = httpx.Client(
            base_url=f"{url}/v1", headers={"Authorization": f"Bearer {key}"}, timeout=WAIT, verify=False
        )
        self.stage = httpx.Client(
            base_url=f"{url}/backstage",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=WAIT,
            verify=False,
        )
        self.sdk = stripe.StripeClient(
            key,
            base_addresses={"api": url},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=WAIT),
        )

    def asks(self, whose: str = "", *, key: str | None = None, **changes: str | None) -> httpx.Response:
        """Ask for a session over the bare wire."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.api.post("/checkout/sessions", data=form(whose, **changes), headers=headers)

    def opened(self, whose: str = "", **changes: str | None) -> dict[str, Any]:
        """A session that was opened."""
        answer = self.asks(whose, **changes)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def refused(self, whose: str = "", **changes: str | None) -> tuple[int, dict[str, Any]]:
        """The status, and the error without what only explains it."""
        answer = self.asks(whose, **changes)
        error = dict(answer.json()["error"])
        error.pop("doc_url", None)
        return answer.status_code, error

    def look(self, session: str) -> dict[str, Any]:
        """A session as it stands now."""
        return dict(self.api.get(f"/checkout/sessions/{session}").raise_for_status().json())

    def pay(self, session: str, **how: Any) -> dict[str, Any]:
        """Let the customer pay."""
        answer = self.stage.post(f"/sessions/{session}/pay", json=how)
        return dict(answer.raise_for_status().json())

    def told(self, what: str, **query: Any) -> list[dict[str, Any]]:
        return list(self.stage.get(f"/{what}", params=query).raise_for_status().json()[what])

    def break_down(self, **fault: Any) -> None:
        self.stage.put("/faults", json=fault).raise_for_status()

    def close(self) -> None:
        self.api.close()
        self.stage.close()


@dataclass(frozen=True)
class Brought:
    """What a webhook was brought."""

    body: bytes
    headers: Mapping[str, str]

    @property
    def event(self) -> Any:
        """What the official package makes of it, if it believes it."""
        return stripe.Webhook.construct_event(self.body, self.headers["stripe-signature"], SECRET)


class Product:
    """Listens to events, and answers as it is told."""

    def __init__(self) -> None:
        self.came: queue.Queue[Brought] = queue.Queue()
        self.answers: list[int] = []
        self.app = Starlette(routes=[Route("/stripe/webhook", self._take, methods=["POST"])])
        self.url = ""

    def next(self) -> Brought:
        return self.came.get(timeout=WAIT)

    def here(self, **more: Any) -> dict[str, Any]:
        """An order to bring something here."""
        return {"deliver_to": self.url, "secret": SECRET, **more}

    async def _take(self, request: Request) -> Response:
        self.came.put(Brought(await request.body(), dict(request.headers)))
        return Response(status_code=self.answers.pop(0) if self.answers else 200)


def new_key() -> str:
    return new_stripe_key()


def somebody() -> str:
    """A customer that no other test knows."""
    return f"user-{secrets.token_hex(6)}"
