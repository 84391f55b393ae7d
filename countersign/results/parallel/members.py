"""One worker as the run sees it: what it is at, and how it came to its end."""

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass

from countersign.results.parallel.wire import Channel, Task

_SECONDS_TO_DIE = 1.0
_SECONDS_BETWEEN_LOOKS = 0.01


@dataclass
class Member:
    """One worker, and what it is at."""

    seat: int
    pid: int
    channel: Channel
    ready: bool = False
    task: Task | None = None
    since: float = 0.0
    """When the task was given."""
    must_end_by: float = float("inf")
    """When, by the clock that only goes on, it has had time enough."""
    stuck: bool = False
    """Whether it was ended for having taken more."""
    gone: bool = False
    said_goodbye: bool = False

    @property
    def free(self) -> bool:
        """Whether it waits for a task."""
        return self.ready and not self.task and not self.gone and not self.said_goodbye

    @property
    def at_work(self) -> bool:
        """Whether it runs a scenario, or `before_all`."""
        return not self.gone and (self.task is not None or not self.ready)

    def has_died(self) -> bool:
        """Whether the process has ended, though something that it has started may hold its line."""
        try:
            return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        except ChildProcessError:  # where SIGCHLD is ignored, the dead are gone at once
            return True

    def send(self, number: int) -> None:
        """Send it a signal; whoever is gone already needs none."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def lay_to_rest(self) -> str:
        """How it ended; who has hung up and does not end by itself is ended, as nobody would hear of it."""
        deadline = time.monotonic() + _SECONDS_TO_DIE
        while not (died := self.has_died()) and time.monotonic() < deadline:
            time.sleep(_SECONDS_BETWEEN_LOOKS)
        if not died:
            self.send(signal.SIGKILL)
        try:
            status = os.waitpid(self.pid, 0)[1]
        except ChildProcessError:
            return "gone, and the system keeps to itself why"
        return _how(status) if died else "killed, since it had closed its line to the run"


@dataclass(frozen=True)
class Death:
    """A worker died over a task."""

    task: Task
    how: str
    step: int
    """The step that was begun last; -1 before the first."""
    started_at: float


def _how(status: int) -> str:
    if not os.WIFSIGNALED(status):
        return f"ended with code {os.WEXITSTATUS(status)}"
    number = os.WTERMSIG(status)
    if number == signal.SIGKILL:
        return "killed by SIGKILL, as the system does when memory runs out"
    known = {one.value: one.name for one in signal.Signals}
    return f"killed by {known.get(number, f'signal {number}')}"
