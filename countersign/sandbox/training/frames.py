"""What goes over the socket: reads the trainee's frames, and words the chat's own.

Each frame of the chat has `type`, `content`, `session_id`, `timestamp` and `metadata`; some have more beside.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

LONGEST_MESSAGE = 2000
_KNOWN = "session_start or user_message"
_SPEAKABLE = re.compile(r"[A-Za-z][A-Za-z_.-]{0,39}")
_ALLOWED_CONTROLS = frozenset("\n\r\t")


@dataclass(frozen=True)
class Introduction:
    """The trainee asks where the session stands."""


@dataclass(frozen=True)
class Written:
    """The trainee writes to the customer."""

    content: str


@dataclass(frozen=True)
class Complaint:
    """Why a frame or a message could not be taken."""

    code: str
    content: str
    metadata: Mapping[str, object] | None = None


def read(message: Mapping[str, Any]) -> Introduction | Written | Complaint:
    """What a frame of the trainee says."""
    text = message.get("text")
    if text is None:
        return Complaint("binary_frame", "Binary frames are not understood; send JSON as text.")
    if not text.strip():
        return Complaint("empty_frame", "The frame is empty; send a JSON object.")
    try:
        frame = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return Complaint("malformed_json", "The frame is not valid JSON.")
    if not isinstance(frame, dict):
        return Complaint("not_an_object", "The frame must be a JSON object.")
    return _of_type(frame)


def _of_type(frame: dict[str, Any]) -> Introduction | Written | Complaint:
    kind = frame.get("type")
    if kind is None:
        return Complaint("missing_type", f"The frame has no type; send {_KNOWN}.")
    if kind == "session_start":
        return Introduction()
    if kind == "user_message":
        return _written(frame)
    named = f": {kind}" if isinstance(kind, str) and _SPEAKABLE.fullmatch(kind) else ""
    return Complaint("unknown_type", f"Unknown message type{named}; send {_KNOWN}.")


def _written(frame: dict[str, Any]) -> Written | Complaint:
    if "content" not in frame:
        return Complaint("missing_content", "The message has no content.")
    content = frame["content"]
    if not isinstance(content, str):
        return Complaint("not_text", "The content of a message must be text.")
    if len(content) > LONGEST_MESSAGE:
        return Complaint("too_long", _too_long())
    if any(_is_no_text(c) for c in content):
        return Complaint("not_text", "The content of a message must be text, without control characters.")
    if not any(unicodedata.category(c)[0] not in "ZC" for c in content):
        return Complaint("blank", "The message is empty; write something.")
    return Written(content)


def _is_no_text(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS


def _too_long() -> str:
    return f"The message is too long; at most {LONGEST_MESSAGE:,} characters are allowed."


def frame(
    kind: str,
    session_id: int,
    now: datetime,
    content: str,
    metadata: Mapping[str, object] | None = None,
    **more: object,
) -> str:
    """A frame of the chat."""
    return msgspec.json.encode(
        {
            "type": kind,
            "content": content,
            "session_id": session_id,
            "timestamp": now.isoformat(),
            "metadata": metadata or {},
            **more,
        }
    ).decode()
