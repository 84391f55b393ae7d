"""Whoever brings the gateway news of a purchase: the shop, or somebody who pretends to be it."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from countersign.adversity.race import Post

SIGNATURES = (
    "no signature",
    "a garbled signature",
    "a signature of another secret",
    "the signature of other news",
    "a signature of ten minutes ago",
    "a signature of ten minutes to come",
)
"""How news are signed by whoever is not the shop, or not now."""

_HEADER = "Stripe-Signature"
_TEN_MINUTES = 600


def written(event: Mapping[str, Any]) -> bytes:
    """News as they travel."""
    return json.dumps(event, indent=2).encode()


def signed(body: bytes, secret: str, *, at: float | None = None, beside: str | None = None) -> dict[str, str]:
    """The headers of news that the shop has signed; `beside` is another secret that it still signs with."""
    moment = str(int(time.time() if at is None else at))
    schemes = [f"v1={_digest(moment, body, one)}" for one in (beside, secret) if one is not None]
    return {"Content-Type": "application/json", _HEADER: ",".join([f"t={moment}", *schemes])}


def forged(body: bytes, secret: str, how: str) -> dict[str, str]:
    """The headers of news that bear no good signature."""
    if how == "no signature":
        return {"Content-Type": "application/json"}
    if how == "a garbled signature":
        return {"Content-Type": "application/json", _HEADER: "t=now,v1=zzz"}
    if how == "a signature of another secret":
        return signed(body, "whsec_of_somebody_else")  # pragma: allowlist secret
    if how == "the signature of other news":
        return signed(body + b" ", secret)
    late = -_TEN_MINUTES if how == "a signature of ten minutes ago" else _TEN_MINUTES
    return signed(body, secret, at=time.time() + late)


def news(url: str, event: Mapping[str, Any], secret: str) -> Post:
    """The same as a request that waits for others, so that all arrive together."""
    body = written(event)
    return Post(url, body, signed(body, secret))


def _digest(moment: str, body: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
