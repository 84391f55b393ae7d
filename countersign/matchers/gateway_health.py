"""What a gateway should say of itself, and what its catalogs should list."""

from collections.abc import Sequence
from typing import Any

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

from countersign.people.gateway_watch import Health, flaws_of

PARTS = ("database", "cache")
"""What a gateway can lose, as the features say it."""

_WELL, _AWAY = 200, 503
_CONNECTED, _UNAVAILABLE = "connected", "unavailable"
_HAS_NONE = "not configured"

Entries = Sequence[dict[str, Any]]


class IsWell(BaseMatcher[Health]):
    """Whether the gateway says so: by its status, of its database, and of the cache if it has one."""

    def _matches(self, item: Health) -> bool:
        cache = item.cache in (_CONNECTED, _HAS_NONE)
        return item.status == _WELL and item.database == _CONNECTED and cache and bool(item.version)

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"say that it is well ({_WELL}), its database and its cache {_CONNECTED}, and which version it is"
        )

    def describe_mismatch(self, item: Health, mismatch_description: Description) -> None:
        mismatch_description.append_text(item.described())


def is_well() -> IsWell:
    """All of it."""
    return IsWell()


class Lost(BaseMatcher[Health]):
    """Whether the gateway says that this part of it is away, and not that another one is."""

    def __init__(self, part: str) -> None:
        self._part = part

    def _matches(self, item: Health) -> bool:
        told = {"database": item.database, "cache": item.cache}
        others = (state for part, state in told.items() if part != self._part)
        return (
            item.status == _AWAY
            and told[self._part] == _UNAVAILABLE
            and all(state in (_CONNECTED, _HAS_NONE) for state in others)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(f"say within one probe that its {self._part} is {_UNAVAILABLE} ({_AWAY})")

    def describe_mismatch(self, item: Health, mismatch_description: Description) -> None:
        mismatch_description.append_text(item.described())


def lost(part: str) -> Lost:
    """That part, and no other."""
    return Lost(part)


class CatalogIsExact(BaseMatcher[Entries]):
    """Whether there are models, each with what a customer must know and prices as texts."""

    def _matches(self, item: Entries) -> bool:
        return bool(item) and not flaws_of(item)

    def describe_to(self, description: Description) -> None:
        description.append_text("list models, each with id, name, length and exact prices")

    def describe_mismatch(self, item: Entries, mismatch_description: Description) -> None:
        mismatch_description.append_text("; ".join(flaws_of(item)) or "it lists nothing")


def catalog_is_exact() -> CatalogIsExact:
    """Every model of it."""
    return CatalogIsExact()


class CatalogIsNamed(BaseMatcher[Entries]):
    """Whether there are providers, each with a name."""

    def _matches(self, item: Entries) -> bool:
        return bool(item) and all(entry.get("name") for entry in item)

    def describe_to(self, description: Description) -> None:
        description.append_text("list providers, each with a name")

    def describe_mismatch(self, item: Entries, mismatch_description: Description) -> None:
        nameless = [entry for entry in item if not entry.get("name")]
        mismatch_description.append_text(f"one is {nameless[0]}" if nameless else "it lists nothing")


def catalog_is_named() -> CatalogIsNamed:
    """Every provider of it."""
    return CatalogIsNamed()
