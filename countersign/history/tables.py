"""What is kept of every run; `SCHEMA` grows when a table changes, and a newer one is refused."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA = 1

metadata = MetaData()

schema = Table("countersign_history", metadata, Column("version", Integer, primary_key=True))

# The number of a run is the millisecond in which it began, or the next free one: in the order of time.
runs = Table(
    "countersign_runs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("run_id", Text, nullable=False, unique=True),
    Column("target", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("started_at", Float(53), nullable=False),
    Column("seconds", Float(53), nullable=False),
    Column("jobs", Integer, nullable=False),
    Column("shard", Text, nullable=False),  # empty: only whole runs are added
    Column("suite_version", Text, nullable=False),
    Column("exit_code", Integer),  # none where the run was killed
    Column("aborted", Text, nullable=False),
    Column("counts", Text, nullable=False),  # JSON: outcome → scenarios
    Column("results", Integer, nullable=False),  # rows that are kept of it; 0 once they are pruned
    Column("outage", Integer, nullable=False),  # 1 where most of what was run did not pass
    Column("pace", Float(53), nullable=False),  # how many times as long as usual everything took
    Index("countersign_runs_of_target", "target", "id"),
)

# One row for a scenario on one target, as it was called when it ran last.
scenarios = Table(
    "countersign_scenarios",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("target", Text, nullable=False),
    Column("scenario_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("journey", Text, nullable=False),
    Column("feature", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("expected_ms", Integer),  # median of its last executions; none until it has run
    Column("last_run", BigInteger),
    UniqueConstraint("target", "scenario_id"),
)

# The steps of scenarios as they were worded; many rows of an outline share one.
wordings = Table(
    "countersign_wordings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("steps", Text, nullable=False),  # JSON: a list of texts
)

# What became of a scenario in a run, all its attempts together. SQLite keeps a scenario's rows side by side.
results = Table(
    "countersign_results",
    metadata,
    Column("scenario", Integer, ForeignKey(scenarios.c.id), primary_key=True, autoincrement=False),
    Column("run", BigInteger, ForeignKey(runs.c.id), primary_key=True, autoincrement=False),
    Column("outcome", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ms", Integer, nullable=False),  # of the last attempt
    Column("sentence", Text),
    Column("wording", Integer, ForeignKey(wordings.c.id)),
    Column("steps_ms", Text),  # "2,58,0": one number for each step of the wording, of the last attempt
    Index("countersign_results_of_run", "run"),
    sqlite_with_rowid=False,
)

# Each attempt of those scenarios that were run more than once.
attempts = Table(
    "countersign_attempts",
    metadata,
    Column("run", BigInteger, ForeignKey(runs.c.id), primary_key=True, autoincrement=False),
    Column("scenario", Integer, ForeignKey(scenarios.c.id), primary_key=True, autoincrement=False),
    Column("attempt", Integer, primary_key=True, autoincrement=False),
    Column("outcome", Text, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("sentence", Text),
    sqlite_with_rowid=False,
)

# What was measured in a run, by journey and name.
measures = Table(
    "countersign_measures",
    metadata,
    Column("run", BigInteger, ForeignKey(runs.c.id), primary_key=True, autoincrement=False),
    Column("journey", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("unit", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("p50", Float(53), nullable=False),
    Column("p95", Float(53), nullable=False),
    Column("largest", Float(53), nullable=False),
    sqlite_with_rowid=False,
)
