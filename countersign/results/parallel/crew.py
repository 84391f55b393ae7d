"""The workers of a run: forked off, given scenario after scenario, listened to, replaced when they die."""

import errno
import os
import selectors
import signal
import socket
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager

from countersign.errors import UserError
from countersign.results import garbage
from countersign.results.interrupts import ALL_SIGNALS
from countersign.results.parallel.begun import Begun
from countersign.results.parallel.members import Death, Member
from countersign.results.parallel.queue import Queue
from countersign.results.parallel.wire import Broken, Bye, Channel, Message, Ready, Report, Task
from countersign.results.parallel.worker import Worker
from countersign.results.time_limit import TimeLimit

_SECONDS_TO_END = 30.0
_SECONDS_TO_CLEAN_UP = 10.0
_SECONDS_BETWEEN_LOOKS = 0.2
_EXHAUSTED = (errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE)
"""What the system says that has no room for another process."""


class Crew:
    """Keeps its workers busy; what they say goes to the listener."""

    def __init__(
        self,
        size: int,
        worker: Worker,
        forking: Callable[[], AbstractContextManager[None]],
        heard: Callable[[Ready | Report | Bye | Broken | Death], None],
        time_limit: TimeLimit,
    ) -> None:
        self.queue = Queue()
        self.trouble: list[str] = []
        """Workers that ended without a task in their hands though nobody had told them to."""
        self.hopeless = ""
        """Why there is no point in going on, once there is none."""
        self._short_of_hands = False
        """Whether there is no room for as many workers as were asked for."""
        self._size = size
        self._complete = False
        """Whether all have been forked off."""
        self._worker = worker
        self._forking = forking
        self._heard = heard
        self._time_limit = time_limit
        self._begun = Begun(size)
        self._members: dict[int, Member] = {}
        """Seat → who has it, or had it last."""
        self._selector = selectors.DefaultSelector()

    def start(self) -> None:
        """Fork all of them off; the first are at work before the last are there."""
        garbage.keep()
        for seat in range(self._size):
            self._fork(seat)
            if self._short_of_hands or self.hopeless:
                break
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
                member.task, member.since, member.stuck = task, time.time(), False
                member.must_end_by = time.monotonic() + self._longest
                self._begun.note(member.seat, -1)
                member.channel.say(task)  # whoever is not there any more is noticed when listening

    def listen(self, seconds: float) -> None:
        """Take in what is said, waiting for it so long at most."""
        self._end_the_stuck()
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
            member.send(number)

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
        self._begun.close()

    @property
    def _longest(self) -> float:
        """After so many seconds a scenario has had its time, and some more to clean up."""
        limit = self._time_limit.seconds
        return float("inf") if limit is None else limit + _SECONDS_TO_CLEAN_UP

    def _end_the_stuck(self) -> None:
        now = time.monotonic()
        for member in self._living():
            if member.task and now > member.must_end_by and not member.stuck:
                member.stuck = True
                member.send(signal.SIGKILL)

    def _living(self) -> list[Member]:
        return [member for member in self._members.values() if not member.gone]

    def _lacks_hands(self) -> bool:
        """What is done alone needs only one; a `before_all` must not run beside it."""
        if self._living():
            return bool(self.queue.shared) and not self._short_of_hands
        return bool(self.queue)

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
        """Start a worker; where there is no room for it, those who are there do its work."""
        try:
            self._start(seat)
        except UserError as error:
            self.hopeless = str(error)
        except OSError as error:
            if error.errno not in _EXHAUSTED:
                raise
            self._do_without(f"no more processes can be started ({error.strerror}): ask for fewer with -j")

    def _do_without(self, why: str) -> None:
        there = len(self._living())
        if there:
            print(f"countersign: {why}. The run goes on with {there}.", file=sys.stderr, flush=True)
            self._short_of_hands = True
        else:
            self.hopeless = why

    def _start(self, seat: int) -> None:
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
        except BaseException:
            outside.close()
            raise
        finally:
            inside.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, former)

    def _become(
        self, seat: int, inside: socket.socket, outside: socket.socket, mask: set[signal.Signals | int]
    ) -> None:
        """In the worker: let go of the others, whose end nobody could notice otherwise."""
        try:
            outside.close()
            for member in self._members.values():
                member.channel.close()
            self._selector.close()
            self._worker.live(Channel(inside), lambda step: self._begun.note(seat, step), mask)
        finally:
            os._exit(1)  # never back into what is the run's own business

    def _take(self, member: Member, message: Message) -> None:
        if isinstance(message, Broken):
            # What it was at is not blamed for it, and not run: nobody could have finished it.
            member.task, member.said_goodbye = None, True
        elif isinstance(message, Ready):
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
        if member.stuck:
            how = f"killed, since {self._time_limit.told}"
        self._heard(Death(task, how, self._begun.last(member.seat), member.since))

    def _part_with(self, member: Member) -> str:
        self._selector.unregister(member.channel)
        member.channel.close()
        member.gone = True
        return member.lay_to_rest()
