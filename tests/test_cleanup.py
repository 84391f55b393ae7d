import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from countersign.cleanup import (
    NotRemovedError,
    Report,
    TelegramUsers,
    gone_with_its_sandbox,
    open_for_cleanup,
    remove,
    settle_orphan,
)
from countersign.errors import UserError
from countersign.identity import TELEGRAM_IDS, is_test_telegram_id
from countersign.ledger import Entry, Ledger

SCHEMA = """
CREATE TABLE users (id BIGINT PRIMARY KEY, email TEXT, referred_by_id BIGINT REFERENCES users (id));
CREATE TABLE onboarding_sessions (user_id BIGINT UNIQUE REFERENCES users (id));
CREATE TABLE email_verifications (user_id BIGINT REFERENCES users (id), email TEXT);
CREATE TABLE wallets (user_id BIGINT REFERENCES users (id), currency TEXT);
"""
TABLES = ("users", "onboarding_sessions", "email_verifications", "wallets")
PASSWORD = "hunter22"  # pragma: allowlist secret
SOURCE = "targets/staging.toml"
MINE = TELEGRAM_IDS.start + 7
HERS = TELEGRAM_IDS.start + 8
REAL = 123456789


class Product:
    """A product's database."""

    def __init__(self, path: Path, schema: str = SCHEMA) -> None:
        self.path = path
        self._run(schema)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def user(self, telegram_id: int, invited_by: int | None = None) -> None:
        """A user with everything that belongs to one."""
        self._run(
            f"INSERT INTO users VALUES ({telegram_id}, 'x', {invited_by or 'NULL'});"
            f"INSERT INTO onboarding_sessions VALUES ({telegram_id});"
            f"INSERT INTO email_verifications VALUES ({telegram_id}, 'a');"
            f"INSERT INTO email_verifications VALUES ({telegram_id}, 'b');"
            f"INSERT INTO wallets VALUES ({telegram_id}, 'USD');"
        )

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that is in the tables."""
        with closing(sqlite3.connect(self.path)) as connection:
            return {
                name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=str)
                for name in TABLES
            }

    def _run(self, script: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection:
            connection.executescript(f"PRAGMA synchronous = OFF; BEGIN; {script} COMMIT;")


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return Product(tmp_path / "bot.db")


@pytest.fixture
def engine(product: Product) -> Iterator[Engine]:
    engine = open_for_cleanup(product.url, environment="staging", source=SOURCE)
    yield engine
    engine.dispose()


def users(engine: Engine, names: Mapping[str, str] | None = None, *, embedded: bool = False) -> TelegramUsers:
    return TelegramUsers(engine, names or {}, source=SOURCE, embedded=embedded)


def entry(telegram_id: int | str, kind: str = "telegram-user") -> Entry:
    return Entry(kind=kind, journey="onboarding", identity={"telegram_id": telegram_id})


def test_a_user_is_removed_with_all_that_is_theirs_and_nobody_else_is(
    product: Product, engine: Engine
) -> None:
    product.user(REAL)
    before = product.rows()
    product.user(MINE)
    report = remove({"a": entry(MINE), "b": entry(HERS)}, {"telegram-user": users(engine)})
    assert product.rows() == before
    assert (list(report.removed), list(report.missing), report.failed) == (["a"], ["b"], {})
    assert report.settled == ["a", "b"]


@pytest.mark.parametrize("telegram_id", [REAL, 0, TELEGRAM_IDS.stop, -MINE, str(MINE)])
def test_a_user_without_the_mark_is_never_removed(
    product: Product, engine: Engine, telegram_id: int | str
) -> None:
    product.user(int(telegram_id))
    before = product.rows()
    report = remove({"a": entry(telegram_id)}, {"telegram-user": users(engine)})
    assert product.rows() == before
    assert "does not bear the mark of test data" in report.failed["a"]


IDS = st.one_of(
    st.integers(1, 10**10),
    st.sampled_from([TELEGRAM_IDS.start - 1, TELEGRAM_IDS.start, TELEGRAM_IDS.stop - 1, TELEGRAM_IDS.stop]),
    st.integers(TELEGRAM_IDS.start, TELEGRAM_IDS.stop - 1),
)


@settings(max_examples=25, deadline=None)
@given(ids=st.lists(IDS, unique=True, max_size=8), data=st.data())
def test_everything_that_bears_the_mark_goes_and_not_a_row_without_it(
    tmp_path_factory: pytest.TempPathFactory, ids: list[int], data: st.DataObject
) -> None:
    product = Product(tmp_path_factory.mktemp("product") / "bot.db")
    for place, telegram_id in enumerate(ids):
        earlier = [
            one for one in ids[:place] if is_test_telegram_id(telegram_id) or not is_test_telegram_id(one)
        ]
        product.user(telegram_id, data.draw(st.sampled_from([None, *earlier])))
    kept = {
        name: [row for row in rows if not is_test_telegram_id(int(str(row[0])))]
        for name, rows in product.rows().items()
    }
    engine = open_for_cleanup(product.url, environment="staging", source=SOURCE)
    removed = users(engine).remove_all_marked()
    engine.dispose()
    assert removed == sum(map(is_test_telegram_id, ids))
    assert product.rows() == kept


def test_a_row_without_the_mark_that_refers_to_a_test_user_is_not_changed(
    product: Product, engine: Engine
) -> None:
    product.user(MINE)
    product.user(REAL, invited_by=MINE)
    before = product.rows()
    report = remove({"a": entry(MINE)}, {"telegram-user": users(engine)})
    assert "other rows refer to it" in report.failed["a"]
    with pytest.raises(UserError, match="rows that are no test data refer to them"):
        users(engine).remove_all_marked()
    assert product.rows() == before


def test_a_test_user_forgets_who_invited_them_when_that_one_goes(product: Product, engine: Engine) -> None:
    product.user(MINE)
    product.user(HERS, invited_by=MINE)
    assert users(engine)(entry(MINE))
    assert product.rows()["users"] == [(HERS, "x", None)]


def test_the_deployments_own_names_are_used(tmp_path: Path) -> None:
    schema = SCHEMA.replace("users", "members").replace("id BIGINT PRIMARY KEY", "tg_id BIGINT PRIMARY KEY")
    schema = schema.replace("members (id)", "members (tg_id)").replace("wallets (user_id", "wallets (owner")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.executescript(schema)
        connection.execute("INSERT INTO members VALUES (?, 'x', NULL)", (MINE,))
        connection.execute("INSERT INTO wallets VALUES (?, 'USD')", (MINE,))
        connection.commit()
    engine = open_for_cleanup(f"sqlite:///{tmp_path / 'bot.db'}", environment="staging", source=SOURCE)
    names = {"users": "members", "users.id": "tg_id", "wallets.user_id": "owner"}
    assert users(engine, names)(entry(MINE))
    assert not users(engine, names)(entry(MINE))
    with pytest.raises(UserError, match=r"no such table: users.*onboarding\.tables"):
        users(engine, {"wallets.user_id": "owner"})(entry(MINE))
    engine.dispose()


def test_nothing_is_removed_from_production() -> None:
    with pytest.raises(UserError, match="production"):
        open_for_cleanup("postgresql+psycopg://host/db", environment="production", source=SOURCE)


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/bot.db", f"postgresql+psycopg://me:{PASSWORD}@127.0.0.1:1/bot"]
)
def test_a_database_that_cannot_be_reached_is_said_once_for_all_entries(url: str) -> None:
    engine = open_for_cleanup(url, environment="staging", source=SOURCE)
    report = remove({"a": entry(MINE), "b": entry(HERS)}, {"telegram-user": users(engine)})
    engine.dispose()
    assert list(report.failed) == ["a", "b"]
    [reason] = report.reasons
    assert reason.startswith(
        "targets/staging.toml: nothing can be removed through onboarding.cleanup_database_url"
    )
    assert "\n" not in reason
    assert PASSWORD not in reason


def test_a_missing_database_is_not_made(tmp_path: Path) -> None:
    engine = open_for_cleanup(f"sqlite:///{tmp_path / 'bot.db'}", environment="sandbox", source=SOURCE)
    assert users(engine, embedded=True)(entry(MINE))
    assert users(engine, embedded=True).remove_all_marked() == 0
    engine.dispose()
    assert list(tmp_path.iterdir()) == []


def test_a_sandbox_that_has_not_made_its_tables_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "bot.db").touch()
    engine = open_for_cleanup(f"sqlite:///{tmp_path / 'bot.db'}", environment="sandbox", source=SOURCE)
    assert users(engine, embedded=True)(entry(MINE))
    engine.dispose()


def test_what_nobody_knows_how_to_remove_is_said_and_the_others_go_on() -> None:
    def refuse(_: Entry) -> bool:
        raise NotRemovedError("It will not go.")

    entries = {"a": entry(1, "spaceship"), "b": entry(2, "stubborn"), "c": entry(3, "gone")}
    report = remove(entries, {"stubborn": refuse, "gone": gone_with_its_sandbox})
    assert report.failed == {"a": "Nothing here knows how to remove a spaceship.", "b": "It will not go."}
    assert list(report.removed) == ["c"]


def test_after_a_run_that_died_its_people_are_removed_and_its_ledger_is_settled(
    tmp_path: Path, product: Product, engine: Engine
) -> None:
    folder = tmp_path / "ledger"
    ledger = Ledger(folder, "run", "staging")
    for someone in (MINE, HERS, REAL):
        ledger.write(entry(someone))
        product.user(someone)
    ledger.close()
    [orphan] = Ledger.orphans(folder)
    report: Report = settle_orphan(orphan, {"telegram-user": users(engine)})
    orphan.close()
    assert [one.identity["telegram_id"] for one in report.removed.values()] == [HERS, MINE]
    assert [row[0] for row in product.rows()["users"]] == [REAL]
    [left] = Ledger.orphans(folder)
    assert list(left.entries.values()) == [entry(REAL)]
    left.close()
