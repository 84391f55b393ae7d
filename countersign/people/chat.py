"""The socket of one session as one trainee has it: whatever comes is taken in, in its order, and judged."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import msgspec

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.matchers.judging import quoted
from countersign.people.chat_frames import Frame, NoFrameError, read_frame
from countersign.people.socket import Closed, Socket, SocketClosedError, SocketRefusedError
from countersign.target import Patience

NAMES = {
    "session_start": "the greeting",
    "session_info": "what the session is",
    "message_received": "the acknowledgement",
    "assistant_message": "the customer's answer",
    "evaluation_feedback": "the coach's feedback",
    "session_complete": "the end of the session with its summary",
    "error": "a refusal that says why",
}
"""What frames are called in the sentences of a failure."""

ANSWER = ("message_received", "assistant_message", "evaluation_feedback")
"""What comes for a message, in this order."""

CONNECTION = "connection"
"""What is measured until a socket is open; nobody has been answered by then."""

_SHOWN = 2_000
_SESSION_START = {"type": "session_start"}


@dataclass(frozen=True)
class Place:
    """Where the sockets of a session are, and from where one of them is opened."""

    url: str
    session_id: int | str
    source: str | None = None


class Chat:
    """One socket after the other of one session; nothing that comes is passed over."""

    def __init__(
        self,
        name: str,
        place: Place,
        patience: Patience,
        transcript: Transcript,
        *,
        strays: Callable[[], str] = str,
        took: Callable[[str, float], None] = lambda _what, _seconds: None,
    ) -> None:
        self.name = name
        self.place = place
        self.frames: list[Frame] = []
        """All that came over the last socket."""
        self._seconds: dict[int, float] = {}
        self._patience = patience
        self._transcript = transcript
        self._strays = strays
        self._took = took
        self._socket: Socket | None = None
        self._act = "connecting"
        self._acted_at = 0.0

    # ---- coming and going

    @property
    def is_open(self) -> bool:
        """Whether the trainee is there."""
        return self._socket is not None and self._socket.closed is None

    def connects(self) -> None:
        """Open a socket of the session; an `AssertionError` where the door stays shut."""
        try:
            self.knocks()
        except SocketRefusedError as error:
            raise AssertionError(
                f"{self.name} should be let into the session {self.place.session_id}, but {error}."
            ) from error

    def knocks(self) -> None:
        """Open a socket, or be refused."""
        self._does("connecting", "[connects]")
        self.frames, self._seconds = [], {}
        if self._socket is not None:
            self._socket.close()
        self._socket = Socket.open(self.place.url, seconds=self._patience.answer, source=self.place.source)
        self._acted_at = time.monotonic()
        self._took(CONNECTION, self._socket.seconds_to_connect)

    def leaves(self) -> None:
        """Say farewell."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def breaks_off(self) -> None:
        """Be gone without a word, in mid-session."""
        self._does("losing the connection", "[loses the connection]")
        self._open_socket.break_off()
        self._socket = None

    def is_dismissed(self) -> Closed:
        """The chat must end the socket; how it did."""
        deadline = time.monotonic() + self._patience.answer
        try:
            while (left := deadline - time.monotonic()) > 0:
                if (raw := self._open_socket.receive(left)) is not None:
                    self._read(raw)
        except SocketClosedError as error:
            self._hears("the chat", f"[{error.closed.described()}]", None)
            return error.closed
        raise AssertionError(
            f"The socket of {self.name} should be closed by the chat after {self._act}, but it was still "
            f"open {self._patience.answer:g} s later."
        )

    # ---- speaking

    def sends(self, frame: dict[str, Any], shown: str) -> None:
        """One frame as a well-behaved program sends it."""
        self.sends_raw(msgspec.json.encode(frame).decode(), shown)

    def sends_raw(self, frame: str | bytes, shown: str) -> None:
        """Anything, in one frame."""
        self._does(shown if shown.startswith("[") else f"writing {quoted(shown)}", shown)
        try:
            self._open_socket.send(frame)
        except SocketClosedError as error:
            raise AssertionError(
                f"{self.name} should be able to go on, but {error} before {self._act} could be done."
            ) from error

    def sends_at_last(self, frame: str | bytes, shown: str) -> None:
        """What may be the last frame: the chat may end the connection before all of it is out."""
        self._does(shown, shown)
        with suppress(SocketClosedError):  # how it ended is for `is_dismissed`
            self._open_socket.send(frame)

    # ---- listening

    def hears(self, *wanted: str) -> list[Frame]:
        """Exactly these must come now, in this order, each in time."""
        heard: list[Frame] = []
        for kind in wanted:
            frame = self._next(wanted, heard)
            if frame.type != kind:
                raise AssertionError(
                    f"{self._should(wanted)}, but {NAMES[frame.type]} came where {NAMES[kind]} should be: "
                    f"{quoted(frame.words)}."
                )
            heard.append(frame)
        return heard

    def seconds_of(self, frame: Frame) -> float:
        """How long a frame took after what was sent before it."""
        return self._seconds[id(frame)]

    def hears_next(self, *either: str) -> Frame:
        """One of these must come now."""
        frame = self._next(either, [])
        if frame.type not in either:
            raise AssertionError(
                f"{self.name} should hear {' or '.join(NAMES[kind] for kind in either)} after {self._act}, "
                f"but {NAMES[frame.type]} came: {quoted(frame.words)}."
            )
        return frame

    def hears_if_any(self) -> Frame | None:
        """What comes before it has been quiet for as long as this deployment needs."""
        return self._take(self._patience.quiet)

    def hears_nothing(self) -> None:
        """Silence, for as long as this deployment needs."""
        self._must_be_nothing(self.hears_if_any())

    def has_missed_nothing(self) -> None:
        """Nothing may lie there that nobody has waited for."""
        if self.is_open:
            self._must_be_nothing(self._take(0))

    def stray(self) -> str:
        """What lies there though nobody here has asked for it, in words; empty where nothing does."""
        if not self.is_open:
            return ""
        frame = self._take(0)
        return f"{self.name} got {NAMES[frame.type]} ({quoted(frame.words)})" if frame else ""

    # ---- what is behind it

    @property
    def _open_socket(self) -> Socket:
        if self._socket is None:
            raise LookupError(f"{self.name} is not connected")
        return self._socket

    def _must_be_nothing(self, frame: Frame | None) -> None:
        if frame is not None:
            raise AssertionError(
                f"{self.name} should hear nothing more after {self._act}, but {NAMES[frame.type]} came: "
                f"{quoted(frame.words)}."
            )

    def _next(self, wanted: tuple[str, ...], heard: list[Frame]) -> Frame:
        frame = self._take(self._patience.answer)
        if frame is None:
            came = " and ".join(NAMES[one.type] for one in heard)
            came += f" ({quoted(heard[-1].words)})" if heard else ""
            raise AssertionError(
                f"{self._should(wanted)}, but {f'after {came} ' if came else ''}nothing came within "
                f"{self._patience.answer:g} s: {self._why_nothing()}."
            )
        return frame

    def _should(self, wanted: tuple[str, ...]) -> str:
        names = [NAMES[kind] for kind in wanted]
        listed = f"{', '.join(names[:-1])} and {names[-1]}, in this order," if names[1:] else names[0]
        return f"{self.name} should hear {listed} after {self._act}"

    def _take(self, seconds: float) -> Frame | None:
        """The next frame, read and written down; None where none came in time."""
        try:
            raw = self._open_socket.receive(seconds)
        except SocketClosedError as error:
            self._hears("the chat", f"[{error.closed.described()}]", None)
            raise AssertionError(f"{self.name} should be heard after {self._act}, but {error}.") from error
        return None if raw is None else self._read(raw)

    def _read(self, raw: str | bytes) -> Frame:
        took = time.monotonic() - self._acted_at
        try:
            frame = read_frame(raw)
        except NoFrameError as error:
            shown = raw.decode(errors="replace") if isinstance(raw, bytes) else raw
            self._hears("the chat", shown[:_SHOWN], took)
            raise AssertionError(
                f"{self.name} should hear what a chat sends after {self._act}, but got {quoted(shown)}, "
                f"which {error}."
            ) from error
        self._hears(frame.who, frame.words, took)
        if frame.session_id is not None and str(frame.session_id) != str(self.place.session_id):
            raise AssertionError(
                f"{self.name} should hear only of the session {self.place.session_id}, but "
                f"{NAMES[frame.type]} of the session {frame.session_id} came over its socket: "
                f"{quoted(frame.words)}."
            )
        self.frames.append(frame)
        self._seconds[id(frame)] = took
        return frame

    def _why_nothing(self) -> str:
        """Whether the chat is slow, has gone deaf on this socket, or is silent altogether; where it went."""
        if strays := self._strays():
            return f"instead, {strays}, and had not asked for it"
        began = time.monotonic()
        if (late := self._take(self._patience.answer)) is not None:
            seconds = self._patience.answer + time.monotonic() - began
            return f"the chat is slow, {NAMES[late.type]} came after {seconds:.1f} s"
        pings = "pings are answered" if self._open_socket.answers_ping(1.0) else "not even a ping is answered"
        self._open_socket.send(msgspec.json.encode(_SESSION_START).decode())
        if (still := self._take(1.0)) is not None:
            return f"the socket still hears ({NAMES[still.type]} came when asked for), so it was lost"
        return self._beside_a_fresh_socket(pings)

    def _beside_a_fresh_socket(self, pings: str) -> str:
        try:
            fresh = Socket.open(self.place.url, seconds=self._patience.answer, source=self.place.source)
        except SocketRefusedError as error:
            return f"the socket is deaf ({pings}), and for a fresh one of the same session {error}"
        try:
            answered = self._is_heard(fresh)
        except SocketClosedError as error:
            return f"the socket is deaf ({pings}), and as to a fresh one of the same session, {error}"
        finally:
            fresh.close()
        if answered:
            return (
                f"the socket has gone deaf, it takes frames in and answers none ({pings}), though a fresh "
                f"one of the same session is answered"
            )
        return f"the chat answers on no socket of this session ({pings})"

    def _is_heard(self, fresh: Socket) -> bool:
        """Whether what is asked over a socket is answered; the greeting comes unasked."""
        fresh.send(msgspec.json.encode(_SESSION_START).decode())
        deadline = time.monotonic() + self._patience.answer
        while (left := deadline - time.monotonic()) > 0:
            raw = fresh.receive(left)
            if isinstance(raw, str) and '"session_info"' in raw:
                return True
        return False

    def _does(self, act: str, shown: str) -> None:
        self._act, self._acted_at = act, time.monotonic()
        self._note(self.name, "the chat", shown[:_SHOWN], None)

    def _hears(self, sender: str, words: str, took: float | None) -> None:
        self._note(sender, self.name, words, took)

    def _note(self, sender: str, receiver: str, body: str, took: float | None) -> None:
        self._transcript.add(
            Exchange(at=time.time(), sender=sender, receiver=receiver, channel="chat", body=body, took=took)
        )
