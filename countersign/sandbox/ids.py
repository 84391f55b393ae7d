"""Ids that nobody else has: what is remembered elsewhere of somebody is not another deployment's either."""

import secrets

from sqlalchemy import BigInteger, Integer

_MOST = 10**12
"""Short enough that nobody takes an id for the number of a card."""

LONGEST = len(str(_MOST))
"""So many digits an id has at most."""

ID = BigInteger().with_variant(Integer, "sqlite")
"""The type of a column that holds one; SQLite's own ids are of any size."""


def some_id() -> int:
    """One at random: deployments that share an outside service must not both begin with 1."""
    return secrets.randbelow(_MOST) + 1
