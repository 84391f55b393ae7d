"""What a chat may send over its socket, and what each frame must bear."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

Words = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]
Points = Annotated[float, msgspec.Meta(ge=0, le=100)]
Id = int | str


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What every frame may bear; more than is known is no fault."""

    type: str
    session_id: Id | None = None
    metadata: dict[str, Any] = {}

    @property
    def words(self) -> str:
        """What a person would read."""
        return f"[{self.type}]"

    @property
    def who(self) -> str:
        """Who says it: the chat itself, the customer who is played, or the coach."""
        return "the chat"


class SessionStart(Frame, frozen=True, kw_only=True):
    """The greeting of a socket that has just been opened."""

    content: Words
    session_id: Id

    @property
    def words(self) -> str:
        return f"[greets] {self.content}"


class InfoMetadata(msgspec.Struct, frozen=True):
    """What a session is about."""

    scenario: dict[str, Any]
    session: dict[str, Any]
    messages: list[dict[str, Any]] = []


class SessionInfo(Frame, frozen=True, kw_only=True):
    """What the session is, and which scenario it plays."""

    metadata: InfoMetadata  # type: ignore[assignment]

    @property
    def words(self) -> str:
        return f"[tells what the session is] {self.metadata.scenario.get('title', '')}".rstrip()


class MessageReceived(Frame, frozen=True, kw_only=True):
    """The acknowledgement of a message."""

    message_id: Id

    @property
    def words(self) -> str:
        return "[has received it]"


class AssistantMessage(Frame, frozen=True, kw_only=True):
    """What the customer says."""

    content: Words

    @property
    def words(self) -> str:
        return self.content

    @property
    def who(self) -> str:
        return "the customer"


class KeywordMatches(msgspec.Struct, frozen=True):
    """Which of the scenario's expected words a message had."""

    matched: list[str]
    missed: list[str]
    match_percentage: Points


class FeedbackMetadata(msgspec.Struct, frozen=True):
    """Why the score is what it is."""

    keyword_matches: KeywordMatches
    quality_scores: Annotated[dict[str, float], msgspec.Meta(min_length=1)]


class EvaluationFeedback(Frame, frozen=True, kw_only=True):
    """What the coach says of a message."""

    score: Points
    content: Words
    suggestions: Annotated[list[Words], msgspec.Meta(min_length=1, max_length=3)]
    metadata: FeedbackMetadata  # type: ignore[assignment]

    @property
    def matched(self) -> list[str]:
        """The expected words that the message had."""
        return self.metadata.keyword_matches.matched

    @property
    def missed(self) -> list[str]:
        """The expected words that it had not."""
        return self.metadata.keyword_matches.missed

    @property
    def words(self) -> str:
        return f"{self.score:g} of 100: {self.content} ({'; '.join(self.suggestions)})"

    @property
    def who(self) -> str:
        return "the coach"


class Summary(msgspec.Struct, frozen=True):
    """What a completed session is summed up as."""

    exchanges: Annotated[int, msgspec.Meta(ge=1)]
    average_score: Points
    strengths: list[Words]
    improvements: list[Words]

    def described(self) -> str:
        """The summary in words."""
        good, better = "; ".join(self.strengths), "; ".join(self.improvements)
        return (
            f"{self.exchanges} exchanges, {self.average_score:g} of 100 on average; strengths: {good}; "
            f"to improve: {better}"
        )


class CompletionMetadata(msgspec.Struct, frozen=True):
    """What comes with the end of a session."""

    summary: Summary | None = None


class SessionComplete(Frame, frozen=True, kw_only=True):
    """The end of a session; its summary stands in it, or in its metadata."""

    own: Summary | None = msgspec.field(default=None, name="summary")
    metadata: CompletionMetadata = CompletionMetadata()  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if self.own is None and self.metadata.summary is None:
            raise ValueError("it has no summary")

    @property
    def summary(self) -> Summary:
        """What the session is summed up as."""
        summary = self.own or self.metadata.summary
        assert summary is not None
        return summary

    @property
    def words(self) -> str:
        return f"[the session is complete] {self.summary.described()}"

    @property
    def who(self) -> str:
        return "the coach"


class ErrorFrame(Frame, frozen=True, kw_only=True):
    """What was wrong with a frame."""

    content: Words

    @property
    def words(self) -> str:
        return f"[refuses] {self.content}"


FRAMES: Mapping[str, type[Frame]] = {
    "session_start": SessionStart,
    "session_info": SessionInfo,
    "message_received": MessageReceived,
    "assistant_message": AssistantMessage,
    "evaluation_feedback": EvaluationFeedback,
    "session_complete": SessionComplete,
    "error": ErrorFrame,
}
"""All that a chat may send."""


class NoFrameError(Exception):
    """Why something that came is no frame of a chat, as what follows "which"."""


def read_frame(raw: str | bytes) -> Frame:
    """The frame that came, which must be one of those that are known, and bear what it must."""
    if isinstance(raw, bytes):
        raise NoFrameError("is binary, where every frame is text")
    try:
        bare = msgspec.json.decode(raw, type=Frame)
    except msgspec.MsgspecError as error:
        raise NoFrameError(f"is no JSON object with a type ({error})") from error
    if bare.type not in FRAMES:
        raise NoFrameError(f"is of the type {bare.type!r}, of which nobody knows")
    try:
        return msgspec.json.decode(raw, type=FRAMES[bare.type])
    except msgspec.MsgspecError as error:
        raise NoFrameError(f"is no {bare.type} as it should be ({error})") from error
