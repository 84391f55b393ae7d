"""Adds runs to the history, and asks it what was to be expected.

SQLAlchemy and statistics are imported only where they are needed: it takes longer than all that is done here.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from countersign.errors import UserError
from countersign.results.reading import Reading

if TYPE_CHECKING:
    from countersign.history.insights import Insights

_FILE = "sqlite:///"


def expected_seconds(url: str, target: str) -> dict[str, float]:
    """Scenario id → the seconds that it usually takes on that target, or else where it ran last.

    Nothing where no run was ever added; makes no database.
    """
    if url.startswith(_FILE) and not Path(url.removeprefix(_FILE).partition("?")[0]).exists():
        return {}
    from sqlalchemy import select

    from countersign.history.database import reading
    from countersign.history.tables import scenarios

    with reading(url) as connection:
        if connection is None:
            return {}
        known = connection.execute(
            select(scenarios.c.scenario_id, scenarios.c.expected_ms)
            .where(scenarios.c.expected_ms.is_not(None))
            .order_by(scenarios.c.target == target, scenarios.c.last_run)
        )
        return {scenario_id: expected_ms / 1000 for scenario_id, expected_ms in known}


def prepare() -> None:
    """Import what `remember` needs."""
    import countersign.history.database
    import countersign.history.entry
    import countersign.history.insights
    import countersign.history.pasts  # noqa: F401


def remember(url: str, read: Reading) -> "Insights":
    """Add the run, or replace it where it was added before, and say what the runs before say about it."""
    if read.run.shard:
        raise UserError(
            f"this is the record of part {read.run.shard} of a run only: join all parts with "
            f"`countersign merge`, which adds the whole run."
        )
    from countersign.history.database import writing
    from countersign.history.entry import MOST_RESULTS, enter, forget, prune
    from countersign.history.insights import Past, insights
    from countersign.history.pasts import executed_before, note_pace, pasts, renew_expectations

    with writing(url) as connection:
        forget(connection, read.run.run_id)
        entry = enter(connection, read)
        found = pasts(connection, entry.executed, entry.run)
        told = insights(
            [Past(planned.id, planned.name, found[row]) for row, planned in entry.executed.items()],
            first_run=not executed_before(connection, entry, read.run.target),
        )
        note_pace(connection, entry.run, told.pace)
        renew_expectations(connection, found, entry.run)
        prune(connection, read.run.target, MOST_RESULTS)
    return told
