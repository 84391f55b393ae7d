"""What the line's database must be able to do, so that the line can."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert

from countersign.sandbox.booking.models import Call


def work(engine: Engine) -> None:
    """A connection, writing more than once, and a commit that holds."""
    probe = f"probe-{secrets.token_hex(16)}"
    with engine.begin() as connection:
        connection.execute(insert(Call).values(sid=probe, talk="", updated_at=datetime.now(UTC)))
        connection.execute(delete(Call).where(Call.sid == probe))
