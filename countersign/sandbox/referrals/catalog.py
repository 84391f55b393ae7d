"""Which models there are and who runs them, as the provider says; remembered for a short time."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.pricing import Model, model_in
from countersign.sandbox.referrals.provider import Provider

_SECONDS_TO_REMEMBER = 60.0
_SECONDS_TO_RELY_ON_IT = 3600.0
"""How long what is remembered is good enough while the provider is away."""

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Remembered(Generic[T]):
    """Something that is asked for once in a while, by one for all."""

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._lock = asyncio.Lock()
        self._asked_at = float("-inf")
        self._known: T | None = None

    async def get(self, *, newer_than: float | None = None) -> T:
        """What is known; asked anew if that was asked for before this moment, or too long ago."""
        oldest = time.monotonic() - _SECONDS_TO_REMEMBER if newer_than is None else newer_than
        if self._known is not None and self._asked_at > oldest:
            return self._known
        async with self._lock:
            if self._known is None or self._asked_at <= oldest:
                await self._renew()
            assert self._known is not None
            return self._known

    async def _renew(self) -> None:
        now = time.monotonic()
        try:
            self._known = await self._ask()
        except RefusedError as error:
            if self._known is None or now - self._asked_at > _SECONDS_TO_RELY_ON_IT:
                raise
            _log.warning("What was known of the language models has to do: %s", error)
            return
        self._asked_at = now


class Catalog:
    """The models, and those who run them."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._models = Remembered(self._list_models)
        self._providers = Remembered(self._list_providers)

    async def find(self, name: str) -> Model:
        """The model of that name; one that is not known may be new."""
        now = time.monotonic()
        known = (await self._models.get()).get(name) or (await self._models.get(newer_than=now)).get(name)
        if known is None:
            raise RefusedError(
                400,
                f"There is no model {name[:100]!r}; see /catalog/models.",
                "model_not_found",
                param="model",
            )
        return known

    async def models(self) -> list[dict[str, Any]]:
        """All models, by name."""
        known = await self._models.get()
        return [dict(known[name].shown) for name in sorted(known)]

    async def providers(self) -> list[dict[str, Any]]:
        """All who run them, by name."""
        return await self._providers.get()

    async def _list_models(self) -> dict[str, Model]:
        found = [model_in(listed) for listed in await self._provider.listed("/models")]
        return {model.id: model for model in found if model}

    async def _list_providers(self) -> list[dict[str, Any]]:
        listed = [one for one in await self._provider.listed("/providers") if isinstance(one, dict)]
        told = [{"id": one.get("slug") or one.get("name"), **one} for one in listed if one.get("name")]
        return sorted(told, key=lambda one: str(one["id"]))
