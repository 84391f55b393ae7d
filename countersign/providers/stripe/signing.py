"""Signing what a webhook is brought, so that only Stripe and the endpoint can have made it."""

import hmac
import time
from collections.abc import Sequence
from typing import Literal

HEADER = "Stripe-Signature"

Signed = Literal[
    "rightly", "with another secret", "for another body", "with a test scheme only", "not at all"
]
"""How a delivery is signed; all but the first must be turned away."""


def signature(secret: str, at: int, body: bytes) -> str:
    """`v1` of the header: of the time, a dot and the very bytes of the body."""
    return hmac.digest(secret.encode(), str(at).encode() + b"." + body, "sha256").hex()


def header(
    secrets: Sequence[str], body: bytes, *, signed: Signed = "rightly", age: float = 0.0
) -> str | None:
    """The header, with a `v1` for each secret: for a while after a secret is rolled there are two.

    Test mode adds a `v0`, which proves nothing: whoever takes it for a signature can be fooled by anybody.
    """
    at = int(time.time() - age)
    if signed == "not at all":
        return None
    if signed == "with another secret":
        secrets = [f"{secret}_of_somebody_else" for secret in secrets]
    about = body + b" " if signed == "for another body" else body
    rightly = [signature(secret, at, about) for secret in secrets]
    schemes = [] if signed == "with a test scheme only" else [f"v1={each}" for each in rightly]
    return ",".join([f"t={at}", *schemes, f"v0={rightly[0]}"])
