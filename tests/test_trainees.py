"""What is removed from a training chat's database: the sessions of whom the suite has played."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from postgresql import fresh_schema
from sqlalchemy import create_engine, text

from countersign.cleanup import open_for_cleanup, remove, trainee
from countersign.errors import UserError
from countersign.identity import user_id
from countersign.trainees import Trainees

SCHEMA = (
    "CREATE TABLE scenarios (id INTEGER PRIMARY KEY)",
    "CREATE TABLE sessions (id INTEGER PRIMARY KEY, scenario_id INTEGER NOT NULL REFERENCES scenarios (id), "
    "user_id VARCHAR(100) NOT NULL)",
    "CREATE TABLE messages (id INTEGER PRIMARY KEY, session_id INTEGER NOT NULL REFERENCES sessions (id))",
)
SOURCE = "targets/staging.toml"
MINE, HERS, REAL = user_id("Amira"), user_id("Bruno"), "bruno@company"


class School:
    """A chat's database, as its owner sees it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(url)
        self._last = 1
        for statement in (*SCHEMA, "INSERT INTO scenarios VALUES (1)"):
            self.run(statement)

    def rehearses(self, who: str, messages: int = 2) -> None:
        """A session of somebody."""
        self._last += 1
        session = self._last
        self.run("INSERT INTO sessions VALUES (:id, 1, :who)", id=session, who=who)
        for _ in range(messages):
            self._last += 1
            self.run("INSERT INTO messages VALUES (:id, :session)", id=self._last, session=session)

    def on_record(self) -> dict[str, int]:
        """How many messages everybody has, session by session."""
        asked = (
            "SELECT user_id, count(messages.id) FROM sessions LEFT JOIN messages ON session_id = sessions.id "
            "GROUP BY user_id"
        )
        with self._engine.connect() as connection:
            return {str(who): int(count) for who, count in connection.execute(text(asked))}

    def run(self, statement: str, **values: object) -> None:
        """Whatever the owner does."""
        with self._engine.begin() as connection:
            connection.execute(text(statement), values)

    def trainees(self, **names: str) -> Trainees:
        """What the suite removes with."""
        engine = open_for_cleanup(self.url, environment="staging", source=SOURCE)
        return Trainees(engine, names, source=SOURCE)

    def close(self) -> None:
        self._engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def school(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[School]:
    if request.param == "sqlite":
        made = School(f"sqlite:///{tmp_path / 'chat.db'}")
        yield made
        made.close()
        return
    with fresh_schema() as url:
        made = School(url)
        yield made
        made.close()


def test_a_trainee_goes_with_sessions_and_messages_and_nobody_else_does(school: School) -> None:
    for who in (MINE, MINE, HERS, REAL):
        school.rehearses(who)
    trainees = school.trainees()
    assert trainees(trainee(MINE)) is True
    assert school.on_record() == {HERS: 2, REAL: 2}
    assert trainees(trainee(MINE)) is False


def test_all_that_bears_the_mark_goes_and_a_wildcard_is_none(school: School) -> None:
    for who in (MINE, MINE, HERS, REAL, "Xcountersign-", "countersign_x"):
        school.rehearses(who)
    assert school.trainees().remove_all_marked() == 3
    assert school.on_record() == {REAL: 2, "Xcountersign-": 2, "countersign_x": 2}


def test_who_does_not_bear_the_mark_is_not_touched(school: School) -> None:
    school.rehearses(REAL)
    report = remove({"1": trainee(REAL)}, {"trainee": school.trainees()})
    assert "does not bear the mark of test data" in report.failed["1"]
    assert school.on_record() == {REAL: 2}


def test_a_row_that_refers_to_a_session_is_told(school: School) -> None:
    school.rehearses(MINE)
    school.run("CREATE TABLE notes (session_id INTEGER NOT NULL REFERENCES sessions (id))")
    school.run("INSERT INTO notes SELECT id FROM sessions")
    report = remove({"1": trainee(MINE)}, {"trainee": school.trainees()})
    assert f"The sessions of {MINE} can't be removed, because other rows refer to them" in report.failed["1"]
    assert school.on_record() == {MINE: 2}


def test_tables_that_are_named_wrongly_are_told(school: School) -> None:
    with pytest.raises(UserError, match=r"through training\.cleanup_database_url .* in training\.tables\?"):
        school.trainees(sessions="seances").remove_all_marked()
