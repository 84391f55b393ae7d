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
from countersign.results.parallel.members import Death, Member
from countersign.results.parallel.wire import Broken, Bye, Channel, Message, Ready, Report, Task
from countersign.results.parallel.worker import Worker

_SECONDS_TO_END = 30.0
_SECONDS_TO_CLEAN_UP = 10.0
_SECONDS_BETWEEN_LOOKS = 0.2
_STEP_BYTES = 4


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
        """Workers that ended without a task in their hands though nobody had told them to."""
        self.hopeless = ""
        """Why there is no point in going on, once there is none."""
        self._size = size
        self._complete = False
        """Whether all have been forked off."""
        self._worker = worker
        self._forking = forking
        self._heard = heard
        self._steps = mmap.mmap(-1, _STEP_BYTES * size)
        self._members: dict[int, Member] = {}
        """Seat → who has it, or had it last."""
        self._selector = selectors.DefaultSelector()

    def start(self) -> None:
        """Fork all of them off; the first are at work before the last are there."""
        # Objects that are never looked at again stay shared with the workers.
        gc.freeze()
        for seat in range(self._size):
            self._fork(seat)
            self.listen(0.0)
            self.give()
        self._complete = True

    @property
    def idle(self) -> bool:
        """Whether nothing is under way, and nothing can be begun."""
        return not self.queue and not any(member.task for member in self._members.values())

    def give(self) -> None:
        """Hand out what can be handed out, to new workers where old ones have died."""
        for member in list(self._members.values()):
            if member.gone and self._lacks_hands():
                self._fork(member.seat)
            elif member.free:
                others = not self._complete or any(one.at_work for one in self._members.values())
                task = self.queue.next(others_at_work=others)
                if task is None:
                    continue
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
            for member in self._living():
                # What it said at the very end is taken in first, at the next look.
                if member.has_died() and not member.channel.has_more():
                    self._bury(member)

    def tell(self, number: int) -> None:
        """Send all of them a signal; from a signal handler, so nothing else is done here."""
        for member in self._living():
            os.kill(member.pid, number)

    def dismiss(self) -> None:
        """Let all of them end in good order, and wait for it; whoever takes too long is killed."""
        for member in self._living():
            member.channel.nothing_more()
        deadline = time.monotonic() + _SECONDS_TO_END
        while self._living() and time.monotonic() < deadline:
            self.listen(_SECONDS_BETWEEN_LOOKS)
        if self._living():
            self.trouble.append(
                f"a worker had not ended {_SECONDS_TO_END:g} s after its last scenario, and was killed"
            )
            self.kill()

    def kill(self) -> None:
        """End all of them at once."""
        self.tell(signal.SIGKILL)
        for member in self._living():
            self._part_with(member)

    def close(self) -> None:
        """Whatever happened, nobody is left; those who are at work clean up first."""
        self._send_home()
        self.kill()
        self._selector.close()
        self._steps.close()
        gc.unfreeze()

    def _living(self) -> list[Member]:
        return [member for member in self._members.values() if not member.gone]

    def _lacks_hands(self) -> bool:
        """What is done alone needs only one; a `before_all` must not run beside it."""
        return bool(self.queue.shared or (self.queue.alone and not self._living()))

    def _send_home(self) -> None:
        """The run ends in the middle: scenarios are cut short, and what they have to say is lost."""
        self.tell(signal.SIGUSR1)
        deadline = time.monotonic() + _SECONDS_TO_CLEAN_UP
        for member in self._living():
            member.channel.nothing_more()
            while (left := deadline - time.monotonic()) > 0 and not member.has_died():
                if not member.channel.is_talking(min(left, _SECONDS_BETWEEN_LOOKS)):
                    break

    def _fork(self, seat: int) -> None:
        inside, outside = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        # No signal may find the worker while it still behaves as the run's own process, and none may be
        # passed on to all workers but this one.
        former = signal.pthread_sigmask(signal.SIG_BLOCK, ALL_SIGNALS)
        try:
            with self._forking(), warnings.catch_warnings():
                # The only threads here pass on what services say, and hold no lock that a worker needs.
                warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
                pid = os.fork()
            if pid == 0:
                self._become(seat, inside, outside, former)
            member = Member(seat, pid, Channel(outside))
            self._members[seat] = member
            self._selector.register(member.channel, selectors.EVENT_READ, member)
        except BlockingIOError as error:
            outside.close()
            self.hopeless = f"no more processes can be started ({error.strerror})"
            self.trouble.append(f"{self.hopeless}: ask for fewer with -j")
        finally:
            inside.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, former)

    def _become(
        self, seat: int, inside: socket.socket, outside: socket.socket, mask: set[signal.Signals | int]
    ) -> None:
        """In the worker: let go of the others, whose end nobody could notice otherwise."""
        outside.close()
        for member in self._members.values():
            member.channel.close()
        self._selector.close()
        self._worker.live(Channel(inside), lambda step: self._step(seat, step), mask)

    def _take(self, member: Member, message: Message) -> None:
        if isinstance(message, Broken):
            raise UserError(message.sentence)
        if isinstance(message, Ready):
            member.ready = True
        elif isinstance(message, Report):
            if member.task != Task(message.position, message.attempt):
                return  # said by a process that a hook has forked off, and that has gone on
            member.task = None
        elif isinstance(message, Bye):
            member.said_goodbye = True
        if not isinstance(message, Task):
            self._heard(message)

    def _bury(self, member: Member) -> None:
        """A worker is gone, and what it was at with it."""
        how = self._part_with(member)
        if member.said_goodbye:
            return
        if member.task is None:
            self.trouble.append(f"a worker that had no scenario to run was gone: {how}")
            if not member.ready:
                self.hopeless = "a worker could not begin"
            return
        task, member.task = member.task, None
        step = int.from_bytes(self._steps[member.seat * _STEP_BYTES :][:_STEP_BYTES], "big", signed=True)
        self._heard(Death(task, how, step, member.since))

    def _part_with(self, member: Member) -> str:
        self._selector.unregister(member.channel)
        member.channel.close()
        member.gone = True
        return member.lay_to_rest()

    def _step(self, seat: int, step: int) -> None:
        self._steps[seat * _STEP_BYTES : (seat + 1) * _STEP_BYTES] = step.to_bytes(
            _STEP_BYTES, "big", signed=True
        )
