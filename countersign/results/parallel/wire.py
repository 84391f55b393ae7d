"""What the run and its workers say to each other, each message with its length before it."""

import select
import socket
import time
from collections.abc import Iterator

import msgspec

from countersign.results.masking import masked, writable
from countersign.results.scenario_run import Ended

_LENGTH = 4
_CHUNK = 1 << 20
_HUNG_UP = getattr(select, "POLLRDHUP", select.POLLHUP)


class Task(msgspec.Struct, frozen=True, tag=True):
    """Run this scenario, by its position in the plan."""

    position: int
    attempt: int


class Output(msgspec.Struct, frozen=True):
    """One piece of what behave has captured."""

    name: str | None
    failed: bool
    stdout: str
    stderr: str
    log: str


class Fault(msgspec.Struct, frozen=True):
    """An exception, as far as it can be told."""

    name: str
    failure: bool
    """Whether it is an AssertionError."""
    said: str


class Place(msgspec.Struct, frozen=True):
    """One of the calls on the way to an error."""

    path: str
    line: int
    function: str


class State(msgspec.Struct, frozen=True):
    """What became of a step or a scenario, or of what is around it, as behave's model has it."""

    status: str
    duration: float
    hook_failed: bool
    error_message: str | None
    fault: Fault | None = None
    way: list[Place] = []
    """The calls that led to the fault, the outermost first."""
    skip_reason: str | None = None
    captured: list[Output] = []


class Event(msgspec.Struct, frozen=True):
    """Something that formatters are told."""

    what: str
    step: int = -1
    mime_type: str = ""
    data: bytes = b""
    text: str = ""
    """What was embedded, if that is no bytes."""
    printed: str = ""
    """What was printed before."""


class Report(msgspec.Struct, frozen=True, tag=True):
    """A scenario is over."""

    position: int
    attempt: int
    ended: Ended | None = None
    """None where it was not begun, because a hook of its feature or rule failed."""
    died: bool = False
    """Whether the worker died over it, so that nobody has told anyone of it."""
    scenario: State | None = None
    steps: list[State] = []
    around: list[State] = []
    """Its rule, if it is in one, and its feature."""
    events: list[Event] = []
    printed: str = ""
    """What was printed after the last of the events."""
    troubles: list[str] = []
    ending: str = ""
    """Why the whole run is to end, where a hook or step says so."""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The worker has run `before_all`."""

    printed: str = ""
    troubles: list[str] = []
    ending: str = ""


class Broken(msgspec.Struct, frozen=True, tag=True):
    """The worker can't go on, and neither can the run: the sentence of a `UserError`."""

    sentence: str


class Bye(msgspec.Struct, frozen=True, tag=True):
    """The worker has run `after_all`."""

    printed: str = ""
    troubles: list[str] = []
    ending: str = ""


Message = Task | Report | Ready | Broken | Bye

_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class Channel:
    """One end of a conversation; closed by whoever dies."""

    def __init__(self, door: socket.socket) -> None:
        self._door = door
        self._rest = bytearray()

    def fileno(self) -> int:
        """For a selector."""
        return self._door.fileno()

    def say(self, message: Message) -> bool:
        """Send it; False where nobody is there any more."""
        try:
            text = _encoder.encode(message)
        except UnicodeEncodeError:
            document = msgspec.to_builtins(message, builtin_types=(bytes,))
            text = _encoder.encode(masked(document, writable))
        try:
            self._door.sendall(len(text).to_bytes(_LENGTH, "big") + text)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def heard(self) -> list[Message] | None:
        """The messages that have come, waiting for more of them if there is nothing yet; None at the end."""
        try:
            chunk = self._door.recv(_CHUNK)
        except ConnectionResetError:
            return None
        if not chunk:
            return None
        self._rest += chunk
        return list(self._complete())

    def has_more(self) -> bool:
        """Whether something can be read at once: a message, or the end."""
        return self._has_more(0.0)

    def is_talking(self, seconds: float) -> bool:
        """Wait that long at most for the other end to fall silent for good; whether it has not."""
        deadline = time.monotonic() + seconds
        while self._has_more(max(deadline - time.monotonic(), 0.0)):
            if self.heard() is None:
                return False
        return True

    def hear(self) -> Message | None:
        """The next message of a conversation in which only one is under way; None at the end."""
        while (messages := self.heard()) is not None:
            if messages:
                return messages[0]
        return None

    def is_closed(self) -> bool:
        """Whether the other end is gone; what was said before is kept."""
        try:
            return not self._door.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True

    def wait_until_closed(self) -> None:
        """Wait for the other end to be gone, whatever it says before."""
        end = select.poll()
        end.register(self, _HUNG_UP)
        end.poll()

    def nothing_more(self) -> None:
        """Say that nothing more will be said."""
        try:
            self._door.shutdown(socket.SHUT_WR)
        except OSError:  # nobody is there any more, which comes to the same
            return

    def close(self) -> None:
        """Hang up."""
        self._door.close()

    def _has_more(self, seconds: float) -> bool:
        within = select.poll()
        within.register(self, select.POLLIN)
        return bool(within.poll(seconds * 1000))

    def _complete(self) -> Iterator[Message]:
        while len(self._rest) >= _LENGTH:
            end = _LENGTH + int.from_bytes(self._rest[:_LENGTH], "big")
            if len(self._rest) < end:
                return
            message = _decoder.decode(bytes(self._rest[_LENGTH:end]))
            del self._rest[:end]
            yield message
