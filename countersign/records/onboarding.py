"""Reads the onboarding bot's own records: what is really there, not what the bot said."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from sqlalchemy import ColumnClause, Engine, column, select, table, text

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript
from countersign.identity import Person


@dataclass(frozen=True)
class Account:
    """A user as the records have it."""

    email: str | None
    email_verified: bool
    is_verified: bool
    status: str
    onboarding_completed: bool
    terms_accepted: bool
    referred_by: int | None = None
    """The Telegram id of the friend who brought the user."""


@dataclass(frozen=True)
class Session:
    """An onboarding session as the records have it."""

    current_step: str
    finished: bool


@dataclass(frozen=True)
class OnboardingFile:
    """Everything on record about one Telegram id."""

    accounts: tuple[Account, ...]
    sessions: tuple[Session, ...]
    wallets: tuple[str, ...]
    """The currency of each wallet."""
    balances: tuple[Decimal, ...] = ()
    """What each wallet holds, as the records count it."""
    attempts: tuple[int, ...] = ()
    """How often each code was tried in vain, oldest first."""

    def described(self) -> str:
        """The file in words, for transcripts and the sentences of a failure."""
        accounts = "; ".join(
            f"account {account.email or 'without e-mail'}, {account.status}, "
            f"{'verified' if account.is_verified else 'not verified'}, "
            f"onboarding {'completed' if account.onboarding_completed else 'not completed'}, "
            f"terms {'accepted' if account.terms_accepted else 'not accepted'}"
            for account in self.accounts
        )
        sessions = "; ".join(
            f"session at {session.current_step}, {'finished' if session.finished else 'not finished'}"
            for session in self.sessions
        )
        wallets = "; ".join(
            f"{currency} wallet" + (f" with {balance}" if balance else "")
            for currency, balance in zip_longest(self.wallets, self.balances)
        )
        return "; ".join(part for part in (accounts, sessions, wallets) if part) or "nothing"


class OnboardingRecords:
    """The records of a deployment, with its own names for tables and columns."""

    def __init__(self, engine: Engine, names: Mapping[str, str], transcript: Transcript) -> None:
        self._engine = engine
        self._names = names
        self._transcript = transcript

    def file_of(self, person: Person) -> OnboardingFile:
        """What is on record about that person."""
        telegram_id = person.telegram_id
        users = self._rows(
            "users", "id", telegram_id,
            [
                "email", "email_verified", "is_verified", "status", "onboarding_completed",
                "terms_accepted_at", "referred_by_id",
            ],
        )  # fmt: skip
        sessions = self._rows("onboarding_sessions", "user_id", telegram_id, ["current_step", "completed_at"])
        wallets = self._rows("wallets", "user_id", telegram_id, ["currency", "balance"])
        codes = self._rows("email_verifications", "user_id", telegram_id, ["attempts", "expires_at"])
        found = OnboardingFile(
            accounts=tuple(_account(row) for row in users),
            sessions=tuple(
                Session(
                    row["current_step"], row["current_step"] == "done" and row["completed_at"] is not None
                )
                for row in sessions
            ),
            wallets=tuple(row["currency"] for row in wallets),
            balances=tuple(Decimal(row["balance"]) for row in wallets),
            attempts=tuple(row["attempts"] for row in sorted(codes, key=lambda row: str(row["expires_at"]))),
        )
        self._transcript.add(
            Exchange(
                at=time.time(),
                sender="the records",
                receiver=person.name,
                channel="database",
                body=found.described(),
            )
        )
        return found

    def referral_code_of(self, person: Person) -> str:
        """The code that names this person in a link for friends."""
        [row] = self._rows("users", "id", person.telegram_id, ["referral_code"])
        return str(row["referral_code"])

    def kept_of_codes(self, person: Person) -> list[str]:
        """All that is kept about this person's codes, column by column, whatever the columns are called."""
        kept = []
        for of in ("email_verifications", "onboarding_sessions"):
            key: ColumnClause[int] = column(self._names.get(f"{of}.user_id", "user_id"))
            source = table(self._names.get(of, of), key)
            query = select(text("*")).select_from(source).where(key == person.telegram_id)
            with self._engine.connect() as connection:
                for row in connection.execute(query).mappings():
                    # Moments and ids are numbers too: a code that stands in them is there by chance.
                    kept += [
                        str(value) for value in row.values() if isinstance(value, str | bytes | dict | list)
                    ]
        return kept

    def _rows(self, of: str, key: str, value: int, columns: list[str]) -> list[dict[str, Any]]:
        """The rows of a table for one user, under the names that the features' vocabulary has."""
        own = {name: self._names.get(f"{of}.{name}", name) for name in [key, *columns]}
        source = table(self._names.get(of, of), *(column(name) for name in own.values()))
        query = select(*(source.c[own[name]].label(name) for name in columns)).where(
            source.c[own[key]] == value
        )
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _account(row: dict[str, Any]) -> Account:
    return Account(
        email=row["email"],
        email_verified=bool(row["email_verified"]),
        is_verified=bool(row["is_verified"]),
        status=str(row["status"]),
        onboarding_completed=bool(row["onboarding_completed"]),
        terms_accepted=row["terms_accepted_at"] is not None,
        referred_by=row["referred_by_id"],
    )
