"""The documents that a call asks for, one after the other, and how many of them are enough."""

from collections.abc import Mapping

from countersign.carrier.document import opened
from countersign.carrier.errand import Errands
from countersign.carrier.failures import NOT_CARRIED, TOO_MANY_REDIRECTS, CallFailed, CarrierWarning
from countersign.carrier.number import Number
from countersign.carrier.page import Page
from countersign.carrier.turn import Turn
from countersign.carrier.verbs import GoesTo

MOST_DOCUMENTS = 50
"""How many documents may follow each other before the caller is heard again."""
MOST_TURNS = 500
MOST_FALLBACKS = 3
"""How often the fallback may be asked before the caller is heard again."""


class Requests:
    """Asks, remembers each turn, and keeps to the limits."""

    def __init__(self, number: Number, errands: Errands, warnings: list[CarrierWarning]) -> None:
        self.turns: list[Turn] = []
        self._number = number
        self._errands = errands
        self._warnings = warnings
        self._documents = 0
        self._fallbacks = 0

    def begin_anew(self) -> None:
        """The caller was heard: what was asked for until now counts no more against the limits."""
        self._documents = 0
        self._fallbacks = 0

    def document(self, step: GoesTo, parameters: Mapping[str, str]) -> Page:
        """The document that is asked for."""
        self._documents += 1
        if self._documents > MOST_DOCUMENTS:
            raise CallFailed(
                TOO_MANY_REDIRECTS,
                f"is document number {self._documents} in a row that does not wait for the caller",
                step.url,
            )
        if len(self.turns) >= MOST_TURNS:
            raise CallFailed(TOO_MANY_REDIRECTS, f"is asked for after {MOST_TURNS} requests", step.url)
        turn = self._turn(step, parameters)
        try:
            return opened(turn, self._errands.run(turn, step.extra), len(self.turns) - 1, self._warnings)
        except CallFailed as failure:
            turn.failure = failure.sentence
            raise

    def in_vain(self, step: GoesTo, parameters: Mapping[str, str]) -> None:
        """Ask for a document that nobody hears any more."""
        turn = self._turn(step, parameters)
        try:
            self._errands.run(turn, step.extra)
        except CallFailed as failure:
            turn.failure = failure.sentence
            self._warn(failure)

    def fallback(self, failure: CallFailed) -> GoesTo | None:
        """Where to ask when the line has failed so; None where there is no such place, or enough of it."""
        url = self._number.fallback_url
        if not url or failure.number == NOT_CARRIED or self._fallbacks >= MOST_FALLBACKS:
            return None
        self._fallbacks += 1
        self._documents = 0
        self._warn(failure)
        told = {"ErrorCode": str(failure.number), "ErrorUrl": failure.url}
        return GoesTo(url, self._number.method, told)

    def _turn(self, step: GoesTo, parameters: Mapping[str, str]) -> Turn:
        turn = Turn(step.url, step.method, dict(parameters))
        self.turns.append(turn)
        return turn

    def _warn(self, failure: CallFailed) -> None:
        self._warnings.append(CarrierWarning(failure.number, failure.sentence, failure.url))
