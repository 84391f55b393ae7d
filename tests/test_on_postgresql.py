"""The features on PostgreSQL: the sandbox's products keep their promises there as they do on SQLite."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from postgresql import VARIABLE, fresh_database, programs
from sqlalchemy import create_engine, make_url, text
from whole_suite import ROOT, Suite, wait_until

from countersign.adversity.spares import Spares, sweep
from countersign.evidence.redaction import Redactor
from countersign.nursery import Nursery
from countersign.results.record import Attempt, Outcome, read
from countersign.services import Services

RUN = "PYTEST_XDIST_TESTRUNUID"
ABOUT_RECORDS = (
    "(@smoke or @essential or @race or @needs.database or @integration) "
    "and not @resilience and not @needs.spare and not @needs.driver"
)
"""What another database may make a difference to; what takes minutes is left to whole runs."""
OF_CALLS = "@smoke or @race or @needs.spare"
PROMISED = {Outcome.PASSED, Outcome.MANUAL}


def in_database(url: str, question: str) -> list[str]:
    """The first column of what the database answers."""
    engine = create_engine(make_url(url))
    try:
        with engine.connect() as connection:
            return [str(row[0]) for row in connection.execute(text(question))]
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("journey", "tags", "least"), [("onboarding", ABOUT_RECORDS, 30), ("booking", OF_CALLS, 20)]
)
def test_every_promise_is_kept_and_nothing_is_left(
    tmp_path: Path, journey: str, tags: str, least: int
) -> None:
    suite = Suite(tmp_path)
    shutil.copytree(ROOT / "features", suite.folder / "features", dirs_exist_ok=True)
    with fresh_database() as url:
        with suite.start(
            f"features/{journey}", f"--tags={tags}", COUNTERSIGN_SANDBOX_DATABASE_URL=url
        ) as process:
            output, _ = process.communicate(timeout=240)
        assert process.returncode == 0, output
        people = in_database(url, "SELECT count(*) FROM users")
        callers = in_database(url, "SELECT count(*) FROM countersign_booking.users")
        schemas = in_database(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'countersign%'")
    found = [line for line in read(suite.reports / "run.jsonl") if isinstance(line, Attempt)]
    assert len(found) > least
    assert {attempt.outcome for attempt in found} <= PROMISED, output
    assert (people, callers) == (["0"], ["0"])
    assert sorted(schemas) == ["countersign_booking", "countersign_referrals", "countersign_training"]


@pytest.mark.parametrize(("product", "processes"), [("onboarding", 1), ("booking", 2)])
def test_a_deployment_of_a_scenario_s_own_has_a_schema_of_its_own(
    tmp_path: Path, product: str, processes: int
) -> None:
    asked = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'countersign_spare_%'"
    tables = "SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_name = 'users'"
    nursery = Nursery()
    with fresh_database() as url, closing(nursery), Services.start(database_url=url) as services:
        with Spares(services.addresses, nursery, Redactor(), tmp_path).deployment(
            product, processes=processes
        ) as spare:
            [schema] = in_database(url, asked)
            assert schema in in_database(url, tables)
            assert in_database(spare.database_url, "SELECT current_schema()") == [schema]
        assert in_database(url, asked) == []


def test_a_schema_of_a_killed_run_is_swept() -> None:
    with subprocess.Popen(["true"]) as ended:
        ended.wait()
    orphan, living = (f"countersign_spare_{pid}_aa" for pid in (ended.pid, os.getpid()))
    with fresh_database() as url:
        engine = create_engine(make_url(url))
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {orphan}"))
            connection.execute(text(f"CREATE SCHEMA {living}"))
        engine.dispose()
        assert sweep(url) == ["Cleaned up after a run that died: a deployment of its own."]
        asked = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'countersign_spare_%'"
        assert in_database(url, asked) == [living]


ASKS = """
import sys
import postgresql
print(postgresql.server().query["host"], flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_throw_away_cluster_ends_with_whoever_needed_it(end: signal.Signals) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in (VARIABLE, RUN)}
    with subprocess.Popen(
        [sys.executable, "-c", ASKS],
        cwd=ROOT / "tests",
        env=bare,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        assert serving(folder)
        process.send_signal(end)
    wait_until(lambda: not folder.exists() and not serving(folder), "the end of the cluster")


def serving(folder: Path) -> list[int]:
    """The processes that know the folder."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and str(folder).encode() in command_of(entry)
    ]


def command_of(entry: Path) -> bytes:
    try:
        return (entry / "cmdline").read_bytes()
    except OSError:  # it has just ended
        return b""
