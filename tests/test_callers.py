"""What is removed from a phone line's database: what is flagged, and whoever has nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from postgresql import fresh_schema
from sqlalchemy import Engine, create_engine, text

from countersign.callers import Callers, is_test_mobile
from countersign.cleanup import caller, open_for_cleanup, remove
from countersign.errors import UserError
from countersign.ledger import Entry

SCHEMA = (
    "CREATE TABLE users (id INTEGER PRIMARY KEY, full_name TEXT, mobile TEXT UNIQUE)",
    "CREATE TABLE appointments (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), "
    "is_test_data BOOLEAN NOT NULL)",
)
SOURCE = "targets/staging.toml"
MINE, HERS, REAL = "+12015550101", "+447700900123", "+14165551234"


class Practice:
    """A practice's database, as its owner sees it."""

    def __init__(self, url: str, schema: tuple[str, ...] = SCHEMA) -> None:
        self.url = url
        self._engine = create_engine(url)
        self._last = 0
        for statement in schema:
            self.run(statement)

    def books(self, mobile: str, *flags: bool, name: str = "John Smith") -> None:
        """Somebody who has called, with an appointment for each flag."""
        user = self._next()
        self.run("INSERT INTO users VALUES (:id, :name, :mobile)", id=user, name=name, mobile=mobile)
        for flag in flags:
            self.run(
                "INSERT INTO appointments VALUES (:id, :user, :flag)", id=self._next(), user=user, flag=flag
            )

    def on_record(self) -> dict[str, list[bool]]:
        """The flags of everybody's appointments, by number."""
        asked = (
            "SELECT mobile, is_test_data FROM users LEFT JOIN appointments ON user_id = users.id "
            "ORDER BY appointments.id"
        )
        found: dict[str, list[bool]] = {}
        with self._engine.connect() as connection:
            for mobile, flag in connection.execute(text(asked)):
                found.setdefault(mobile, []).extend([] if flag is None else [bool(flag)])
        return found

    def run(self, statement: str, **values: object) -> None:
        """Whatever the owner does."""
        with self._engine.begin() as connection:
            connection.execute(text(statement), values)

    def close(self) -> None:
        """Go home."""
        self._engine.dispose()

    def _next(self) -> int:
        self._last += 1
        return self._last


@pytest.fixture(params=["sqlite", "postgresql"])
def practice(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Practice]:
    """A practice on each kind of database."""
    if request.param == "sqlite":
        practice = Practice(f"sqlite:///{tmp_path / 'line.db'}")
        yield practice
        practice.close()
        return
    with fresh_schema() as url:
        practice = Practice(url)
        yield practice
        practice.close()


@pytest.fixture
def engine(practice: Practice) -> Iterator[Engine]:
    with opened(practice.url) as engine:
        yield engine


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = open_for_cleanup(url, environment="staging", source=SOURCE)
    yield engine
    engine.dispose()


def callers(engine: Engine, names: Mapping[str, str] | None = None, *, embedded: bool = False) -> Callers:
    return Callers(engine, names or {}, source=SOURCE, embedded=embedded)


def test_a_caller_is_removed_with_all_appointments_and_nobody_else_is(
    practice: Practice, engine: Engine
) -> None:
    practice.books(REAL, True, False)
    practice.books(HERS, True)
    before = practice.on_record()
    practice.books(MINE, True, True)
    report = remove({"a": caller(MINE), "b": caller("+12015550102")}, {"caller": callers(engine)})
    assert practice.on_record() == before
    assert (list(report.removed), list(report.missing), report.failed) == (["a"], ["b"], {})


def test_what_a_caller_of_the_ledger_has_booked_is_flagged_by_the_suite(
    practice: Practice, engine: Engine
) -> None:
    practice.books(MINE, False, False)
    practice.books(HERS, False)
    assert callers(engine)(caller(MINE))
    assert practice.on_record() == {HERS: [False]}


def test_a_caller_who_has_booked_nothing_is_removed_too(practice: Practice, engine: Engine) -> None:
    practice.books(MINE)
    assert callers(engine)(caller(MINE))
    assert not callers(engine)(caller(MINE))
    assert practice.on_record() == {}


@pytest.mark.parametrize(
    "mobile", [REAL, "", "+1201555010", "2015550101", "+1 201 555 0101", "%", "+1201555010%", 12015550101]
)
def test_a_number_without_the_mark_is_never_touched(
    practice: Practice, engine: Engine, mobile: str | int
) -> None:
    practice.books(str(mobile), True)
    before = practice.on_record()
    entry = Entry(kind="caller", journey="booking", identity={"mobile": mobile})
    report = remove({"a": entry}, {"caller": callers(engine)})
    assert practice.on_record() == before
    assert "does not bear the mark of test data, and was not touched" in report.failed["a"]


def test_all_that_is_flagged_goes_and_only_that(practice: Practice, engine: Engine) -> None:
    practice.books(MINE, True, True)
    practice.books(HERS, True, False)
    practice.books(REAL, True)
    practice.books("+14165559999", False)
    practice.books("+12125550199")
    assert callers(engine).remove_all_marked() == (4, 2)
    assert practice.on_record() == {HERS: [False], REAL: [], "+14165559999": [False]}
    assert callers(engine).remove_all_marked() == (0, 0)


NUMBERS = st.one_of(
    st.from_regex(r"\+1[2-9][0-9]{2}555(01|02|10)[0-9]{2}", fullmatch=True),
    st.from_regex(r"\+447700900[0-9]{2,4}", fullmatch=True),
    st.from_regex(r"\+?[0-9]{0,15}", fullmatch=True),
)


@settings(max_examples=25, deadline=None)
@given(people=st.dictionaries(NUMBERS, st.lists(st.booleans(), max_size=3), max_size=8))
def test_everything_that_bears_the_mark_goes_and_not_a_row_without_it(
    tmp_path_factory: pytest.TempPathFactory, people: dict[str, list[bool]]
) -> None:
    practice = Practice(f"sqlite:///{tmp_path_factory.mktemp('practice') / 'line.db'}")
    for mobile, flags in people.items():
        practice.books(mobile, *flags)
    with opened(practice.url) as engine:
        appointments, users = callers(engine).remove_all_marked()
    kept = {mobile: [False] * flags.count(False) for mobile, flags in people.items()}
    kept = {mobile: flags for mobile, flags in kept.items() if flags or not is_test_mobile(mobile)}
    assert practice.on_record() == kept
    assert appointments == sum(flags.count(True) for flags in people.values())
    assert users == len(people) - len(kept)
    practice.close()


def test_more_callers_than_one_statement_can_name(practice: Practice, engine: Engine) -> None:
    insert = "INSERT INTO users VALUES (:id, 'x', :mobile)"
    numbers = [f"+1{area}55501{last:02d}" for area in range(200, 207) for last in range(100)]
    for place, mobile in enumerate(numbers):
        practice.run(insert, id=place, mobile=mobile)
    assert callers(engine).remove_all_marked() == (0, 700)


def test_whoever_others_refer_to_stays_with_a_sentence(practice: Practice, engine: Engine) -> None:
    practice.books(MINE, True)
    practice.run("CREATE TABLE invoices (user_id INTEGER REFERENCES users (id))")
    practice.run("INSERT INTO invoices SELECT id FROM users")
    report = remove({"a": caller(MINE)}, {"caller": callers(engine)})
    assert f"The caller {MINE} can't be removed, because other rows refer to them" in report.failed["a"]
    with pytest.raises(UserError, match="rows that are no test data refer to them"):
        callers(engine).remove_all_marked()
    assert practice.on_record() == {MINE: [True]}


def test_the_deployments_own_names_are_used(tmp_path: Path) -> None:
    own = ("users", "patients"), ("mobile", "phone"), ("appointments", "visits"), ("user_id", "patient")
    schema: tuple[str, ...] = SCHEMA
    for name, other in (*own, ("is_test_data", "made_up")):
        schema = tuple(statement.replace(name, other) for statement in schema)
    practice = Practice(f"sqlite:///{tmp_path / 'line.db'}", schema)
    practice.run("INSERT INTO patients VALUES (1, 'x', :mobile)", mobile=MINE)
    practice.run("INSERT INTO visits VALUES (1, 1, FALSE)")
    names = {
        "users": "patients",
        "users.mobile": "phone",
        "appointments": "visits",
        "appointments.user_id": "patient",
        "appointments.is_test_data": "made_up",
    }
    with opened(practice.url) as engine:
        assert callers(engine, names)(caller(MINE))
        assert not callers(engine, names)(caller(MINE))
        with pytest.raises(
            UserError, match=r"booking\.cleanup_database_url \(no such table: .*booking\.tables"
        ):
            callers(engine)(caller(MINE))
    practice.close()


def test_a_database_that_cannot_be_reached_is_said_once_for_all_callers() -> None:
    with opened("sqlite:////nowhere/line.db") as engine:
        report = remove({"a": caller(MINE), "b": caller(HERS)}, {"caller": callers(engine)})
    assert list(report.failed) == ["a", "b"]
    [reason] = report.reasons
    assert reason.startswith(f"{SOURCE}: nothing can be removed through booking.cleanup_database_url")


def test_what_was_in_a_sandbox_that_has_ended_is_gone(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'line.db'}") as engine:
        assert callers(engine, embedded=True)(caller(MINE))
        assert callers(engine, embedded=True).remove_all_marked() == (0, 0)
    assert list(tmp_path.iterdir()) == []
