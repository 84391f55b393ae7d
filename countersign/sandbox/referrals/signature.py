"""Whether an event comes from Stripe: signed over its raw body and its time, and not long ago."""

import hashlib
import hmac
import re

_TOLERANCE = 300
_MOST_PARTS = 20
_TIME = re.compile(r"[0-9]{1,12}")


def holds(header: str, body: bytes, secret: str, now: float) -> bool:
    """Whether one of the signatures in the header is right; while a secret is rolled there are several."""
    if not secret:
        return False
    parts = [part.partition("=") for part in header.split(",")[:_MOST_PARTS]]
    times = [value.strip() for name, _, value in parts if name.strip() == "t"]
    given = [value.strip() for name, _, value in parts if name.strip() == "v1"]
    if len(times) != 1 or not _TIME.fullmatch(times[0]) or abs(now - int(times[0])) > _TOLERANCE:
        return False
    expected = signed(body, secret, int(times[0]))
    # All are compared, so that the time it takes tells nothing.
    matches = [hmac.compare_digest(expected.encode(), one.encode()) for one in given]
    return any(matches)


def signed(body: bytes, secret: str, at: int) -> str:
    """The signature over that body at that time."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
