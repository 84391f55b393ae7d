"""The operator's door: gives a user a standing, as somebody in the office would."""

from typing import Annotated, Literal

import msgspec
from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, update

_USERS = Table("users", MetaData(), Column("id", BigInteger, primary_key=True), Column("status", String(16)))


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a user stands with the product."""

    telegram_id: Annotated[int, msgspec.Meta(gt=0)]
    status: Literal["onboarding", "active", "suspended", "blocked"]


class Operator:
    """Works on the product's own records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def give(self, standing: Standing) -> bool:
        """Give a user a standing; whether there is such a user."""
        user = update(_USERS).where(_USERS.c.id == standing.telegram_id)
        with self._engine.begin() as connection:
            return connection.execute(user.values(status=standing.status)).rowcount == 1
