"""Ctrl-C, SIGTERM and a closed terminal: the scenario under way is cleaned up, and the run ends in order."""

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from types import FrameType, TracebackType
from typing import Any

from behave.matchers import Match
from behave.runner import ModelRunner

from countersign.results.outlet import let_go_of_the_terminal

_FIRST = b"\nInterrupted: cleaning up after the current scenario. Ctrl-C now ends at once.\n"
_SECOND = b"\nEnded at once: what the scenario had created may be left behind.\n"
_REASONS = {
    signal.SIGINT: "interrupted by Ctrl-C",
    signal.SIGTERM: "interrupted by SIGTERM",
    signal.SIGHUP: "interrupted, since its terminal was closed",
}
_ORDERS = {signal.SIGINT: signal.SIGUSR1, signal.SIGTERM: signal.SIGUSR2, signal.SIGHUP: signal.SIGURG}
"""Signal that the run gets → signal that it gives its workers."""

_end_now = os._exit  # as it is before anybody keeps steps from it

ALL_SIGNALS = {*_ORDERS, *_ORDERS.values()}


class Cut(Enum):
    """What a signal may cut short."""

    ANYTHING = "anything: nothing has begun"
    STEPS = "steps and before-hooks, but no clean-up"
    NOTHING = "nothing: others run the scenarios"


class Interrupts:
    """Turns the first signal into an orderly end, and a Ctrl-C after it into an immediate one.

    CI servers send one signal after the other when they cancel a job; only who presses Ctrl-C is impatient.
    """

    def __init__(self) -> None:
        self.reason = ""
        """Why the run shall end, once there was a signal."""
        self.cut = False
        """Whether what was under way was cut short."""
        self.may_cut = Cut.ANYTHING
        self.tell: Callable[[int], None] = _tell_nobody
        """Passes a signal on to those who run the scenarios: the one to interrupt, or SIGKILL."""
        self._former: dict[int, Any] = {}

    def __enter__(self) -> "Interrupts":
        if threading.current_thread() is threading.main_thread():
            self._former = {number: signal.signal(number, self._received) for number in _heeded()}
            # Where it is ignored, as it may have been inherited, the system would not say how children end.
            if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
                self._former[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    def obey(self) -> None:
        """In a worker: what a terminal sends to all processes is the run's business, which gives orders.

        The ignored ones are caught, since programs that a step starts would inherit a signal that is ignored.
        """
        self.may_cut = Cut.STEPS
        self.tell = _tell_nobody
        for number, order in _ORDERS.items():
            signal.signal(number, lambda *_: None)
            signal.signal(order, self._ordered)

    def check(self) -> None:
        """Cut short what is about to begin, if there was a signal that nothing could be cut short for."""
        if self.reason:
            self._cut()

    def _received(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGHUP:
            let_go_of_the_terminal()
        if self.reason and number != signal.SIGINT:
            return
        if self.reason:
            self.tell(signal.SIGKILL)
            _say(_SECOND)
            _end_now(2)
        self.reason = _REASONS[signal.Signals(number)]  # before anybody can answer with a second one
        _say(_FIRST)
        self.tell(_ORDERS[signal.Signals(number)])
        self._cut_if_it_may_be(frame)

    def _ordered(self, order: int, frame: FrameType | None) -> None:
        number = next(number for number, given in _ORDERS.items() if given == order)
        if number == signal.SIGHUP:
            let_go_of_the_terminal()
        self.reason = _REASONS[number]
        self._cut_if_it_may_be(frame)

    def _cut_if_it_may_be(self, frame: FrameType | None) -> None:
        if self.may_cut is Cut.ANYTHING or (self.may_cut is Cut.STEPS and may_be_cut(frame)):
            self._cut()

    def _cut(self) -> None:
        self.cut = True
        raise KeyboardInterrupt


def _heeded() -> list[signal.Signals]:
    """A run that was started with nohup goes on when its terminal is closed."""
    return [
        number
        for number in _REASONS
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN
    ]


def _say(text: bytes) -> None:
    with suppress(OSError):  # nobody may be there any more to read it
        os.write(2, text)


def _tell_nobody(_signal: int) -> None:
    """This process runs the scenarios itself."""


def may_be_cut(frame: FrameType | None) -> bool:
    """Whether the innermost thing that behave does is a step or a before-hook, not a clean-up."""
    while frame is not None:
        if frame.f_code is Match.run.__code__:
            return True
        if frame.f_code is ModelRunner.run_hook.__code__:
            return str(frame.f_locals["hook_name"]).startswith("before_")
        frame = frame.f_back
    return False
