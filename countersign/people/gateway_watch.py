"""Whoever watches over the gateway, or reads its catalogs before buying anything there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from countersign.people.completions import Model
from countersign.people.gateway_door import GatewayDoor, Reply
from countersign.target import ReferralsPaths


@dataclass(frozen=True)
class Health:
    """What the gateway says of itself."""

    status: int
    database: str
    cache: str
    version: str
    told: str

    def described(self) -> str:
        """The report in words."""
        return f"it says {self.status}: {self.told[:200]!r}"


class GatewayWatch:
    """Asks without a key, and takes each answer for what it is."""

    def __init__(self, door: GatewayDoor, paths: ReferralsPaths) -> None:
        self._door = door
        self._paths = paths

    def health(self) -> Health:
        """How the gateway says it is at this moment."""
        reply = self._door.ask("GET", self._paths.health)
        body = reply.told() or {}
        database, cache, version = (str(body.get(name, "")) for name in ("database", "redis", "version"))
        return Health(reply.status, database, cache, version, reply.text)

    def asks_for(self, path: str, page: Mapping[str, Any]) -> Reply:
        """Whatever page of a catalog this is."""
        return self._door.ask("GET", path, params=page)

    def listed(self, path: str, **page: int) -> list[dict[str, Any]]:
        """What a catalog lists."""
        return entries_of(self.asks_for(path, page))

    def models(self) -> list[Model]:
        """The models, with what they cost."""
        return [model_in(one) for one in self.listed(self._paths.models)]


def entries_of(reply: Reply) -> list[dict[str, Any]]:
    """The entries that a catalog's answer holds."""
    entries = reply.body().get("data") if reply.granted else None
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise AssertionError(f"A catalog should list its entries, but {reply.described()}.")
    return entries


def model_in(entry: dict[str, Any]) -> Model:
    """A model of the catalog; an AssertionError where its prices are not exact."""
    pricing = entry.get("pricing") or {}
    best = entry.get("top_provider") or {}
    most = best.get("max_completion_tokens") if isinstance(best, dict) else None
    prices = [_price(entry, pricing, of) for of in ("prompt", "completion")]
    return Model(str(entry.get("id")), prices[0], prices[1], most if isinstance(most, int) else None)


def flaws_of(entries: Sequence[dict[str, Any]]) -> list[str]:
    """What is missing or wrong in the entries of models."""
    found = []
    for entry in entries:
        missing = [name for name in ("id", "name", "context_length", "pricing") if not entry.get(name)]
        found += [f"{entry.get('id') or 'a model'} tells no {name}" for name in missing]
        try:
            model_in(entry)
        except AssertionError as flaw:
            found.append(str(flaw))
    return found


def _price(entry: dict[str, Any], pricing: dict[str, Any], of: str) -> Decimal:
    told = pricing.get(of)
    try:
        price = Decimal(told) if isinstance(told, str) else None
    except InvalidOperation:
        price = None
    if price is None or not price.is_finite() or price < 0:
        raise AssertionError(
            f"{entry.get('id')} should tell the price of a {of} token as text, exactly, but tells {told!r}"
        )
    return price
