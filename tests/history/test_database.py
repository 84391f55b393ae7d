"""A history that can't be used says so in one sentence, without a password, and harms nothing."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from postgresql import fresh_schema
from sqlalchemy import make_url, text

from countersign.errors import UserError
from countersign.history import database
from countersign.history.database import reading, shown, writing
from countersign.history.store import expected_seconds, remember

from .made_up import Ended, a_run, id_of

PASSWORD = "open-sesame"
RUN = a_run(0, {"Pays": Ended()})


def refusal(url: str) -> str:
    """The sentence that says why nothing is remembered."""
    with pytest.raises(UserError) as caught:
        remember(url, RUN)
    said = str(caught.value)
    assert PASSWORD not in said
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://me:open-sesame@host/history",
        "sqlite://",
        "sqlite:///:memory:",
        "oracle+nonesuch://me:open-sesame@host/x",
        "postgresql+asyncpg://me:open-sesame@host/x",
        "postgresql://me:open-sesame@host:port/x",
        "/var/lib/history.db",
    ],
)
def test_a_url_that_names_no_database_is_refused_and_not_repeated(url: str) -> None:
    said = refusal(url)
    assert said.startswith("The history's database URL can't be used; write sqlite:///")
    assert "me" not in said.split("can't be used")[0].split()


def test_where_no_server_listens(tmp_path: Path) -> None:
    url = f"postgresql://me:{PASSWORD}@127.0.0.1:1/history?sslkey={PASSWORD}"
    said = refusal(url)
    assert said.startswith("postgresql+psycopg://me:***@127.0.0.1:1/history: the history can't be written (")
    assert said.endswith(" or keep none with -D history=off.")
    with pytest.raises(UserError, match="can't be read"):
        expected_seconds(url, "sandbox")
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("to do: pay the milkman\n" * 100)
    said = refusal(f"sqlite:///{path}")
    assert said.startswith(f"{path}: the history can't be written (file is not a database); name another")
    assert path.read_text().startswith("to do")
    with pytest.raises(UserError, match=r"can't be read \(file is not a database\)"):
        expected_seconds(f"sqlite:///{path}", "sandbox")


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    assert "unable to open database file" in refusal(f"sqlite:///{tmp_path}")


def test_a_folder_that_can_t_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "the history can't be written (" in refusal(f"sqlite:///{tmp_path}/file/deeper/history.db")


def test_a_place_where_no_file_can_be_made() -> None:
    """The file system refuses even root there."""
    assert refusal("sqlite:////proc/history.db").startswith(
        "/proc/history.db: the history can't be written ("
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/history.db"
    remember(url, RUN)
    (tmp_path / "history.db").chmod(0o400)
    tmp_path.chmod(0o500)
    assert "readonly" in refusal(url)
    assert expected_seconds(url, "sandbox") == {id_of("Pays"): 1.0}
    tmp_path.chmod(0o700)


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    remember(f"sqlite:///{tmp_path}/new/folder/history.db", RUN)
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["history.db"]


def test_tables_of_a_newer_version_are_let_be(url: str) -> None:
    remember(url, RUN)
    with writing(url) as connection:
        connection.execute(text("UPDATE countersign_history SET version = 99"))
    said = refusal(url)
    assert "newer version of Countersign (its tables are of version 99, this one knows 1)" in said
    with pytest.raises(UserError, match="newer version"):
        expected_seconds(url, "sandbox")


def test_a_password_of_a_server_that_answers_is_not_shown() -> None:
    with fresh_schema() as schema:
        url = make_url(schema).set(password=PASSWORD).update_query_dict({"dbname": "nonesuch"})
        said = refusal(url.render_as_string(hide_password=False))
    assert "nonesuch" in said


def test_tables_that_were_damaged_are_reported(url: str) -> None:
    remember(url, RUN)
    with writing(url) as connection:
        connection.execute(text("ALTER TABLE countersign_results RENAME TO gone"))
    assert "countersign_results" in refusal(url)


def test_what_goes_wrong_half_way_leaves_nothing(url: str) -> None:
    remember(url, RUN)

    def go_wrong() -> None:
        with writing(url) as connection:
            connection.execute(text("DELETE FROM countersign_results"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        go_wrong()
    with reading(url) as connection:
        assert connection is not None
        assert connection.execute(text("SELECT count(*) FROM countersign_results")).scalar_one() == 1


def test_who_reads_can_t_write(url: str) -> None:
    remember(url, RUN)

    def write() -> None:
        with reading(url) as connection:
            assert connection is not None
            connection.execute(text("DELETE FROM countersign_results"))

    with pytest.raises(UserError, match=r"can't be read \(.*(readonly|read-only)"):
        write()


def test_a_writer_waits_for_another(url: str) -> None:
    remember(url, RUN)
    began, done = Event(), Event()

    def add() -> None:
        began.set()
        remember(url, a_run(1, {"Pays": Ended()}))
        done.set()

    with writing(url):
        thread = Thread(target=add)
        thread.start()
        assert began.wait(10)
        assert not done.wait(0.2)
    assert done.wait(20)
    thread.join(10)


def test_a_writer_that_waits_too_long_says_so(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(url, RUN)
    monkeypatch.setattr(database, "_SECONDS_TO_WAIT_FOR_OTHERS", 1)
    with writing(url):
        began = time.monotonic()
        assert "lock" in refusal(url)
        assert time.monotonic() - began < 10


def test_what_a_killed_run_left_half_done_is_undone_by_the_next_reader(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    for number in range(20):
        remember(f"sqlite:///{path}", a_run(number, {f"S{one}": Ended() for one in range(50)}))
    code = f"""
import os, signal, sqlite3
held = sqlite3.connect({str(path)!r}, isolation_level=None)
held.execute("PRAGMA cache_size = 1")
held.execute("BEGIN IMMEDIATE")
held.execute("UPDATE countersign_results SET ms = 77777")
held.execute("UPDATE countersign_scenarios SET expected_ms = 77777")
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert (tmp_path / "history.db-journal").exists()
    damaged = tmp_path / "copy.db"
    shutil.copy(path, damaged)
    with closing(sqlite3.connect(damaged)) as connection:
        spilled = connection.execute("SELECT count(*) FROM countersign_results WHERE ms = 77777").fetchone()
    assert spilled != (0,), "nothing had reached the file, so there is nothing to undo"
    assert set(expected_seconds(f"sqlite:///{path}", "sandbox").values()) == {1.0}


def test_what_is_shown_of_a_url_opens_nothing() -> None:
    assert shown("sqlite:///reports/history.db") == "reports/history.db"
    address = shown(f"postgresql://me:{PASSWORD}@db:5432/history?password={PASSWORD}")
    assert address == "postgresql+psycopg://me:***@db:5432/history"
