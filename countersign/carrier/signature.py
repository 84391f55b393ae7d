"""How requests are signed, truly or not."""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

SIGNATURE = "X-Twilio-Signature"


class Signing(Enum):
    """What stands in the signature's place."""

    RIGHT = "right"
    ABSENT = "absent"
    GARBAGE = "garbage"
    FOREIGN = "foreign"
    """Right, for a request to another URL."""


def signature(token: str, url: str, posted: Mapping[str, str]) -> str:
    """The signature of a request: over its exact URL and all that is posted, blank values included."""
    return str(_validator(token).compute_signature(url, posted))


def signature_headers(
    signing: Signing, token: str | None, url: str, posted: Mapping[str, str]
) -> dict[str, str]:
    """The header of a request that is signed in that way; none where there is no token."""
    if token is None or signing is Signing.ABSENT:
        return {}
    if signing is Signing.GARBAGE:
        return {SIGNATURE: "bm90IGEgc2lnbmF0dXJlIQ=="}
    signed = "https://elsewhere.example.com/voice" if signing is Signing.FOREIGN else url
    return {SIGNATURE: signature(token, signed, posted)}


@lru_cache(maxsize=8)
def _validator(token: str) -> RequestValidator:
    return RequestValidator(token)
