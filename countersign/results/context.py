"""behave's context, which remembers why clean-ups failed and why somebody aborted the run."""

from collections.abc import Callable
from typing import Any

from behave.runner import Context

from countersign.results.faults import in_a_line
from countersign.results.troubles import Troubles


class RunContext(Context):  # type: ignore[misc]
    """What hooks and steps get as `context`."""

    def __init__(self, runner: Any, troubles: Troubles, stop: Callable[[str], None]) -> None:
        super().__init__(runner)
        self._troubles = troubles
        self._stop = stop

    def abort(self, reason: str | None = None) -> None:
        """End the run after the current scenario."""
        self._stop(f"aborted by the suite: {reason}" if reason else "aborted by the suite")

    def print_cleanup_error(self, context: Any, cleanup_func: Any, exception: Exception) -> None:  # noqa: ARG002
        """behave calls it for each clean-up that fails; the summary says it, so nothing is printed here."""
        name = getattr(cleanup_func, "__name__", repr(cleanup_func))
        self._troubles.note_cleanup(f"clean-up {name} failed: {in_a_line(exception)}")
