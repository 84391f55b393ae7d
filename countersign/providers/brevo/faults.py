"""What shall go wrong with mail, for one address or for everybody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import msgspec

from countersign.providers.brevo.events import Outcome
from countersign.providers.brevo.rules import Refusal

EVERYBODY = "*"
LONGEST_DELAY = 60.0
CUT = 0

_TEXTS: Mapping[int, tuple[str, str]] = {
    400: ("invalid_parameter", "Invalid parameter"),
    401: ("unauthorized", "Key not found"),
    402: ("not_enough_credits", "You do not have enough credits to send this email"),
    403: ("permission_denied", "Permission denied"),
    429: ("too_many_requests", "Too many requests: wait for the rate limit to be reset"),
    503: ("service_unavailable", "Service Unavailable"),
}


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong."""

    to: str
    status: Annotated[int, msgspec.Meta(ge=0, le=599)] | None = None
    """The answer's status; 0 cuts the connection without an answer; none leaves the answer as it is."""
    code: str | None = None
    message: str | None = None
    delay: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_DELAY)] = 0.0
    """Seconds before the mail is looked at."""
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """For how many requests; none means until it is mended."""
    outcome: Outcome = "delivered"
    """What becomes of a mail that is accepted."""

    def __post_init__(self) -> None:
        if self.status is not None and self.status != CUT and self.status < 400:
            raise ValueError("status must be 0, or an error from 400 to 599")


class Faults:
    """What is broken now."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}

    def put(self, fault: Fault) -> None:
        """Let it go wrong from now on."""
        self._faults[fault.to.lower()] = fault

    def mend(self, address: str | None) -> None:
        """Let it go right again, for one address or for all."""
        if address is None:
            self._faults.clear()
        else:
            self._faults.pop(address.lower(), None)

    def met_by(self, addresses: Iterable[str]) -> list[Fault]:
        """What one request for these addresses runs into; it counts as one time of each."""
        keys = dict.fromkeys([*(address.lower() for address in addresses), EVERYBODY])
        met = [self._faults[key] for key in keys if key in self._faults]
        for fault in met:
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    del self._faults[fault.to.lower()]
        return met


def refusal(status: int, code: str | None = None, message: str | None = None) -> Refusal:
    """The answer of that status, in Brevo's words where no others are given."""
    usual_code, usual_message = _TEXTS.get(status, ("internal_error", "Internal server error"))
    return Refusal(status, code or usual_code, message or usual_message)


def refuse_as(faults: Sequence[Fault]) -> None:
    """Answer as the first of them says, if any says how."""
    for fault in faults:
        if fault.status is not None:
            raise refusal(fault.status, fault.code, fault.message)


def outcome_for(address: str, faults: Sequence[Fault]) -> Outcome:
    """What becomes of a mail to that address; what is said of it alone goes before what is said of all."""
    outcomes = {fault.to.lower(): fault.outcome for fault in faults}
    return outcomes.get(address.lower()) or outcomes.get(EVERYBODY, "delivered")
