"""What a developer expects of a model's answers through OpenRouter: in one piece, and as a stream."""

from typing import TYPE_CHECKING, Any

import msgspec
from hamcrest.core.description import Description

from countersign.matchers.provider_answers import OfAnswer

if TYPE_CHECKING:
    from countersign.people.provider_answers import Answer

_DONE = "[DONE]"
_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


class IsCompletion(OfAnswer):
    """Whether a whole answer came in one piece, with what it took; and whether it came to its end."""

    def __init__(self, model: str, ends: str | None, words: str | None, most: int | None) -> None:
        self._model = model
        self._ends = ends
        self._words = words
        self._most = most

    def _matches(self, item: "Answer") -> bool:
        return item.status == 200 and not self._wrong(item.body)

    def _wrong(self, body: dict[str, Any]) -> list[str]:
        """The fields that are not as they should be."""
        choices = body.get("choices")
        choice = choices[0] if isinstance(choices, list) and len(choices) == 1 else {}
        message = choice.get("message") or {}
        fine = {
            "id": bool(body.get("id")) and isinstance(body.get("id"), str),
            "object": body.get("object") == "chat.completion",
            "created": isinstance(body.get("created"), int),
            "model": _is_same_model(body.get("model"), self._model),
            "choices": bool(choice) and choice.get("index") == 0,
            "role": message.get("role") == "assistant",
            "content": _says(message.get("content"), self._words),
            "finish_reason": _ends(choice.get("finish_reason"), self._ends),
            "native_finish_reason": bool(choice.get("native_finish_reason")),
            "usage": _adds_up(body.get("usage"), self._most),
        }
        return [name for name, is_fine in fine.items() if not is_fine]

    def describe_to(self, description: Description) -> None:
        words = f" «{self._words}»" if self._words else ""
        ends = f", ended by {self._ends}" if self._ends else ""
        most = f" of at most {self._most} tokens" if self._most else ""
        description.append_text(
            f"answer{words} in one piece{most} (200){ends}, with all that the answer took"
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        wrong = ", ".join(self._wrong(item.body)) if item.status == 200 else ""
        told = f" ({wrong} not as they should be)" if wrong else ""
        mismatch_description.append_text(f"{item.described()}{told}")


def is_completion(
    model: str, *, ends: str | None = None, words: str | None = None, most: int | None = None
) -> IsCompletion:
    """A whole answer of a model in one piece, of so many tokens at most."""
    return IsCompletion(model, ends, words, most)


class IsStream(OfAnswer):
    """Whether an answer came in chunks, in order: words, one end, what it took, and the mark of the end."""

    def __init__(self, model: str, ends: str | None, words: str | None, most: int | None) -> None:
        self._model = model
        self._ends = ends
        self._words = words
        self._most = most

    def _matches(self, item: "Answer") -> bool:
        return item.status == 200 and not self._wrong(item)

    def _wrong(self, item: "Answer") -> list[str]:
        """What is not as it should be, in words."""
        lines, frames = _lines(item.text), _frames(item.text)
        ends = [number for number, frame in enumerate(frames) if _choice(frame).get("finish_reason")]
        last: dict[str, Any] = frames[-1] if frames else {}
        words = "".join(_content(frame) for frame in frames)
        fine = {
            "the kind of the answer": item.headers.get("content-type", "").startswith("text/event-stream"),
            "its lines": all(line.startswith((":", "data: ")) for line in lines),
            "its mark of the end": bool(lines) and lines[-1] == f"data: {_DONE}",
            "the chunks' id": len({frame.get("id") for frame in frames}) == 1,
            "the chunks' object": all(frame.get("object") == "chat.completion.chunk" for frame in frames),
            "the chunks' model": all(_is_same_model(frame.get("model"), self._model) for frame in frames),
            "its words": _says(words, self._words),
            "its one end": len(ends) == 1
            and _ends(_choice(frames[ends[0]]).get("finish_reason"), self._ends)
            and not any(_content(frame) for frame in frames[ends[0] + 1 :]),
            # Documented with an empty list of choices; in the field some say nothing in one choice instead.
            "its usage, at last and without words": _adds_up(last.get("usage"), self._most)
            and not _content(last),
            "its usage, told once": sum(bool(frame.get("usage")) for frame in frames) == 1,
        }
        return [name for name, is_fine in fine.items() if not is_fine]

    def describe_to(self, description: Description) -> None:
        words = f" «{self._words}»" if self._words else ""
        ends = f" by {self._ends}" if self._ends else ""
        most = f" of at most {self._most} tokens" if self._most else ""
        description.append_text(
            f"answer{words} in chunks{most} (200), ended once{ends}, then tell what it took, then [DONE]"
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        wrong = ", ".join(self._wrong(item)) if item.status == 200 else ""
        told = f" ({wrong} not as it should be)" if wrong else ""
        mismatch_description.append_text(f"{item.described()}{told}")


def is_stream(
    model: str, *, ends: str | None = None, words: str | None = None, most: int | None = None
) -> IsStream:
    """A whole answer of a model as a stream, of so many tokens at most."""
    return IsStream(model, ends, words, most)


class BreaksOff(OfAnswer):
    """Whether an answer was broken off after some words, and said so: in a chunk, or beside its words."""

    def __init__(self, words: str) -> None:
        self._words = words

    def _matches(self, item: "Answer") -> bool:
        streamed = _frames(item.text)
        last = streamed[-1] if streamed else item.body
        choice = _choice(last)
        error = last.get("error") or choice.get("error") or {}
        said = "".join(_content(frame) for frame in streamed)
        words = said if streamed else (choice.get("message") or {}).get("content")
        return (
            item.status == 200
            and choice.get("finish_reason") == "error"
            and isinstance(error.get("code"), int)
            and bool(error.get("message"))
            and words == self._words
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"break off after «{self._words}» and say so (200, finish_reason error)")


def breaks_off(words: str) -> BreaksOff:
    """An answer that was begun and not ended."""
    return BreaksOff(words)


class TellsToWait(OfAnswer):
    """Whether a refusal tells in its header how many seconds to wait."""

    def __init__(self, seconds: int) -> None:
        self._seconds = seconds

    def _matches(self, item: "Answer") -> bool:
        return item.status == 429 and item.headers.get("retry-after") == str(self._seconds)

    def describe_to(self, description: Description) -> None:
        description.append_text(f"tell to wait {self._seconds} s (429, with the header Retry-After)")

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        header = item.headers.get("retry-after", "absent")
        mismatch_description.append_text(f"{item.described()}, with the header Retry-After {header}")


def tells_to_wait(seconds: int) -> TellsToWait:
    """One request too many, and how long to wait."""
    return TellsToWait(seconds)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def _frames(text: str) -> list[dict[str, Any]]:
    """The chunks of a stream; a line that can't be read is a chunk with nothing in it."""
    data = [line.removeprefix("data: ") for line in _lines(text) if line.startswith("data: ")]
    return [_object(line) for line in data if line != _DONE]


def _object(text: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.MsgspecError:
        return {}


def _choice(body: dict[str, Any]) -> dict[str, Any]:
    choices = body.get("choices")
    return choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}


def _content(frame: dict[str, Any]) -> str:
    return str((_choice(frame).get("delta") or {}).get("content") or "")


def _says(content: Any, words: str | None) -> bool:
    return isinstance(content, str) and (bool(content.strip()) if words is None else content == words)


def _ends(reason: Any, wanted: str | None) -> bool:
    return reason in ("stop", "length") if wanted is None else reason == wanted


def _is_same_model(told: Any, asked: str) -> bool:
    """A model may be told with its date behind it: openai/gpt-4o-mini-2024-07-18."""
    return isinstance(told, str) and (told == asked or told.startswith(f"{asked}-"))


def _adds_up(usage: Any, most: int | None) -> bool:
    if not isinstance(usage, dict) or not all(isinstance(usage.get(name), int) for name in _COUNTS):
        return False
    prompt, answer, total = (int(usage[name]) for name in _COUNTS)
    return prompt > 0 and 0 < answer <= (most or answer) and total == prompt + answer
