"""Sends mail through Brevo."""

import asyncio
import logging
from html import escape
from typing import Any

import httpx

from countersign.sandbox.onboarding.outcomes import Delivery
from countersign.sandbox.onboarding.settings import House

_SECONDS_TO_ANSWER = 5.0

_log = logging.getLogger(__name__)


class Mail:
    """A client of the mail service."""

    def __init__(self, api: str, key: str, sender: str, house: House, options: dict[str, Any]) -> None:
        base = api.rstrip("/")
        self._house = house
        self._sender = {"name": house.brand, "email": sender}
        self._client = httpx.AsyncClient(
            base_url=base if base.endswith("/v3") else f"{base}/v3",
            headers={"api-key": key, "accept": "application/json"},
            timeout=_SECONDS_TO_ANSWER,
            **options,
        )

    async def close(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def send_code(self, address: str, code: str) -> Delivery:
        """Mail a one-time code."""
        brand = self._house.brand
        lines = [
            f"Your {brand} verification code is {code}.",
            "It expires in 15 minutes.",
            "If you did not ask for it, ignore this mail.",
        ]
        return await self._send(address, f"Your {brand} verification code: {code}", lines)

    async def send_welcome(self, address: str) -> Delivery:
        """Mail the welcome to a finished user."""
        brand = self._house.brand
        lines = [
            f"Welcome to {brand}!",
            "Your account is ready and your email address is verified.",
            f"Questions? Write to {self._house.support}.",
        ]
        return await self._send(address, f"Welcome to {brand}!", lines)

    async def _send(self, address: str, subject: str, lines: list[str]) -> Delivery:
        body = {
            "sender": self._sender,
            "to": [{"email": address}],
            "subject": subject,
            "htmlContent": "<html><body>"
            + "".join(f"<p>{escape(line)}</p>" for line in lines)
            + "</body></html>",
            "textContent": "\n\n".join(lines),
        }
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                answer = await self._client.post("/smtp/email", json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            _log.warning("The mail service cannot be reached: %s", error)
            return Delivery.REFUSED
        except (httpx.HTTPError, TimeoutError) as error:
            _log.warning("The mail service did not answer: %r", error)
            return Delivery.UNKNOWN
        if answer.is_success:
            return Delivery.SENT
        _log.warning("The mail service refused a mail with status %d", answer.status_code)
        return Delivery.REFUSED
