"""What shall go wrong with requests, for one customer, one session or everybody."""

from collections.abc import Sequence

from countersign.providers import faults
from countersign.providers.hanging_up import CUT
from countersign.providers.stripe.errors import Refusal, refusal_as_told


class Fault(faults.Fault, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong; `to` is whoever the session is for, as sessions are found, or the session's name."""

    code: str | None = None
    """Of the error, such as lock_timeout; which comes with 429."""
    after: bool = False
    """Whether what was asked is done first: without a status the answer is lost on its way back."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.status is None and self.code is not None:
            self.status = 429
        if self.status is None and self.after:
            self.status = CUT

    def refusal(self) -> Refusal:
        """The answer in place of the true one."""
        assert self.status
        return refusal_as_told(self.status, self.code, self.message)


def deciding(met: Sequence[Fault]) -> Fault | None:
    """The fault that says how to answer, if any does; that of one customer comes before everybody's."""
    return next((fault for fault in met if fault.status is not None), None)
