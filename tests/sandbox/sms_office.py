"""A small SMS service that speaks Twilio's words, for tests of what the bot makes of its answers."""

import asyncio
import base64
import threading
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ACCOUNT, TOKEN, SENDER = "AC" + "0" * 32, "t0ken", "+15005550006"


class SmsOffice:
    """Accepts messages, or answers as it is told to for a number."""

    def __init__(self) -> None:
        self.accepted: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.gate = threading.Event()
        """What is asked for a number that waits is answered when this is set."""
        self._refusals: dict[str, tuple[int, dict[str, Any]]] = {}
        self._waits: set[str] = set()

    def refuses(self, number: str, status: int, code: int = 0) -> None:
        body = {"code": code, "message": "no", "more_info": "", "status": status}
        self._refusals[number] = (status, body)

    def answers(self, number: str, status: int, body: dict[str, Any]) -> None:
        self._refusals[number] = (status, body)

    def lets_wait(self, number: str) -> None:
        self._waits.add(number)

    def works(self, number: str) -> None:
        self._refusals.pop(number, None)
        self._waits.discard(number)

    def texts_to(self, number: str) -> list[str]:
        return [sms["Body"] for sms in self.accepted if sms["To"] == number]

    def app(self) -> Starlette:
        path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
        return Starlette(routes=[Route(path, self._take, methods=["POST"])])

    async def _take(self, request: Request) -> Response:
        expected = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return JSONResponse({"code": 20003, "message": "Authenticate", "status": 401}, 401)
        form = {name: str(value) for name, value in (await request.form()).items()}
        number = form["To"]
        self.asked.append(number)
        if number in self._waits:
            await asyncio.to_thread(self.gate.wait, 8)
        if number in self._refusals:
            status, body = self._refusals[number]
            return JSONResponse(body, status)
        self.accepted.append(form)
        return JSONResponse({"sid": f"SM{len(self.accepted):032x}", "status": "queued"}, 201)
