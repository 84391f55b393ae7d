"""What a model says to a call: its words, how they end, what they cost, and how all that is written down."""

import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from countersign.providers.openrouter.asking import Asked
from countersign.providers.openrouter.calls import Call
from countersign.providers.openrouter.catalog import Model
from countersign.providers.openrouter.scripts import Answer
from countersign.providers.openrouter.speech import pieces_of, usual_answer


@dataclass
class Generation:
    """All that will be said to a call, before anything of it has gone out."""

    id: str
    model: Model
    pieces: list[str]
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int | None
    """How many tokens the answer is said to have, where that is not the number of its pieces."""
    created: int = field(default_factory=lambda: int(time.time()))

    @property
    def text(self) -> str:
        """All that is said."""
        return "".join(self.pieces)

    def usage_of(self, chunks: int) -> dict[str, Any]:
        """What it takes to say so many of the pieces."""
        tokens = self._tokens(chunks)
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": tokens,
            "total_tokens": self.prompt_tokens + tokens,
            "cost": float(self.cost_of(chunks)),
            "is_byok": False,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "cost_details": {"upstream_inference_cost": None},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }

    def cost_of(self, chunks: int) -> Decimal:
        """What it costs to say so many of the pieces."""
        return self.model.cost(self.prompt_tokens, self._tokens(chunks))

    def as_completion(self, error: dict[str, Any] | None = None) -> bytes:
        """The answer in one piece; where the model broke off, with the error beside what was said."""
        choice: dict[str, Any] = {
            "index": 0,
            "logprobs": None,
            "finish_reason": "error" if error else self.finish_reason,
            "native_finish_reason": "error" if error else self.finish_reason,
            "message": {"role": "assistant", "content": self.text, "refusal": None},
        }
        if error:
            choice["error"] = error
        return msgspec.json.encode(
            {**self._head("chat.completion"), "choices": [choice], "usage": self.usage_of(len(self.pieces))}
        )

    def as_frame(self, content: str, finish_reason: str | None = None) -> bytes:
        """One chunk of a stream."""
        return _frame({**self._head("chat.completion.chunk"), "choices": [_delta(content, finish_reason)]})

    def error_frame(self, error: dict[str, Any]) -> bytes:
        """The chunk that tells in mid-stream that the model broke off."""
        body = {**self._head("chat.completion.chunk"), "error": error, "choices": [_delta("", "error")]}
        return _frame(body)

    def usage_frame(self) -> bytes:
        """The last chunk: what it costs, and no words."""
        return _frame(
            {**self._head("chat.completion.chunk"), "choices": [], "usage": self.usage_of(len(self.pieces))}
        )

    def _tokens(self, chunks: int) -> int:
        whole = chunks >= len(self.pieces)
        return self.completion_tokens if whole and self.completion_tokens is not None else chunks

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "provider": self.model.provider,
            "model": self.model.id,
            "object": kind,
            "created": self.created,
        }


def generated(call: Call, asked: Asked, model: Model, answer: Answer) -> Generation:
    """What is said to a call; never more than it allows, unless the script insists on a count."""
    if answer.chunks is not None:
        pieces = list(answer.chunks)
    elif answer.content is not None:
        pieces = pieces_of(answer.content)
    else:
        pieces = pieces_of(usual_answer(f"{message.role}:{message.text}" for message in asked.messages))
    most = min(
        (limit for limit in (asked.most_tokens, model.top_provider.max_completion_tokens) if limit),
        default=len(pieces),
    )
    finish_reason = answer.finish_reason or ("length" if len(pieces) > most else "stop")
    pieces = pieces[:most]
    breaks = [after for after in (answer.error_after, answer.cut_after) if after is not None]
    pieces = pieces[: min(breaks, default=None)]
    prompt_tokens = asked.prompt_tokens if answer.prompt_tokens is None else answer.prompt_tokens
    return Generation(call.id, model, pieces, finish_reason, prompt_tokens, answer.completion_tokens)


def _delta(content: str, finish_reason: str | None) -> dict[str, Any]:
    return {
        "index": 0,
        "delta": {"role": "assistant", "content": content},
        "finish_reason": finish_reason,
        "native_finish_reason": finish_reason,
        "logprobs": None,
    }


def _frame(body: dict[str, Any]) -> bytes:
    return b"data: %b\n\n" % msgspec.json.encode(body)
