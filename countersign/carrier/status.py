"""Tells the line's status callback how a call goes on."""

import math
from collections.abc import Mapping
from email.utils import formatdate

from countersign.carrier.errand import Errands
from countersign.carrier.failures import CallFailed, CarrierWarning
from countersign.carrier.number import Number, StatusEvent
from countersign.carrier.turn import Turn


class StatusReports:
    """The reports of one call, in order; one that is not taken is a warning, and the call goes on."""

    def __init__(self, number: Number, errands: Errands) -> None:
        self._number = number
        self._errands = errands
        self.sent: list[Turn] = []

    def tell(
        self,
        event: StatusEvent,
        parameters: Mapping[str, str],
        seconds: float,
        warnings: list[CarrierWarning],
    ) -> None:
        """Report an event, where the number is configured to."""
        url = self._number.status_callback
        if not url or event not in self._number.status_events:
            return
        told = {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(len(self.sent)),
            "Timestamp": formatdate(),
        }
        if event == "completed":
            length = math.ceil(seconds)
            told |= {"CallDuration": str(length), "Duration": str(math.ceil(length / 60))}
        turn = Turn(url, "POST", dict(parameters))
        self.sent.append(turn)
        try:
            self._errands.run(turn, told)
        except CallFailed as failure:
            turn.failure = failure.sentence
            warnings.append(CarrierWarning(failure.number, failure.sentence, failure.url))
