"""The longest that a scenario may take, where somebody has set one with `-D scenario_timeout=SECONDS`."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from countersign.errors import UserError
from countersign.results.interrupts import may_be_cut

_SECONDS_BEFORE_IT_IS_SAID_AGAIN = 5.0
"""To a step that has caught the error and gone on, or after a clean-up that was not disturbed."""


class StuckError(UserError):
    """The scenario had not ended in time; raised in the midst of the step that it is stuck in."""


class TimeLimit:
    """Ends the step of a scenario that takes too long as an error of that step, so that it is cleaned up.

    What does not react is ended from outside, by the run that waits for its worker.
    """

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Around a scenario."""
        if self.seconds is None:
            yield
            return
        former = signal.signal(signal.SIGALRM, self._is_over)
        signal.setitimer(signal.ITIMER_REAL, self.seconds, _SECONDS_BEFORE_IT_IS_SAID_AGAIN)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, former)

    @property
    def told(self) -> str:
        """What is said of a scenario that is stuck."""
        return f"the scenario was stuck: it had not ended after {self.seconds:g} s (-D scenario_timeout)"

    def _is_over(self, _: int, frame: FrameType | None) -> None:
        if may_be_cut(frame):
            raise StuckError(self.told)
