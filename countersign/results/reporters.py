"""behave's reporters, and those that hooks have added."""

from collections.abc import Callable
from typing import Any

from countersign.errors import UserError
from countersign.results.faults import in_a_line
from countersign.results.troubles import Troubles


class Reporters:
    """Tells them of each feature; the run goes on without one that fails, and is red for it."""

    def __init__(self, config: Any, troubles: Troubles) -> None:
        self._config = config
        self._troubles = troubles
        self._failed: list[Any] = []

    def feature(self, feature: Any) -> None:
        """A feature is over, or was passed over."""
        self._tell(lambda reporter: reporter.feature(feature))

    def end(self) -> None:
        """The run is over."""
        self._tell(lambda reporter: reporter.end())

    def _tell(self, what: Callable[[Any], None]) -> None:
        for reporter in self._config.reporters:
            if any(reporter is one for one in self._failed):
                continue
            try:
                what(reporter)
            except (BrokenPipeError, UserError):
                raise
            except Exception as error:  # noqa: BLE001 (reporters are not ours)
                self._failed.append(reporter)
                self._troubles.note_of_the_run(
                    f"reporter {type(reporter).__name__} failed, what it writes is not complete: "
                    f"{in_a_line(error)}"
                )
