"""What shall go wrong for one recipient or for everybody, for some requests or until it is mended."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Generic, TypeVar

import msgspec

from countersign.providers.hanging_up import CUT

EVERYBODY = "*"
LONGEST_DELAY = 60.0


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong with any service; each adds what goes wrong with itself alone."""

    to: str
    status: Annotated[int, msgspec.Meta(ge=0, le=599)] | None = None
    """The answer's status; 0 cuts the connection without an answer; none leaves the answer as it is."""
    message: str | None = None
    delay: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_DELAY)] = 0.0
    """Seconds before the request is looked at."""
    times: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """For how many requests; none means until it is mended."""

    def __post_init__(self) -> None:
        if self.status is not None and self.status != CUT and self.status < 400:
            raise ValueError("status must be 0, or an error from 400 to 599")


FaultT = TypeVar("FaultT", bound=Fault)


class Faults(Generic[FaultT]):
    """What is broken now."""

    def __init__(self) -> None:
        self._faults: dict[str, FaultT] = {}

    def put(self, fault: FaultT) -> None:
        """Let it go wrong from now on."""
        self._faults[fault.to.lower()] = fault

    def mend(self, recipient: str | None) -> None:
        """Let it go right again, for one recipient or for all."""
        if recipient is None:
            self._faults.clear()
        else:
            self._faults.pop(recipient.lower(), None)

    def met_by(self, recipients: Iterable[str]) -> list[FaultT]:
        """What one request for these recipients runs into; it counts as one time of each."""
        keys = dict.fromkeys([*(recipient.lower() for recipient in recipients), EVERYBODY])
        met = [self._faults[key] for key in keys if key in self._faults]
        for fault in met:
            if fault.times is not None:
                fault.times -= 1
                if fault.times == 0:
                    del self._faults[fault.to.lower()]
        return met


def longest_delay(faults: Sequence[Fault]) -> float:
    """How many seconds a request that runs into all these is held up."""
    return max((fault.delay for fault in faults), default=0.0)
