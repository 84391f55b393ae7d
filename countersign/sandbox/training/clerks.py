"""Who works on the chat's database."""

from sqlalchemy import Engine

from countersign.sandbox.clerks import Clerks, Hours

_HOURS = Hours(to_work=9.0, to_commit=2.0, writers=8, readers=6)
"""With what waits before it: a crowd that writes at one moment is served one after the other."""


def clerks_of(engine: Engine) -> Clerks:
    """The chat's own."""
    return Clerks(engine, _HOURS)
