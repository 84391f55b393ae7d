"""What shall go wrong with mail, for one address or for everybody."""

from collections.abc import Mapping, Sequence

from countersign.providers import faults
from countersign.providers.brevo.events import Outcome
from countersign.providers.brevo.rules import Refusal
from countersign.providers.faults import EVERYBODY
from countersign.providers.hanging_up import CUT

_TEXTS: Mapping[int, tuple[str, str]] = {
    400: ("invalid_parameter", "Invalid parameter"),
    401: ("unauthorized", "Key not found"),
    402: ("not_enough_credits", "You do not have enough credits to send this email"),
    403: ("permission_denied", "Permission denied"),
    429: ("too_many_requests", "Too many requests: wait for the rate limit to be reset"),
    503: ("service_unavailable", "Service Unavailable"),
}


class Fault(faults.Fault, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong with a mail."""

    code: str | None = None
    after: bool = False
    """Whether the mail is taken first, and only the answer is lost on its way back."""
    outcome: Outcome = "delivered"
    """What becomes of a mail that is accepted."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.after and self.status not in (None, CUT):
            raise ValueError("an answer that is lost has no status")


def is_cut(met: Sequence[Fault], *, after: bool) -> bool:
    """Whether the connection is cut: before the mail is taken, or after."""
    return any(fault.after == after and (after or fault.status == CUT) for fault in met)


def refusal(status: int, code: str | None = None, message: str | None = None) -> Refusal:
    """The answer of that status, in Brevo's words where no others are given."""
    usual_code, usual_message = _TEXTS.get(status, ("internal_error", "Internal server error"))
    return Refusal(status, code or usual_code, message or usual_message)


def refuse_as(met: Sequence[Fault]) -> None:
    """Answer as the first of them says, if any says how."""
    for fault in met:
        if fault.status:
            raise refusal(fault.status, fault.code, fault.message)


def outcome_for(address: str, met: Sequence[Fault]) -> Outcome:
    """What becomes of a mail to that address; what is said of it alone goes before what is said of all."""
    outcomes = {fault.to.lower(): fault.outcome for fault in met}
    return outcomes.get(address.lower()) or outcomes.get(EVERYBODY, "delivered")
