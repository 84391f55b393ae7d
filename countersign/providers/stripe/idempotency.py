"""Asking twice without doing twice: what was answered under a key is answered again."""

from collections.abc import Mapping
from typing import Any

import msgspec

from countersign.providers.journal import KEPT
from countersign.providers.stripe.errors import Refusal

_LONGEST = 255


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that was given."""

    status: int
    body: bytes
    request: str
    """The id of the request that it was given to."""


class _Asked(msgspec.Struct):
    place: str
    parameters: Mapping[str, Any]
    saved: Saved | None = None


class Idempotency:
    """The keys of all accounts."""

    def __init__(self) -> None:
        self._asked: dict[tuple[str, str], _Asked] = {}

    def begin(self, account: str, key: str, place: str, parameters: Mapping[str, Any]) -> Saved | None:
        """What was answered under the key before; a refusal where it was used for something else."""
        if len(key) > _LONGEST:
            raise Refusal(400, f"Idempotency keys can be at most {_LONGEST} characters long.")
        known = self._asked.get((account, key))
        if known is None:
            self._keep((account, key), _Asked(place, parameters))
            return None
        if known.place != place:
            raise _misused(
                f"for the same endpoint they were first used for ('{known.place}' vs '{place}')", key
            )
        if known.parameters != parameters:
            raise _misused("with the same parameters they were first used with", key)
        if known.saved is None:
            raise Refusal(
                409,
                f"There is currently another in-progress request using this Idempotent Key (that probably "
                f"means you submitted twice, and the other request is still going through): {key}. Please "
                f"try again later.",
                code="idempotency_key_in_use",
            )
        return known.saved

    def end(self, account: str, key: str, saved: Saved | None) -> None:
        """From now on this is answered under the key; where nothing was done the key is free again."""
        if saved is None:
            self._asked.pop((account, key), None)
        elif asked := self._asked.get((account, key)):
            asked.saved = saved

    def _keep(self, name: tuple[str, str], asked: _Asked) -> None:
        self._asked[name] = asked
        if len(self._asked) > KEPT:
            del self._asked[next(iter(self._asked))]


def _misused(how: str, key: str) -> Refusal:
    return Refusal(
        400,
        f"Keys for idempotent requests can only be used {how}. Try using a key other than '{key}' if you "
        f"meant to execute a different request.",
        kind="idempotency_error",
    )
