"""What shall go wrong with messages, for one number or for everybody."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec

from countersign.providers import faults
from countersign.providers.hanging_up import CUT
from countersign.providers.twilio.errors import usual_status

Outcome = Literal["delivered", "sent", "undelivered", "failed"]
ErrorCode = Literal[30003, 30005, 30006, 30007, 30008]

REASONS: Mapping[ErrorCode, str] = {
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}
_USUAL_REASON: Mapping[str, ErrorCode] = {"undelivered": 30003, "failed": 30008}


class End(msgspec.Struct, frozen=True):
    """What becomes of a message in the end."""

    status: Outcome = "delivered"
    error_code: ErrorCode | None = None


class Fault(faults.Fault, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong with a message."""

    to: Annotated[str, msgspec.Meta(pattern=r"^(\*|\+[0-9]{1,15})$")]
    code: Annotated[int, msgspec.Meta(ge=10000, le=99999)] | None = None
    """The code of the error; without a status it comes with the one that it has at Twilio."""
    after: bool = False
    """Whether the message is taken first: without a status the answer is lost on its way back."""
    outcome: Outcome | None = None
    """What becomes of a message that is accepted; `sent` stays so for ever."""
    error_code: ErrorCode | None = None
    """Why it was not delivered."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.error_code is not None and self.outcome not in _USUAL_REASON:
            raise ValueError("error_code needs the outcome undelivered or failed")
        if self.status is None and self.code is not None:
            self.status = usual_status(self.code)
        if self.status is None and self.after:
            self.status = CUT

    @property
    def end(self) -> End | None:
        """How a message ends that runs into it."""
        if self.outcome is None:
            return None
        return End(self.outcome, self.error_code or _USUAL_REASON.get(self.outcome))


def deciding(met: Sequence[Fault]) -> Fault | None:
    """The fault that says how to answer, if any does; that of the number alone comes first."""
    return next((fault for fault in met if fault.status is not None), None)


def end_of(met: Sequence[Fault]) -> End:
    """What becomes of a message that runs into all these."""
    return next((fault.end for fault in met if fault.end), End())
