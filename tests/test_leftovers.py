import sqlite3
from pathlib import Path

import msgspec
import pytest
from deployments import deployment, line_deployment

from countersign.cleanup import caller, telegram_user
from countersign.cli import main
from countersign.errors import UserError
from countersign.evidence.transcript import Transcript
from countersign.identity import Person, PhoneBook, person
from countersign.ledger import Ledger
from countersign.leftovers import Belongings, Remainder, clean, remove_leftovers
from countersign.matchers.conversation import greets
from countersign.people.telegram_stage import TelegramStage
from countersign.people.telegram_user import TelegramUser
from countersign.people.wire import Door, http_client
from countersign.phrasebook import phrasebook
from countersign.records.database import open_for_reading
from countersign.records.onboarding import OnboardingRecords
from countersign.services import Addresses
from countersign.target import VARIABLES, Patience, Target

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
    Belongings(target, ledger).expect(telegram_user(amira))
    with http_client(door.url, token=door.backstage_token) as client:
        stage = TelegramStage(Door(client, "the stand-in"), target.onboarding.bot_username)
        user = TelegramUser(amira, stage, phrasebook("onboarding", {}, {}), Transcript(), Patience())
        user.arrive()
        user.starts()
        user.sees(greets("a newcomer"))
    ledger.close()
    return amira


def on_record(addresses: Addresses, someone: Person) -> str:
    engine = open_for_reading(addresses.databases["onboarding"])
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
    Belongings(deployment(addresses), ledger).expect(telegram_user(person("Amira")))
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
    Belongings(deployment(addresses), ledger).expect(telegram_user(person("Amira")))
    ledger.close()
    assert main(["clean"]) == 0
    assert "Cleaned up after a run that died: 1 person left behind." in capsys.readouterr().out
    assert main(["clean"]) == 0
    assert "a sandbox takes its database along" in capsys.readouterr().out


LINE = """
environment = "staging"
[booking]
base_url = "https://line.staging.example.com"
"""
PRACTICE = """
CREATE TABLE users (id INTEGER PRIMARY KEY, mobile TEXT);
CREATE TABLE appointments (user_id INTEGER REFERENCES users (id), is_test_data BOOLEAN);
INSERT INTO users VALUES (1, '+12015550101'), (2, '+12015550102'), (3, '+14165551234');
INSERT INTO appointments VALUES (1, FALSE), (2, TRUE), (3, FALSE);
"""
MINE = "+12015550101"


@pytest.fixture
def line(staging: Path) -> Path:
    """A folder with a phone line's target, whose database holds two test callers and a real one."""
    with sqlite3.connect(staging / "line.db") as connection:
        connection.executescript(PRACTICE)
    connection.close()
    writable = LINE + f'cleanup_database_url = "sqlite:///{staging / "line.db"}"\n'
    (staging / "targets" / "line.toml").write_text(writable)
    (staging / "targets" / "bareline.toml").write_text(LINE)
    return staging


def numbers(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "line.db") as connection:
        found = [row[0] for row in connection.execute("SELECT mobile FROM users ORDER BY id")]
    connection.close()
    return found


def die_while_calling(folder: Path, target: str, *mobiles: str) -> None:
    ledger = Ledger(folder / ".countersign" / "ledger", "dead", target)
    for mobile in mobiles:
        ledger.write(caller(mobile))
    ledger.close()


def test_callers_of_a_run_that_died_are_removed_by_clean(
    line: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    die_while_calling(line, "line", MINE, "+12015550109")
    assert main(["clean", "--target", "line"]) == 0
    assert "Cleaned up after a run that died: 2 people left behind." in capsys.readouterr().out
    assert numbers(line) == ["+12015550102", "+14165551234"]
    assert list((line / ".countersign" / "ledger").iterdir()) == []


def test_clean_all_removes_what_is_flagged_and_nothing_else(
    line: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clean", "--target", "line", "--all"]) == 0
    assert "Removed everything that bears the test mark from line: 1 appointments and 1 callers." in (
        capsys.readouterr().out
    )
    assert numbers(line) == [MINE, "+14165551234"]


def test_clean_names_the_key_of_the_journey_that_lacks_a_database(line: Path) -> None:
    with pytest.raises(UserError, match=r"can be removed without booking\.cleanup_database_url: add it"):
        clean("bareline", everything=True)
    assert len(numbers(line)) == 3


def test_callers_of_a_sandbox_are_gone_with_it(line: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (line / "targets" / "sandbox.toml").write_text('environment = "sandbox"\nembedded = true\n')
    die_while_calling(line, "sandbox", MINE)
    assert main(["clean"]) == 0
    assert "Cleaned up after a run that died: 1 person left behind." in capsys.readouterr().out


def test_what_was_booked_is_listed_where_nothing_can_be_removed(addresses: Addresses, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "run", "staging")
    here = Belongings(line_deployment(addresses, cleanup_database_url=None), ledger)
    hang_up = here.expect(caller(MINE))
    here.made(caller(MINE), "booking", f"{MINE}, 2026-11-24 14:00")
    hang_up()
    assert not here.can_remove(caller(MINE))
    assert here.left() == [Remainder("booking", addresses.booking, f"{MINE}, 2026-11-24 14:00")]
    assert here.left() == []
    PhoneBook(tmp_path).give_back("+12015550102")
    assert MINE in (tmp_path / "phones.json").read_text()
    assert ledger.unsettled == 1
    ledger.close()


def test_what_can_be_removed_is_not_listed(addresses: Addresses, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, "run", "staging")
    here = Belongings(line_deployment(addresses), ledger)
    hang_up = here.expect(caller(MINE))
    here.made(caller(MINE), "booking", f"{MINE}, 2026-11-24 14:00")
    hang_up()
    assert here.can_remove(caller(MINE))
    assert here.left() == []
    assert ledger.unsettled == 0
    assert not (tmp_path / "phones.json").exists()
    ledger.close()


def test_variables_name_no_database_to_clean(addresses: Addresses, tmp_path: Path) -> None:
    target = msgspec.structs.replace(
        line_deployment(addresses, cleanup_database_url=None), source=VARIABLES, name="adhoc-line"
    )
    ledger = Ledger(tmp_path, "dead", "adhoc-line")
    ledger.write(caller(MINE))
    ledger.close()
    [told] = remove_leftovers(target, tmp_path)
    assert told == (
        "Left behind by earlier runs: 1 person can't be removed: the environment variables name no "
        "database; a target file can, as booking.cleanup_database_url."
    )
