"""Ctrl-C, and SIGTERM in the same way: the scenario under way is cleaned up, and the run ends in order."""

import os
import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from behave.matchers import Match
from behave.runner import ModelRunner

_FIRST = b"\nInterrupted: cleaning up after the current scenario. Once more ends at once.\n"
_SECOND = b"\nEnded at once: what the scenario had created may be left behind.\n"
_NAMES = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM"}


class Interrupts:
    """Turns the first signal into an orderly end, and the second into an immediate one."""

    def __init__(self) -> None:
        self.reason = ""
        """Why the run shall end, once there was a signal."""
        self.cut = False
        """Whether what was under way was cut short."""
        self.careful = False
        """Whether scenarios are under way, so that only steps and before-hooks may be cut short."""
        self._former: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            self._former = {number: signal.signal(number, self._received) for number in _NAMES}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Cut short what is about to begin, if there was a signal that nothing could be cut short for."""
        if self.reason:
            self._cut()

    def _received(self, number: int, frame: FrameType | None) -> None:
        if self.reason:
            os.write(2, _SECOND)
            os._exit(2)
        self.reason = f"interrupted by {_NAMES[signal.Signals(number)]}"
        os.write(2, _FIRST)
        if not self.careful or _may_be_cut(frame):
            self._cut()

    def _cut(self) -> None:
        self.cut = True
        raise KeyboardInterrupt


def _may_be_cut(frame: FrameType | None) -> bool:
    """Whether the innermost thing that behave does is a step or a before-hook, not a clean-up."""
    while frame is not None:
        if frame.f_code is Match.run.__code__:
            return True
        if frame.f_code is ModelRunner.run_hook.__code__:
            return str(frame.f_locals["hook_name"]).startswith("before_")
        frame = frame.f_back
    return False
