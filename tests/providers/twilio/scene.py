"""A Twilio stand-in with a client for products, one for the backstage, and a product that listens."""

import queue
import secrets
import time
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from countersign.providers.credentials import new_twilio_account
from countersign.providers.twilio import Account

TOKEN = "backstage-test"
SENDER = "+14155550100"
SERVICE = f"MG{'5' * 32}"
OTHER_SENDER = "+14155550101"


def new_account() -> Account:
    sid, auth_token = new_twilio_account()
    return Account(sid, auth_token, numbers=[SENDER, OTHER_SENDER], services=[SERVICE])


def new_number() -> str:
    """A phone that no other test uses."""
    return f"+4477009{secrets.randbelow(10**6):06d}"


class Twilio:
    """What a product and a director see of one stand-in."""

    def __init__(self, url: str, account: Account) -> None:
        self.account = account
        self.url = url
        # Without TLS there is nothing to verify, and an SSL context takes 30 ms to build.
        self.api = httpx.Client(
            base_url=f"{url}/2010-04-01/Accounts/{account.sid}",
            auth=(account.sid, account.auth_token),
            timeout=30.0,
            verify=False,
        )
        self.stage = httpx.Client(
            base_url=f"{url}/backstage",
            headers={"Authorization": f"Bearer {TOKEN}"},
            timeout=30.0,
            verify=False,
        )

    def send(self, to: str | None, **changes: str | None) -> httpx.Response:
        """Ask for a message; a change to None leaves that field out."""
        form = {"To": to, "From": SENDER, "Body": "Your code: 123456", **changes}
        return self.api.post("/Messages.json", data={k: v for k, v in form.items() if v is not None})

    def sent(self, to: str, **changes: str | None) -> dict[str, Any]:
        """A message that is accepted."""
        answer = self.send(to, **changes)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def fetch(self, sid: str) -> dict[str, Any]:
        return dict(self.api.get(f"/Messages/{sid}.json").raise_for_status().json())

    def fetch_when(self, sid: str, status: str) -> dict[str, Any]:
        """The message as soon as it has that status."""
        deadline = time.monotonic() + 5.0
        while (message := self.fetch(sid))["status"] != status:
            assert time.monotonic() < deadline, f"the message is still {message['status']}, not {status}"
            time.sleep(0.01)
        return message

    def phone(self, to: str, **query: Any) -> dict[str, Any]:
        answer = self.stage.get("/messages", params={"to": to, **query})
        return dict(answer.raise_for_status().json())

    def told(self, what: str, **query: Any) -> list[dict[str, Any]]:
        return list(self.stage.get(f"/{what}", params=query).raise_for_status().json()[what])

    def break_down(self, **fault: Any) -> None:
        self.stage.put("/faults", json=fault).raise_for_status()

    def close(self) -> None:
        self.api.close()
        self.stage.close()


class Product:
    """Listens to status callbacks."""

    def __init__(self) -> None:
        self.came: queue.Queue[tuple[str, dict[str, str], dict[str, str]]] = queue.Queue()
        self.app = Starlette(routes=[Route("/status", self._take, methods=["POST"])])
        self.url = ""

    def next(self) -> tuple[str, dict[str, str], dict[str, str]]:
        """The URL, the form and the headers of the next callback."""
        return self.came.get(timeout=30)

    async def _take(self, request: Request) -> Response:
        async with request.form() as form:
            told = {name: str(value) for name, value in form.items()}
        self.came.put((str(request.url), told, dict(request.headers)))
        return Response(status_code=204)
