"""What the next calls are answered with, for each whose calls they are."""

from collections import defaultdict, deque
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from countersign.providers.faults import LONGEST_DELAY
from countersign.providers.openrouter.refusals import Refusal

EVERYBODY = "*"
"""Whose script everybody is answered with who has none of their own."""

Seconds = Annotated[float, msgspec.Meta(ge=0, le=LONGEST_DELAY)]
Chunks = Annotated[int, msgspec.Meta(ge=0)]


class Error(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is answered instead, in OpenRouter's own words where no others are given."""

    status: Annotated[int, msgspec.Meta(ge=400, le=599)] = 502
    code: int | None = None
    message: str | None = None
    metadata: Mapping[str, Any] | None = None
    retry_after: Annotated[int, msgspec.Meta(ge=0)] | None = None

    def as_refusal(self) -> Refusal:
        """The refusal as it goes over the wire."""
        return Refusal(
            self.status, self.message, code=self.code, metadata=self.metadata, retry_after=self.retry_after
        )


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one call is answered with; what is not said is as usual."""

    content: str | None = None
    chunks: list[str] | None = None
    """The content, cut up otherwise than at its spaces; each is one token."""
    finish_reason: Literal["stop", "length", "content_filter", "tool_calls"] | None = None
    prompt_tokens: Chunks | None = None
    completion_tokens: Chunks | None = None
    delay: Seconds = 0.0
    """Seconds before the answer begins."""
    pace: Seconds = 0.0
    """Seconds between the chunks of a stream."""
    error: Error | None = None
    error_after: Chunks | None = None
    """After so many chunks the error comes; before any, and with its status, where nothing is said."""
    cut: Literal["before", "after"] | None = None
    """The connection is lost: before the model is asked, or when all is said but the end."""
    cut_after: Chunks | None = None
    """The connection is lost after so many chunks of a stream."""
    hold_after: Chunks | None = None
    """After so many chunks a stream is held until it is released; an answer in one piece before it begins."""
    repeat: bool = False
    """Whether all calls from now on are answered so, until something else is scripted."""

    def __post_init__(self) -> None:
        if self.content is not None and self.chunks is not None and self.content != "".join(self.chunks):
            raise ValueError("content and chunks must say the same, or only one of them be given")
        if self.cut and self.cut_after is not None:
            raise ValueError("a connection is lost once: give cut or cut_after")


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Answers for the next calls of somebody, in order."""

    whose: str
    answers: Annotated[list[Answer], msgspec.Meta(min_length=1)]

    def __post_init__(self) -> None:
        if any(answer.repeat for answer in self.answers[:-1]):
            raise ValueError(
                "only the last answer can be repeated: those behind another would never be given"
            )


class Scripts:
    """All answers that are yet to be given."""

    def __init__(self) -> None:
        self._lines: defaultdict[str, deque[Answer]] = defaultdict(deque)

    def add(self, script: Script) -> None:
        """Put answers behind those that wait; one that was being repeated gives way to them."""
        line = self._lines[script.whose]
        if line and line[-1].repeat:
            line.pop()
        line.extend(script.answers)

    def drop(self, whose: str | None) -> None:
        """Answer as usual again: one, or all."""
        if whose is None:
            self._lines.clear()
        else:
            self._lines.pop(whose, None)

    def next(self, whose: str) -> Answer:
        """What this call is answered with."""
        for name in (whose, EVERYBODY):
            line = self._lines.get(name)
            if not line:
                continue
            answer = line[0]
            if not answer.repeat:
                line.popleft()
                if not line:
                    del self._lines[name]
            return answer
        return _USUAL

    def waiting(self, whose: str) -> int:
        """How many scripted answers wait for somebody."""
        return len(self._lines.get(whose, ()))


_USUAL = Answer()
