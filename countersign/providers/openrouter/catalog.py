"""The models that can be asked, what they cost and how much they take and say."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any

import msgspec

Price = Annotated[str, msgspec.Meta(pattern=r"^\d+(\.\d+)?$")]
"""US dollars for one token, as text: a float would not be exact."""
Count = Annotated[int, msgspec.Meta(ge=1)]


class Pricing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one token costs."""

    prompt: Price
    completion: Price
    request: Price = "0"
    image: Price = "0"
    web_search: Price = "0"
    internal_reasoning: Price = "0"


class TopProvider(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the best of those who run the model allows."""

    max_completion_tokens: Count | None = None
    is_moderated: bool = False


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model, by the name with which it is asked for."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]+/[A-Za-z0-9._:-]+$")]
    pricing: Pricing
    context_length: Count = 128_000
    top_provider: TopProvider = TopProvider()
    name: str = ""
    provider: str = "Countersign"
    """Who runs it."""
    created: int = 1_721_260_800

    def cost(self, prompt_tokens: int, completion_tokens: int) -> Decimal:
        """What an answer of so many tokens costs, in US dollars."""
        prompt = prompt_tokens * Decimal(self.pricing.prompt)
        return prompt + completion_tokens * Decimal(self.pricing.completion) + Decimal(self.pricing.request)

    def as_resource(self) -> dict[str, Any]:
        """The model as the API shows it."""
        return {
            "id": self.id,
            "canonical_slug": self.id,
            "hugging_face_id": None,
            "name": self.name or self.id,
            "created": self.created,
            "description": f"{self.name or self.id}, played by Countersign.",
            "context_length": self.context_length,
            "architecture": {
                "modality": "text->text",
                "input_modalities": ["text"],
                "output_modalities": ["text"],
                "tokenizer": "Other",
                "instruct_type": None,
            },
            "pricing": msgspec.to_builtins(self.pricing),
            "top_provider": {
                "context_length": self.context_length,
                **msgspec.to_builtins(self.top_provider),
            },
            "per_request_limits": None,
            "supported_parameters": ["max_tokens", "temperature", "top_p", "stop", "seed", "response_format"],
        }


def _model(id: str, name: str, provider: str, prices: tuple[str, str], context: int, most: int) -> Model:
    return Model(
        id=id,
        name=name,
        provider=provider,
        pricing=Pricing(prompt=prices[0], completion=prices[1]),
        context_length=context,
        top_provider=TopProvider(max_completion_tokens=most),
    )


USUAL = (
    _model(
        "openai/gpt-4o-mini", "OpenAI: GPT-4o-mini", "OpenAI", ("0.00000015", "0.0000006"), 128_000, 16_384
    ),
    _model("openai/gpt-4o", "OpenAI: GPT-4o", "OpenAI", ("0.0000025", "0.00001"), 128_000, 16_384),
    _model("openai/o1-pro", "OpenAI: o1-pro", "OpenAI", ("0.00015", "0.0006"), 200_000, 100_000),
    _model(
        "anthropic/claude-3.5-haiku",
        "Anthropic: Claude 3.5 Haiku",
        "Anthropic",
        ("0.0000008", "0.000004"),
        200_000,
        8_192,
    ),
    _model(
        "meta-llama/llama-3.1-8b-instruct",
        "Meta: Llama 3.1 8B Instruct",
        "DeepInfra",
        ("0.00000002", "0.00000003"),
        131_072,
        16_384,
    ),
    _model(
        "mistralai/mistral-nemo",
        "Mistral: Mistral Nemo",
        "Mistral",
        ("0.00000015", "0.00000015"),
        131_072,
        4_096,
    ),
    _model(
        "meta-llama/llama-3.2-3b-instruct:free",
        "Meta: Llama 3.2 3B Instruct (free)",
        "Venice",
        ("0", "0"),
        131_072,
        4_096,
    ),
)
"""The models that are there from the start, at prices such as they have in truth."""


class Catalog:
    """All models."""

    def __init__(self) -> None:
        self._models = {model.id: model for model in USUAL}

    def put(self, models: Iterable[Model]) -> None:
        """Add models, or replace those of the same name."""
        self._models.update((model.id, model) for model in models)

    def withdraw(self, id: str) -> None:
        """Take a model away; one of the usual ones becomes again what it was."""
        usual = next((model for model in USUAL if model.id == id), None)
        if usual:
            self._models[id] = usual
        else:
            self._models.pop(id, None)

    def find(self, id: str) -> Model | None:
        """The model of that name."""
        return self._models.get(id)

    def listed(self) -> list[Model]:
        """All of them."""
        return list(self._models.values())

    def providers(self) -> list[dict[str, Any]]:
        """Those who run them, as the API shows them."""
        names = sorted({model.provider for model in self._models.values()})
        return [
            {
                "name": name,
                "slug": name.lower().replace(" ", "-"),
                "privacy_policy_url": None,
                "terms_of_service_url": None,
                "status_page_url": None,
            }
            for name in names
        ]
