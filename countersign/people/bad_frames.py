"""Frames that no program should send, and what a chat should say of each."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 2_000
"""So many characters a message may have."""


@dataclass(frozen=True)
class BadFrame:
    """What is sent, how the transcript shows it, and what the refusal must mean."""

    frame: str | bytes
    shown: str
    means: str
    """An intent of the phrasebook: what the refusal must name as the problem."""


def _message(content: Any) -> str:
    return json.dumps({"type": "user_message", "content": content})


def _bad(shown: str, frame: str | bytes, means: str) -> tuple[str, BadFrame]:
    return shown, BadFrame(frame, f"sends {shown}", means)


_UNKNOWN = "says the type is unknown"
_NO_OBJECT = "says it is no JSON object"
_NO_JSON = "says it is no JSON"
_EMPTY = "says the frame is empty"
_BINARY = "says the frame is binary"
_TOO_LONG = "says the message is too long"
_NO_TEXT = "says the message has no text"

BAD_FRAMES: Mapping[str, BadFrame] = dict(
    (
        _bad("a frame of an unknown type", json.dumps({"type": "telepathy", "content": "Hello."}), _UNKNOWN),
        _bad("a frame of no type", json.dumps({"content": "Hello."}), _UNKNOWN),
        _bad("a frame whose type is a number", json.dumps({"type": 7, "content": "Hello."}), _UNKNOWN),
        _bad("a list instead of an object", json.dumps([{"type": "user_message"}]), _NO_OBJECT),
        _bad("a number instead of an object", "7", _NO_OBJECT),
        _bad("nothing but null", "null", _NO_OBJECT),
        _bad("half an object", _message("Hello.")[:-3], _NO_JSON),
        _bad("plain words", "Hello, can you hear me?", _NO_JSON),
        _bad("brackets without end", "[" * 100_000, _NO_JSON),
        _bad("an empty frame", "", _EMPTY),
        _bad("a binary frame", _message("Hello.").encode(), _BINARY),
        _bad("bytes that are no text", b"\xff\xfe\x00\x01", _BINARY),
        _bad("a message of 2,001 characters", _message("a" * (LONGEST + 1)), _TOO_LONG),
        _bad("a message without words", json.dumps({"type": "user_message"}), _NO_TEXT),
        _bad("a message whose words are a number", _message(7), _NO_TEXT),
        _bad("a message whose words are a list", _message(["Hello."]), _NO_TEXT),
    )
)
"""By what the features call them."""
