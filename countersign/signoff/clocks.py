"""Moments as people and machines write them, and by how much their clocks may differ."""

from datetime import UTC, datetime, timedelta

SKEW = timedelta(minutes=5)
"""Clocks of two machines may differ by so much."""


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a `ValueError` says why it is none."""
    if moment.tzinfo is None:
        raise ValueError(f"says {moment} without a time zone: add Z for UTC")
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"says {moment}, which no calendar has") from error
