"""Telling a product, at the address that it gave, what becomes of a message: signed, in order, once."""

import asyncio
import hmac
import secrets
from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx

from countersign.providers.journal import Journal
from countersign.unanswered import why

PATIENCE = 15.0
_AT_ONCE = 20
_LIMITS = httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=2.0)


def signature(auth_token: str, url: str, told: Mapping[str, str]) -> str:
    """`X-Twilio-Signature`: of the URL and all parameters in the order of their names."""
    signed = url + "".join(f"{name}{told[name]}" for name in sorted(told))
    return b64encode(hmac.digest(auth_token.encode(), signed.encode(), "sha1")).decode()


class Callbacks:
    """Posts status callbacks, and remembers how they were answered."""

    def __init__(self) -> None:
        self.journal = Journal()
        self._client: httpx.AsyncClient | None = None
        self._hands = asyncio.Semaphore(_AT_ONCE)

    async def post(self, url: str, auth_token: str, told: Mapping[str, str]) -> None:
        """Tell it once; whether anybody has listened changes nothing."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
            "X-Twilio-Signature": signature(auth_token, url, told),
        }
        answered, reason = None, ""
        try:
            async with self._hands, asyncio.timeout(PATIENCE):
                answer = await self._open().post(url, content=urlencode(told), headers=headers)
                answered = answer.status_code
        except TimeoutError:
            reason = f"no answer within {PATIENCE:g} seconds"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = f"{type(error).__name__}: {why(error)}"
        await self.journal.note(
            "callback",
            sid=told["MessageSid"],
            to=told["To"],
            status=told["MessageStatus"],
            answered=answered,
            reason=reason,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        if self._client is not None:
            await self._client.aclose()

    def _open(self) -> httpx.AsyncClient:
        # Only when it is needed: its TLS context takes longer to build than all else at the start.
        if self._client is None:
            self._client = httpx.AsyncClient(limits=_LIMITS, timeout=PATIENCE, trust_env=False)
        return self._client
