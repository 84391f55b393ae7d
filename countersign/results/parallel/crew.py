"""The workers of a run: forked off, given scenario after scenario, listened to, replaced when they die."""

import gc
import mmap
import os
import selectors
import signal
import socket
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from countersign.errors import UserError
from countersign.results.interrupts import ALL_SIGNALS
from countersign.results.parallel.wire import Broken, Bye, Channel, Message, Ready, Report, Task
from countersign.results.parallel.worker import Worker

_SECONDS_TO_END = 10.0
_STEP_BYTES = 4


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
    gone: bool = False
    said_goodbye: bool = False


@dataclass(frozen=True)
class Death:
    """A worker died over a task."""

    task: Task
    how: str
    step: int
    """The step that was begun last; -1 before the first."""
    started_at: float


@dataclass
class Queue:
    """What is to be done: most of it by whoever is free, some of it with nobody else at work."""

    shared: deque[Task] = field(default_factory=deque)
    alone: deque[Task] = field(default_factory=deque)

    def __bool__(self) -> bool:
        return bool(self.shared or self.alone)

    def next(self, *, others_at_work: bool) -> Task | None:
        """The next task for somebody who is free."""
        if self.shared:
            return self.shared.popleft()
        return self.alone.popleft() if self.alone and not others_at_work else None

    def clear(self) -> None:
        """Nothing more is to be done."""
        self.shared.clear()
        self.alone.clear()


class Crew:
    """Keeps its workers busy; what they say goes to the listener."""

    def __init__(
        self,
        size: int,
        worker: Worker,
        forking: Callable[[], AbstractContextManager[None]],
        heard: Callable[[Ready | Report | Bye | Death], None],
    ) -> None:
        self.queue = Queue()
        self.trouble: list[str] = []
        """Workers that ended though nobody had told them to, without a task in their hands."""
        self._worker = worker
        self._forking = forking
        self._heard = heard
        self._steps = mmap.mmap(-1, _STEP_BYTES * size)
        self._members: list[Member] = []
        self._selector = selectors.DefaultSelector()
        # Objects that are never looked at again stay shared with the workers.
        gc.freeze()
        for seat in range(size):
            self._members.append(self._fork(seat))

    @property
    def idle(self) -> bool:
        """Whether nothing is under way, and nothing can be begun."""
        return not self.queue and not any(member.task for member in self._members)

    def give(self) -> None:
        """Hand out what can be handed out, to new workers where old ones have died."""
        for member in list(self._members):
            if member.gone and self.queue:
                self._members[self._members.index(member)] = self._fork(member.seat)
            elif member.ready and not member.task and not member.gone:
                task = self.queue.next(others_at_work=any(one.task for one in self._members))
                if task is None:
                    return
                member.task, member.since = task, time.time()
                self._step(member.seat, -1)
                member.channel.say(task)  # whoever is not there any more is noticed when listening

    def listen(self, seconds: float) -> None:
        """Take in what is said, waiting for it so long at most."""
        heard = self._selector.select(seconds)
        for key, _ in heard:
            member: Member = key.data
            messages = member.channel.heard()
            if messages is None:
                self._bury(member)
            for message in messages or ():
                self._take(member, message)
        if not heard:
            self._look_for_the_dead()

    def tell(self, number: int) -> None:
        """Send all of them a signal; from a signal handler, so nothing else is done here."""
        for member in self._members:
            if not member.gone:
                os.kill(member.pid, number)

    def dismiss(self) -> None:
        """Let all of them end in good order, and wait for it; whoever takes too long is killed."""
        for member in self._members:
            member.channel.nothing_more()
        deadline = time.monotonic() + _SECONDS_TO_END
        while not all(member.gone for member in self._members):
            left = deadline - time.monotonic()
            if left <= 0:
                self.trouble.append(
                    f"a worker had not ended {_SECONDS_TO_END:g} s after its last scenario, and was killed"
                )
                self.kill()
                return
            self.listen(left)

    def kill(self) -> None:
        """End all of them at once."""
        for member in self._members:
            if not member.gone:
                os.kill(member.pid, signal.SIGKILL)
                self._part_with(member)

    def close(self) -> None:
        """Whatever happened, nobody is left; those who are at work clean up first."""
        self._send_home()
        self.kill()
        self._selector.close()
        self._steps.close()
        gc.unfreeze()

    def _send_home(self) -> None:
        """The run ends in the middle: scenarios are cut short, and what they have to say is lost."""
        self.tell(signal.SIGUSR1)
        deadline = time.monotonic() + _SECONDS_TO_END
        for member in self._members:
            if not member.gone:
                member.channel.nothing_more()
                member.channel.is_talking(deadline - time.monotonic())

    def _fork(self, seat: int) -> Member:
        inside, outside = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        # No signal may find the worker while it still behaves as the run's own process.
        former = signal.pthread_sigmask(signal.SIG_BLOCK, ALL_SIGNALS)
        try:
            with self._forking(), warnings.catch_warnings():
                # The only threads here pass on what services say, and hold no lock that a worker needs.
                warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
                pid = os.fork()
            if pid == 0:
                self._become(seat, inside, outside, former)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, former)
        inside.close()
        member = Member(seat, pid, Channel(outside))
        self._selector.register(member.channel, selectors.EVENT_READ, member)
        return member

    def _become(
        self, seat: int, inside: socket.socket, outside: socket.socket, mask: set[signal.Signals | int]
    ) -> None:
        """In the worker: let go of the others, whose end nobody could notice otherwise."""
        outside.close()
        for member in self._members:
            member.channel.close()
        self._selector.close()
        self._worker.live(Channel(inside), lambda step: self._step(seat, step), mask)

    def _take(self, member: Member, message: Message) -> None:
        if isinstance(message, Broken):
            raise UserError(message.sentence)
        if isinstance(message, Ready):
            member.ready = True
        elif isinstance(message, Report):
            member.task = None
        elif isinstance(message, Bye):
            member.said_goodbye = True
        if not isinstance(message, Task):
            self._heard(message)

    def _look_for_the_dead(self) -> None:
        """Something that a step has started may hold the line of a worker that is gone."""
        for member in self._members:
            if not member.gone and os.waitid(os.P_PID, member.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                self._bury(member)

    def _bury(self, member: Member) -> None:
        """A worker is gone, and what it was at with it."""
        status = self._part_with(member)
        if member.said_goodbye:
            return
        if member.task is None:
            self.trouble.append(f"a worker that had no scenario to run was gone: {_how(status)}")
            return
        task, member.task = member.task, None
        step = int.from_bytes(self._steps[member.seat * _STEP_BYTES :][:_STEP_BYTES], "big", signed=True)
        self._heard(Death(task, _how(status), step, member.since))

    def _part_with(self, member: Member) -> int:
        self._selector.unregister(member.channel)
        member.channel.close()
        member.gone = True
        if not member.said_goodbye:
            os.kill(member.pid, signal.SIGKILL)  # it hung up: if it is not ending yet, nobody will hear of it
        return os.waitpid(member.pid, 0)[1]

    def _step(self, seat: int, step: int) -> None:
        self._steps[seat * _STEP_BYTES : (seat + 1) * _STEP_BYTES] = step.to_bytes(
            _STEP_BYTES, "big", signed=True
        )


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        name = signal.Signals(os.WTERMSIG(status)).name
        return f"killed by {name}" + (
            ", as the system does when memory runs out" if name == "SIGKILL" else ""
        )
    return f"ended with code {os.WEXITSTATUS(status)}"
