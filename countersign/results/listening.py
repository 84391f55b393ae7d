"""What a formatter may hear besides behave's own events: how scenarios have really ended."""

import time
from typing import Any, Protocol, runtime_checkable

from behave.formatter.base import Formatter, StreamOpener

from countersign.results.masking import mask_statement
from countersign.results.record import Attempt, Planned
from countersign.results.session import Redact


@runtime_checkable
class Listener(Protocol):
    """A formatter that wants to know of every planned scenario how it ended."""

    def begin(self, redact: Redact) -> None:
        """Nothing has run yet; what is written must pass through `redact`."""

    def attempted(self, planned: Planned, attempt: Attempt) -> None:
        """A scenario has ended, clean-up included, or will not be run."""

    def troubled(self, problem: str) -> None:
        """Something went wrong outside of every scenario."""


class MaskingFormatter(Formatter):  # type: ignore[misc]
    """Stands before all other formatters and redacts failed steps, so that none of them sees a secret.

    It notes when they ended, too, which behave does not. behave sets a step's message after its `after_step`
    hook, so this is the first place where it can be done.
    """

    def __init__(self, config: Any, redact: Redact) -> None:
        super().__init__(StreamOpener(filename="nowhere"), config)
        self._redact = redact

    def result(self, step: Any) -> None:
        """A step has ended."""
        if step.status.has_failed():
            step.wrong_at = time.time()
            mask_statement(step, self._redact)
