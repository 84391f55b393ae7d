"""What an answer costs, and what it may cost at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from countersign.sandbox.referrals.money import units_of


@dataclass(frozen=True)
class Usage:
    """How many tokens were read and said."""

    prompt: int
    completion: int

    def as_told(self) -> dict[str, int]:
        """As OpenAI tells it."""
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
        }


@dataclass(frozen=True)
class Model:
    """A model that can be asked, and its prices for one token in credits."""

    id: str
    name: str
    context_length: int
    longest_answer: int
    """In tokens."""
    prompt: Decimal
    completion: Decimal
    shown: Mapping[str, Any]
    """As the catalog shows it."""

    def cost(self, usage: Usage) -> int:
        """What that costs, in units."""
        return units_of(usage.prompt * self.prompt + usage.completion * self.completion)

    def dearest(self, prompt_tokens: int, most_tokens: int | None) -> int:
        """What an answer costs at most, in units: as long as is asked for, or as the model can say."""
        longest = min(most_tokens or self.longest_answer, self.longest_answer)
        return units_of(prompt_tokens * self.prompt + longest * self.completion, up=True)


class _Pricing(msgspec.Struct):
    prompt: str
    completion: str


class _TopProvider(msgspec.Struct, frozen=True):
    max_completion_tokens: int | None = None


class _Listed(msgspec.Struct):
    id: str
    pricing: _Pricing
    context_length: int
    name: str = ""
    description: str = ""
    created: int = 0
    top_provider: _TopProvider = _TopProvider()


def model_in(listed: object) -> Model | None:
    """A model as the provider lists it; None where its price is not known before the answer is there."""
    try:
        told = msgspec.convert(listed, _Listed)
        prompt, completion = Decimal(told.pricing.prompt), Decimal(told.pricing.completion)
    except (msgspec.ValidationError, InvalidOperation):
        return None
    if not (_is_price(prompt) and _is_price(completion)) or told.context_length < 1:
        return None
    most = told.top_provider.max_completion_tokens
    shown = {
        "id": told.id,
        "name": told.name or told.id,
        "description": told.description,
        "created": told.created,
        "context_length": told.context_length,
        "pricing": {"prompt": told.pricing.prompt, "completion": told.pricing.completion},
        "top_provider": {"max_completion_tokens": most},
    }
    longest = min(most or told.context_length, told.context_length)
    return Model(told.id, told.name or told.id, told.context_length, longest, prompt, completion, shown)


def _is_price(price: Decimal) -> bool:
    return price.is_finite() and 0 <= price < 1
