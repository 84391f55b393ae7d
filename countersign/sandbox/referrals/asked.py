"""What a customer asks a model, read as strictly as OpenAI reads it."""

import hashlib
from typing import Annotated, Any, Literal

import msgspec
from starlette.requests import Request

from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.reading import body_of, wish_in

Share = Annotated[float, msgspec.Meta(gt=0, le=1)]
Leaning = Annotated[float, msgspec.Meta(ge=-2, le=2)]
Tokens = Annotated[int, msgspec.Meta(ge=1, le=10_000_000)]
Stop = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of a message; others than text have no price that is known before."""

    type: Literal["text"]
    text: str


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | Annotated[list[Text], msgspec.Meta(min_length=1)] | None = None
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    tool_calls: list[dict[str, Any]] | None = None
    tool_call_id: str | None = None
    refusal: str | None = None

    def __post_init__(self) -> None:
        if self.content is None and not (self.role == "assistant" and self.tool_calls):
            raise ValueError("content is missing")

    @property
    def words(self) -> int:
        """How many words are in it."""
        parts = (
            [self.content] if isinstance(self.content, str) else [part.text for part in self.content or ()]
        )
        return sum(len(part.split()) for part in parts)


class StreamOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a stream shall be; the usage always comes with it."""

    include_usage: bool = True
    include_obfuscation: bool = False


class ChatOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request for a completion, in the schema of OpenAI, with what OpenRouter adds to it."""

    model: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    messages: Annotated[list[Message], msgspec.Meta(min_length=1, max_length=2000)]
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Tokens | None = None
    max_completion_tokens: Tokens | None = None
    n: Literal[1] | None = None
    temperature: Annotated[float, msgspec.Meta(ge=0, le=2)] | None = None
    top_p: Share | None = None
    top_k: Annotated[int, msgspec.Meta(ge=0)] | None = None
    min_p: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None
    frequency_penalty: Leaning | None = None
    presence_penalty: Leaning | None = None
    repetition_penalty: Annotated[float, msgspec.Meta(gt=0, le=2)] | None = None
    seed: int | None = None
    stop: Stop | Annotated[list[Stop], msgspec.Meta(max_length=4)] | None = None
    logit_bias: dict[str, float] | None = None
    response_format: dict[str, Any] | None = None
    tools: list[dict[str, Any]] | None = None
    tool_choice: str | dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None
    user: str | None = None
    metadata: dict[str, str] | None = None
    store: Literal[False] | None = None

    @property
    def streamed(self) -> bool:
        """Whether the answer shall come in pieces."""
        return bool(self.stream)

    @property
    def most_tokens(self) -> int | None:
        """How long the answer may be, as far as the customer says."""
        said = [most for most in (self.max_tokens, self.max_completion_tokens) if most]
        return min(said) if said else None

    @property
    def prompt_at_most(self) -> int:
        """How many tokens that can be at most: none is shorter than a byte, and JSON is longer than text."""
        return len(msgspec.json.encode([self.messages, self.tools, self.response_format]))

    @property
    def words(self) -> int:
        """How many words the model is told: what counts as its tokens where nobody else counts."""
        return max(sum(message.words for message in self.messages), 1)

    def for_provider(self, user: str) -> dict[str, Any]:
        """What the provider is asked, in the gateway's own name for the customer."""
        told = {name: value for name, value in msgspec.to_builtins(self).items() if value is not None}
        told["messages"] = [
            {name: value for name, value in message.items() if value is not None}
            for message in told["messages"]
        ]
        for own in ("stream_options", "metadata", "store"):
            told.pop(own, None)
        told["user"] = user
        if self.streamed:
            told["stream_options"] = {"include_usage": True}
        return told


async def read(request: Request) -> tuple[ChatOrder, str]:
    """What is asked, and what tells it from everything else that could be asked."""
    body = await body_of(request)
    order = wish_in(body, ChatOrder, 400)
    if order.stream_options and not order.streamed:
        raise RefusedError(400, "stream_options are for streams only.", "invalid", param="stream_options")
    return order, hashlib.sha256(body).hexdigest()
