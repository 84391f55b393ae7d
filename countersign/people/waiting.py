"""How people wait: for what must come, bounded, and for silence."""

import time
from collections.abc import Callable

_BETWEEN_QUESTIONS = 0.02


def follow(take: Callable[[float], object], until: Callable[[], bool], seconds: float) -> None:
    """Take in what comes until the condition holds or the time is over; `take` waits so long for news."""
    deadline = time.monotonic() + seconds
    take(0.0 if until() else seconds)
    while not until() and (left := deadline - time.monotonic()) > 0:
        take(left)


class Silence:
    """How long nothing has come; what was waited through for something else counts too."""

    def __init__(self) -> None:
        self._broken_at = time.monotonic()

    def is_broken(self) -> None:
        """Something has come."""
        self._broken_at = time.monotonic()

    def left(self, wanted: float) -> float:
        """How many of the wanted seconds are still to come."""
        return max(wanted - (time.monotonic() - self._broken_at), 0.0)


def came_true(condition: Callable[[], bool], seconds: float) -> bool:
    """Ask again and again, until it holds or the time is over; whether it came to hold."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_BETWEEN_QUESTIONS)
    return True
