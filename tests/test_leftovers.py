import sqlite3
from pathlib import Path

import pytest
from deployments import deployment

from countersign.cli import main
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.identity import Person, person
from countersign.ledger import Ledger
from countersign.leftovers import Belongings, clean, remove_leftovers
from countersign.matchers.conversation import greets
from countersign.people.telegram_stage import TelegramStage
from countersign.people.telegram_user import TelegramUser
from countersign.people.wire import Door, http_client
from countersign.phrasebook import phrasebook
from countersign.records.database import open_for_reading
from countersign.records.onboarding import OnboardingRecords
from countersign.services import Addresses
from countersign.target import Patience, Target

STAGING = """
environment = "staging"
[onboarding]
base_url = "https://bot.staging.example.com"
bot_username = "example_bot"
"""
SCHEMA = """
CREATE TABLE users (id INTEGER PRIMARY KEY, referred_by_id INTEGER);
CREATE TABLE onboarding_sessions (user_id INTEGER);
CREATE TABLE email_verifications (user_id INTEGER);
CREATE TABLE wallets (user_id INTEGER);
"""


def die_after_greeting(target: Target, folder: Path) -> Person:
    """What a killed run leaves: a person in the product, and a ledger that nobody holds."""
    assert target.onboarding
    assert target.onboarding.telegram
    door = target.onboarding.telegram
    amira = person("Amira")
    ledger = Ledger(folder, "dead", target.name)
    Belongings(target, ledger).expect(amira)
    with http_client(door.url, token=door.backstage_token) as client:
        stage = TelegramStage(Door(client, "the stand-in"), target.onboarding.bot_username)
        user = TelegramUser(amira, stage, phrasebook("onboarding", {}, {}), Transcript(), Patience())
        user.arrive()
        user.starts()
        user.sees(greets("a newcomer"))
    ledger.close()
    return amira


def on_record(addresses: Addresses, someone: Person) -> str:
    engine = open_for_reading(addresses.database_url)
    file = OnboardingRecords(engine, {}, Transcript()).file_of(someone)
    engine.dispose()
    return file.described()


def test_the_next_run_removes_what_a_dead_one_left(addresses: Addresses, tmp_path: Path) -> None:
    target = deployment(addresses)
    amira = die_after_greeting(target, tmp_path)
    assert on_record(addresses, amira) != "nothing"
    told = remove_leftovers(target, tmp_path)
    assert told == ["Cleaned up after a run that died: 1 person left behind."]
    assert on_record(addresses, amira) == "nothing"
    assert list(tmp_path.iterdir()) == []
    assert remove_leftovers(target, tmp_path) == []


def test_the_ledger_of_another_target_is_not_touched(addresses: Addresses, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "dead", "elsewhere")
    Belongings(deployment(addresses), ledger).expect(person("Amira"))
    ledger.close()
    assert remove_leftovers(deployment(addresses), tmp_path) == []
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_database_to_write_to_it_says_who_stays(addresses: Addresses, tmp_path: Path) -> None:
    target = deployment(addresses, cleanup_database_url=None)
    die_after_greeting(target, tmp_path)
    told = remove_leftovers(target, tmp_path)
    assert len(told) == 1
    assert (
        "1 person can't be removed: targets/staging.toml names no onboarding.cleanup_database_url" in told[0]
    )
    assert len(list(tmp_path.iterdir())) == 1


@pytest.fixture
def staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a staging target whose database holds one real and one test user."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLEANUP_URL", f"sqlite:///{tmp_path / 'bot.db'}")
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "staging.toml").write_text(STAGING + 'cleanup_database_url = "${CLEANUP_URL}"\n')
    (tmp_path / "targets" / "bare.toml").write_text(STAGING)
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        connection.executescript(SCHEMA)
        for user in (7_000_000_001, person("Amira").telegram_id):
            connection.execute("INSERT INTO users (id) VALUES (?)", (user,))
            connection.execute("INSERT INTO wallets VALUES (?)", (user,))
    connection.close()
    return tmp_path


def rows(folder: Path, table: str) -> list[int]:
    with sqlite3.connect(folder / "bot.db") as connection:
        found = [row[0] for row in connection.execute(f"SELECT * FROM {table}")]
    connection.close()
    return found


def test_clean_says_when_there_is_nothing(staging: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clean", "--target", "staging"]) == 0
    assert "No run has left anything on staging." in capsys.readouterr().out
    assert len(rows(staging, "users")) == 2


def test_clean_all_removes_what_bears_the_mark_and_nothing_else(
    staging: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean", "--target", "staging", "--all"]) == 0
    assert "1 users" in capsys.readouterr().out
    assert rows(staging, "users") == [7_000_000_001]
    assert rows(staging, "wallets") == [7_000_000_001]


def test_clean_needs_a_database_to_write_to(staging: Path) -> None:
    with pytest.raises(UserError, match=r"targets/bare\.toml: nothing can be removed without"):
        clean("bare", everything=True)
    assert len(rows(staging, "users")) == 2


def test_what_was_in_a_sandbox_is_gone_with_it(
    staging: Path, capsys: pytest.CaptureFixture[str], addresses: Addresses
) -> None:
    (staging / "targets" / "sandbox.toml").write_text('environment = "sandbox"\nembedded = true\n')
    ledger = Ledger(staging / ".countersign" / "ledger", "dead", "sandbox")
    Belongings(deployment(addresses), ledger).expect(person("Amira"))
    ledger.close()
    assert main(["clean"]) == 0
    assert "Cleaned up after a run that died: 1 person left behind." in capsys.readouterr().out
    assert main(["clean"]) == 0
    assert "a sandbox takes its database along" in capsys.readouterr().out
