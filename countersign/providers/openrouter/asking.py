"""What a product asks of a model: read strictly, and refused in OpenRouter's words where it can't be done."""

from typing import Annotated, Any, Literal

import msgspec

from countersign.providers.openrouter.catalog import Catalog, Model
from countersign.providers.openrouter.refusals import NO_INPUT, NO_MODEL, Refusal
from countersign.providers.openrouter.speech import tokens_in

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Leaning = Annotated[float, msgspec.Meta(ge=-2, le=2)]
Number = Annotated[int, msgspec.Meta(ge=0)]
MostTokens = Annotated[int, msgspec.Meta(ge=1)]


class Part(msgspec.Struct, frozen=True):
    """A piece of a message; only its text is looked at."""

    type: str
    text: str = ""


class ChatMessage(msgspec.Struct, frozen=True):
    """A message of the conversation so far."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = None

    @property
    def text(self) -> str:
        """All that is written in it."""
        if isinstance(self.content, list):
            return " ".join(part.text for part in self.content)
        return self.content or ""


class Asked(msgspec.Struct, frozen=True):
    """A request for a chat completion; what is not named here is taken and changes nothing."""

    model: str | None = None
    models: list[str] = []
    messages: list[ChatMessage] = []
    stream: bool | None = None
    user: str | None = None
    max_tokens: MostTokens | None = None
    max_completion_tokens: MostTokens | None = None
    temperature: Annotated[float, msgspec.Meta(ge=0, le=2)] | None = None
    top_p: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    top_k: Number | None = None
    top_a: Share | None = None
    min_p: Share | None = None
    frequency_penalty: Leaning | None = None
    presence_penalty: Leaning | None = None
    repetition_penalty: Annotated[float, msgspec.Meta(gt=0, le=2)] | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    response_format: dict[str, Any] | None = None
    stream_options: dict[str, Any] | None = None

    @property
    def most_tokens(self) -> int | None:
        """How many tokens the answer may have, as far as the product says."""
        said = [most for most in (self.max_tokens, self.max_completion_tokens) if most]
        return min(said) if said else None

    @property
    def prompt_tokens(self) -> int:
        """How many tokens the conversation has: its words, and one at least."""
        return max(sum(tokens_in(message.text) for message in self.messages), 1)


def read(body: bytes) -> Asked:
    """The request, where it is one."""
    try:
        return msgspec.json.decode(body, type=Asked)
    except msgspec.ValidationError as error:
        raise Refusal(400, f"Invalid request parameters: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(400, "Invalid JSON in request body") from error


def model_for(asked: Asked, catalog: Catalog) -> Model:
    """The model that shall answer; a request that no model can answer is refused."""
    names = [asked.model] if asked.model else asked.models
    if not names:
        raise Refusal(400, NO_MODEL)
    if not asked.messages:
        raise Refusal(400, NO_INPUT)
    found = [model for model in map(catalog.find, names) if model]
    if not found:
        raise Refusal(400, f"{names[0]} is not a valid model ID")
    _check_room(asked, found[0])
    return found[0]


def _check_room(asked: Asked, model: Model) -> None:
    prompt, answer = asked.prompt_tokens, asked.most_tokens or 0
    if prompt + answer > model.context_length:
        raise Refusal(
            400,
            f"This endpoint's maximum context length is {model.context_length} tokens. However, you "
            f"requested about {prompt + answer} tokens ({prompt} of text input, {answer} in the output). "
            f"Please reduce the length of either one.",
        )
