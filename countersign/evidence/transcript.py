"""What was said in one scenario, by whom and when: redacted before anybody sees it, and readable."""

import textwrap
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from countersign.evidence.exchange import Exchange
from countersign.evidence.redaction import Redactor

LONGEST_BODY = 20_000
MOST_EXCHANGES = 2_000

_WIDTH = 100
_INDENT = " " * 10
_GIST = 60

Listener = Callable[[str], None]
"""Is given each exchange as one line of the dialogue."""


class Transcript:
    """The exchanges of one scenario; any thread may add to it.

    It is bounded: of a very long body the end is left out, of very many exchanges those in the middle.
    """

    def __init__(
        self, redact: Redactor | None = None, *, most: int = MOST_EXCHANGES, longest: int = LONGEST_BODY
    ) -> None:
        self._redact = redact or Redactor()
        self._longest = longest
        self._first: list[_Note] = []
        self._last: deque[_Note] = deque(maxlen=most - most // 2)
        self._most_first = most // 2
        self._left_out = 0
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()

    def add(self, exchange: Exchange) -> None:
        """Take in an exchange, and show it without its secrets to whoever listens."""
        note = _Note(exchange)
        if exchange.detail or len(exchange.body) > self._longest:
            self._redact_note(note)  # what is large is not kept, and what can be changed may change
        with self._lock:
            if len(self._first) < self._most_first:
                self._first.append(note)
            else:
                self._left_out += len(self._last) == self._last.maxlen
                self._last.append(note)
            listeners = list(self._listeners)
            since = self._first[0].exchange.at if self._first else exchange.at
        if listeners:
            self._redact_note(note)
        for listener in listeners:
            listener(as_line(note.exchange, since))

    def listen(self, listener: Listener) -> None:
        """Tell the listener of each exchange from now on, redacted, in the thread that adds it."""
        with self._lock:
            self._listeners.append(listener)

    @property
    def exchanges(self) -> list[Exchange]:
        """What was said, in order of time, whoever reported it first."""
        with self._lock:
            notes = [*self._first, *self._last]
        for note in notes:
            self._redact_note(note)
        return sorted((note.exchange for note in notes), key=lambda exchange: exchange.at)

    @property
    def left_out(self) -> int:
        """How many exchanges were left out because there were too many."""
        with self._lock:
            return self._left_out

    def as_text(self) -> str:
        """The whole dialogue, each line with the seconds since the first."""
        said, left_out = self.exchanges, self.left_out
        if not said:
            return "(nothing was said)"
        lines = [as_line(exchange, since=said[0].at) for exchange in said]
        if left_out:
            lines.insert(self._most_first, f"{_INDENT}(… {_counted(left_out, 'exchange')} left out here …)")
        return "\n".join(lines)

    def summary(self) -> str:
        """The dialogue in one paragraph: how much was said over which channel, and the slowest answer."""
        said, left_out = self.exchanges, self.left_out
        if not said:
            return "Nothing was said."
        channels = Counter(exchange.channel for exchange in said).most_common()
        parts = ", ".join(f"{count} by {channel}" for channel, count in channels)
        text = f"{_counted(len(said), 'exchange')} in {said[-1].at - said[0].at:.2f} s: {parts}"
        if left_out:
            text += f"; {left_out} more left out"
        timed = [exchange for exchange in said if exchange.took is not None]
        if timed:
            slowest = max(timed, key=lambda exchange: exchange.took or 0.0)
            gist = textwrap.shorten(slowest.body, _GIST, placeholder="…")
            text += (
                f"; the slowest answer took {slowest.took:.2f} s "
                f"({slowest.sender} to {slowest.receiver}: «{gist}»)"
            )
        return f"{text}."

    def _redact_note(self, note: "_Note") -> None:
        """Without its secrets from now on; it is done late, so that no conversation waits for it."""
        if not note.redacted:
            note.exchange, note.redacted = self._keepable(note.exchange), True

    def _keepable(self, exchange: Exchange) -> Exchange:
        body = self._redact(exchange.body)  # before it is cut: half a secret looks like none
        if (more := len(body) - self._longest) > 0:
            body = f"{body[: self._longest]}\n(… {_counted(more, 'character')} left out …)"
        return msgspec.structs.replace(
            exchange,
            sender=self._redact(exchange.sender),
            receiver=self._redact(exchange.receiver),
            body=body,
            detail=self._redact.data(exchange.detail),
        )


class _Note:
    """An exchange, and whether its secrets have been taken out yet."""

    __slots__ = ("exchange", "redacted")

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.redacted = False


def as_line(exchange: Exchange, since: float) -> str:
    """An exchange as a person reads it: when, who to whom, how and what; long texts on lines of their own."""
    took = f" after {exchange.took:.2f} s" if exchange.took is not None else ""
    head = f"{exchange.at - since:+.2f} s".ljust(len(_INDENT))
    head += f"{exchange.sender} → {exchange.receiver} [{exchange.channel}{took}]"
    body = exchange.body.strip()
    buttons = " ".join(f"[{label}]" for label in _labels(exchange.detail.get("buttons", ())))
    if "\n" not in body and len(head) + len(body) < _WIDTH:
        return "\n".join([f"{head}  {body}".rstrip(), *_wrapped(buttons)])
    return "\n".join([head, *_wrapped(body), *_wrapped(buttons)])


def _wrapped(text: str) -> Iterable[str]:
    for line in text.splitlines():
        yield from textwrap.wrap(
            line, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT, break_long_words=False
        ) or [""]


def _labels(buttons: Any) -> list[str]:
    """The labels of buttons, one row or several."""
    if isinstance(buttons, str):
        return [buttons]
    if isinstance(buttons, dict):
        return [str(buttons.get("label") or buttons.get("text") or "?")]
    return [label for button in buttons for label in _labels(button)]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
