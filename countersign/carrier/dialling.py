"""Calls that are put through to somebody, of whom it is settled beforehand whether they answer."""

import secrets
from typing import Literal

from countersign.carrier.verbs import Dials, GoesTo

DialStatus = Literal["completed", "busy", "no-answer", "failed", "canceled"]

SECONDS_PUT_THROUGH = 60.0
"""How long a caller talks to whom the call was put through to."""


def seconds_of(dials: Dials, status: DialStatus) -> float:
    """How long it takes until the caller is back."""
    return SECONDS_PUT_THROUGH if status == "completed" else dials.timeout


def after(dials: Dials, status: DialStatus) -> GoesTo | None:
    """Where the call goes on; None where it goes on in the same document."""
    if dials.action is None:
        return None
    told = {"DialCallStatus": status, "DialCallSid": f"CA{secrets.token_hex(16)}"}
    if status == "completed":
        told |= {"DialCallDuration": f"{SECONDS_PUT_THROUGH:.0f}", "DialBridged": "true"}
    return GoesTo(dials.action, dials.method, told)
