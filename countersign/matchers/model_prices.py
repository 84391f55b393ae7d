"""What a developer expects of OpenRouter's catalog, and of what an answer costs."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hamcrest.core.description import Description

from countersign.matchers.provider_answers import OfAnswer

if TYPE_CHECKING:
    from countersign.people.provider_answers import Answer

_PRICE = re.compile(r"-?\d+(\.\d+)?")


class IsCatalog(OfAnswer):
    """Whether all models are told, this one among them, with exact prices and with their limits."""

    def __init__(self, model: str) -> None:
        self._model = model

    def _matches(self, item: "Answer") -> bool:
        models = item.body.get("data")
        return (
            item.status == 200
            and isinstance(models, list)
            and not self._wrong(models)
            and any(model.get("id") == self._model for model in models)
        )

    def _wrong(self, models: Sequence[dict[str, Any]]) -> list[str]:
        return [str(model.get("id")) for model in models if not _is_priced(model)]

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"list models, {self._model} among them, each with the price of a token as text, and its limits"
        )

    def describe_mismatch(self, item: "Answer", mismatch_description: Description) -> None:
        models = item.body.get("data")
        wrong = self._wrong(models) if isinstance(models, list) else []
        told = f" (not so: {', '.join(wrong[:3])})" if wrong else ""
        mismatch_description.append_text(f"{item.described()}{told}")


def is_catalog(model: str) -> IsCatalog:
    """All models, with this one among them."""
    return IsCatalog(model)


class CostsWhatItTook(OfAnswer):
    """Whether an answer's cost is its tokens times the prices of the catalog."""

    def __init__(self, catalog: "Answer", model: str) -> None:
        found = [each for each in catalog.body.get("data") or [] if each.get("id") == model]
        self._prices: dict[str, str] = found[0]["pricing"] if found else {}

    def _matches(self, item: "Answer") -> bool:
        usage = item.body.get("usage") or {}
        told = usage.get("cost")
        return (
            item.status == 200
            and isinstance(told, int | float)
            and abs(Decimal(str(told)) - self._cost(usage)) < Decimal("1e-12")
        )

    def _cost(self, usage: dict[str, Any]) -> Decimal:
        prompt, answer = (Decimal(self._prices.get(kind, "0")) for kind in ("prompt", "completion"))
        return int(usage.get("prompt_tokens", 0)) * prompt + int(usage.get("completion_tokens", 0)) * answer

    def describe_to(self, description: Description) -> None:
        prices = f"{self._prices.get('prompt')} and {self._prices.get('completion')} a token"
        description.append_text(f"cost the tokens of the prompt and of the answer, at {prices}")


def costs_what_it_took(catalog: "Answer", model: str) -> CostsWhatItTook:
    """The answer costs what the catalog says."""
    return CostsWhatItTook(catalog, model)


def _is_priced(model: dict[str, Any]) -> bool:
    prices = model.get("pricing") or {}
    top = model.get("top_provider")
    return (
        all(
            isinstance(prices.get(kind), str) and _PRICE.fullmatch(prices[kind])
            for kind in ("prompt", "completion")
        )
        and isinstance(model.get("context_length"), int)
        and isinstance(top, dict)
        and "max_completion_tokens" in top
        and bool(model.get("name"))
    )
