import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from countersign.evidence.transcript import Transcript
from countersign.identity import person
from countersign.matchers.records import keeps_secret
from countersign.records.database import open_for_reading
from countersign.records.onboarding import Account, OnboardingRecords, Session

SCHEMA = """
CREATE TABLE members (tg_id INTEGER, email TEXT, email_verified BOOL, is_verified BOOL, state TEXT,
                      onboarding_completed BOOL, terms_accepted_at TEXT, referred_by_id INTEGER,
                      referral_code TEXT);
CREATE TABLE onboarding_sessions (user_id INTEGER, current_step TEXT, completed_at TEXT, context_data TEXT);
CREATE TABLE email_verifications (user_id INTEGER, hash TEXT, attempts INTEGER, expires_at TEXT);
CREATE TABLE wallets (user_id INTEGER, currency TEXT, balance INTEGER);
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
            row = (who.telegram_id, who.email, 1, 1, "active", 0, None, 7, "ABC")
            connection.execute("INSERT INTO members VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            connection.execute("INSERT INTO wallets VALUES (?, 'USD', 0)", (who.telegram_id,))
        connection.execute(
            "INSERT INTO onboarding_sessions VALUES (?, 'verify_otp', NULL, '{}')", (amira.telegram_id,)
        )
        for expires, attempts in (("2026-01-02", 3), ("2026-01-01", 5)):
            row = (amira.telegram_id, "9f123456ab", attempts, expires)  # type: ignore[assignment]
            connection.execute("INSERT INTO email_verifications VALUES (?, ?, ?, ?)", row)
    connection.close()
    transcript = Transcript()
    engine = open_for_reading(url)
    records = OnboardingRecords(engine, NAMES, transcript)
    file = records.file_of(amira)
    assert records.referral_code_of(amira) == "ABC"
    kept = records.kept_of_codes(amira)
    engine.dispose()
    assert "9f123456ab" in kept
    assert keeps_secret("123456").matches(kept), "a hash may hold the digits by chance"
    assert not keeps_secret("123456").matches([*kept, "code=123456"])
    assert not keeps_secret("123456").matches([])
    assert (file.balances, file.attempts) == ((Decimal(0),), (5, 3))
    assert file.accounts == (Account(amira.email, True, True, "active", False, False, 7),)
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
