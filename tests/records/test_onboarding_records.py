import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from countersign.evidence.transcript import Transcript
from countersign.identity import person
from countersign.records.database import open_for_reading
from countersign.records.onboarding import Account, OnboardingRecords, Session

SCHEMA = """
CREATE TABLE members (tg_id INTEGER, email TEXT, email_verified BOOL, is_verified BOOL, state TEXT,
                      onboarding_completed BOOL, terms_accepted_at TEXT);
CREATE TABLE onboarding_sessions (user_id INTEGER, current_step TEXT, completed_at TEXT);
CREATE TABLE wallets (user_id INTEGER, currency TEXT);
"""

NAMES = {"users": "members", "users.id": "tg_id", "users.status": "state"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.db'}"


def test_rows_of_one_person_are_read_under_the_deployments_own_names(tmp_path: Path, url: str) -> None:
    amira, other = person("Amira"), person("Omar")
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        connection.executescript(SCHEMA)
        for who in (amira, other):
            row = (who.telegram_id, who.email, 1, 1, "active", 0, None)
            connection.execute("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO wallets VALUES (?, 'USD')", (who.telegram_id,))
        connection.execute(
            "INSERT INTO onboarding_sessions VALUES (?, 'verify_otp', NULL)", (amira.telegram_id,)
        )
    connection.close()
    transcript = Transcript()
    engine = open_for_reading(url)
    file = OnboardingRecords(engine, NAMES, transcript).file_of(amira)
    engine.dispose()
    assert file.accounts == (Account(amira.email, True, True, "active", False, False),)
    assert file.sessions == (Session("verify_otp", False),)
    assert file.wallets == ("USD",)
    assert [exchange.channel for exchange in transcript.exchanges] == ["database"]


def test_the_records_cannot_be_written(tmp_path: Path, url: str) -> None:
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        connection.executescript(SCHEMA)
    connection.close()
    engine = open_for_reading(url)
    with engine.connect() as connected, pytest.raises(OperationalError, match="readonly"):
        connected.execute(text("DELETE FROM wallets"))
    engine.dispose()
