"""What a customer asks a language model through the gateway, and how the answer comes: whole or in frames."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from countersign.people.amounts import read_exactly
from countersign.people.gateway_door import Reply

_DATA = "data:"
_END = "[DONE]"


@dataclass(frozen=True)
class Model:
    """A model of the catalog, and what a token costs."""

    id: str
    prompt_price: Decimal
    completion_price: Decimal
    most_tokens: int | None = None
    """How long an answer can be, where the catalog says so."""

    def cost(self, usage: "Usage") -> Decimal:
        """What an answer of that usage costs, to the digit."""
        return usage.prompt * self.prompt_price + usage.completion * self.completion_price


@dataclass(frozen=True)
class Usage:
    """So many tokens."""

    prompt: int
    completion: int

    @classmethod
    def of(cls, told: Any, where: str) -> "Usage":
        """As an answer tells it; the total must be that of its parts."""
        counts = [told.get(name) for name in _USAGE] if isinstance(told, dict) else []
        fields = [count for count in counts if isinstance(count, int)]
        if len(fields) < len(_USAGE) or fields[0] + fields[1] != fields[2]:
            raise AssertionError(
                f"{where} should tell its usage, prompt and completion tokens and their sum, "
                f"but tells {told!r}."
            )
        return cls(fields[0], fields[1])

    def described(self) -> str:
        """As in "3 + 5 tokens"."""
        return f"{self.prompt} + {self.completion} tokens"


_USAGE = ("prompt_tokens", "completion_tokens", "total_tokens")


@dataclass(frozen=True)
class Question:
    """What a model is asked; whatever else the request should hold stands in `more`."""

    model: str
    words: str
    most_tokens: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def body(self, *, stream: bool = False) -> dict[str, Any]:
        """The request, in the schema of OpenAI."""
        asked: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": "user", "content": self.words}],
        }
        if self.most_tokens is not None:
            asked["max_tokens"] = self.most_tokens
        if stream:
            asked |= {"stream": True, "stream_options": {"include_usage": True}}
        return {**asked, **self.more}

    def written(self, *, stream: bool = False) -> bytes:
        """The same, as it travels."""
        return json.dumps(self.body(stream=stream)).encode()


@dataclass(frozen=True)
class Answer:
    """A whole answer, or all that came of one in frames."""

    text: str
    finish_reasons: Sequence[str]
    usage: Usage | None
    id: str
    model: str
    flaws: Sequence[str] = ()
    """What is not as the schema has it."""
    frames: int = 0
    ended: bool = True
    """Whether a stream came to its last frame."""
    trouble: str = ""
    """The error that a frame told."""

    @property
    def paid_for(self) -> Usage:
        """The usage that a bill is made of."""
        if self.usage is None:
            raise AssertionError("An answer should tell its usage, but this one did not.")
        return self.usage

    def described(self) -> str:
        """The answer in words."""
        came = f"{self.frames} frames" if self.frames else "an answer"
        told = f", usage {self.usage.described()}" if self.usage else ", no usage"
        error = f", the error {self.trouble!r}" if self.trouble else ""
        return (
            f"{came} «{self.text[:80]}», finished for {list(self.finish_reasons) or 'no reason'}{told}{error}"
        )


def answer_in(reply: Reply) -> Answer:
    """The answer that a reply holds, and what is wrong with it."""
    body = reply.body()
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    told = choice.get("message")
    message: dict[str, Any] = told if isinstance(told, dict) else {}
    wrong = [
        (body.get("object") != "chat.completion", f"object is {body.get('object')!r}"),
        (not _is_text(body.get("id")), f"id is {body.get('id')!r}"),
        (not isinstance(body.get("created"), int), f"created is {body.get('created')!r}"),
        (not _is_text(body.get("model")), f"model is {body.get('model')!r}"),
        (not isinstance(choices, list) or len(choices) != 1, f"choices are {choices!r}"),
        (choice.get("index") != 0, f"index is {choice.get('index')!r}"),
        (message.get("role") != "assistant", f"role is {message.get('role')!r}"),
        (not isinstance(message.get("content"), str), f"content is {message.get('content')!r}"),
        (not _is_text(choice.get("finish_reason")), f"finish_reason is {choice.get('finish_reason')!r}"),
    ]
    return Answer(
        text=str(message.get("content", "")),
        finish_reasons=[choice["finish_reason"]] if choice.get("finish_reason") else [],
        usage=Usage.of(body.get("usage"), "An answer"),
        id=str(body.get("id", "")),
        model=str(body.get("model", "")),
        flaws=[flaw for is_wrong, flaw in wrong if is_wrong],
    )


class Frames:
    """The frames of a stream, in the order in which they come."""

    def __init__(self) -> None:
        self.flaws: list[str] = []
        self.parts: list[str] = []
        self.finish_reasons: list[str] = []
        self.ids: set[str] = set()
        self.models: set[str] = set()
        self.usage: Usage | None = None
        self.ended = False
        self.trouble = ""
        self.count = 0

    def take(self, line: str) -> None:
        """Read one line; empty ones and comments are allowed, and mean nothing."""
        if not line or line.startswith(":"):
            return
        self.count += 1
        if self.ended:
            self.flaws.append(f"after {_END} came {line[:60]!r}")
        elif not line.startswith(_DATA):
            self.flaws.append(f"{line[:60]!r} is no frame")
        elif (data := line.removeprefix(_DATA).strip()) == _END:
            self.ended = True
        else:
            self._take_frame(data)

    def answer(self) -> Answer:
        """All that has come."""
        flaws = list(self.flaws)
        if len(self.ids) > 1:
            flaws.append(f"the frames bear {len(self.ids)} ids")
        return Answer(
            text="".join(self.parts),
            finish_reasons=tuple(self.finish_reasons),
            usage=self.usage,
            id=next(iter(self.ids), ""),
            model=next(iter(self.models), ""),
            flaws=flaws,
            frames=self.count,
            ended=self.ended,
            trouble=self.trouble,
        )

    def _take_frame(self, data: str) -> None:
        try:
            frame = read_exactly(data)
        except ValueError:
            self.flaws.append(f"a frame holds no JSON: {data[:60]!r}")
            return
        if frame.get("error"):
            self.trouble = str(frame["error"])[:200]
        if not frame.get("choices") and not frame.get("usage") and not frame.get("error"):
            self.flaws.append(f"a frame says nothing: {data[:60]!r}")
        if not frame.get("error") and frame.get("object") != "chat.completion.chunk":
            self.flaws.append(f"object is {frame.get('object')!r}")
        self.ids |= {frame["id"]} if _is_text(frame.get("id")) else set()
        self.models |= {frame["model"]} if _is_text(frame.get("model")) else set()
        self._take_choices(frame.get("choices") or ())
        if frame.get("usage"):
            self._take_usage(frame["usage"])

    def _take_choices(self, choices: Iterable[Mapping[str, Any]]) -> None:
        for choice in choices:
            words = (choice.get("delta") or {}).get("content")
            if words:
                if self.finish_reasons:
                    self.flaws.append(f"{words!r} came after the end of the answer")
                self.parts.append(words)
            if choice.get("finish_reason"):
                self.finish_reasons.append(str(choice["finish_reason"]))

    def _take_usage(self, usage: Any) -> None:
        if self.usage is not None:
            self.flaws.append("the usage came twice")
        self.usage = Usage.of(usage, "A stream")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
