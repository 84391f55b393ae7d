"""The operator's door: gives a user a standing, as somebody in the office would."""

from typing import Annotated, Literal

import msgspec
from sqlalchemy import BigInteger, Column, Engine, MetaData, String, Table, update

_USERS = Table("users", MetaData(), Column("id", BigInteger, primary_key=True), Column("status", String(16)))


Id = Annotated[int, msgspec.Meta(gt=0)]


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How a user stands with the product."""

    status: Literal["onboarding", "active", "suspended", "blocked"]
    telegram_id: Id | None = None
    """Who it is, where users are known by that."""
    user_id: Id | None = None
    """Who it is elsewhere."""

    def __post_init__(self) -> None:
        if (self.telegram_id is None) == (self.user_id is None):
            raise ValueError("say who it is: either by telegram_id or by user_id")

    @property
    def whose(self) -> int:
        """The id, whatever it is called."""
        found = self.user_id if self.telegram_id is None else self.telegram_id
        assert found is not None, "one of them is always given"
        return found


class Operator:
    """Works on the product's own records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def give(self, standing: Standing) -> bool:
        """Give a user a standing; whether there is such a user."""
        user = update(_USERS).where(_USERS.c.id == standing.whose)
        with self._engine.begin() as connection:
            return connection.execute(user.values(status=standing.status)).rowcount == 1
