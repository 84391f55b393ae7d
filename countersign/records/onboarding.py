"""Reads the onboarding bot's own records: what is really there, not what the bot said."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, column, select, table

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
        wallets = "; ".join(f"{currency} wallet" for currency in self.wallets)
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
            ["email", "email_verified", "is_verified", "status", "onboarding_completed", "terms_accepted_at"],
        )  # fmt: skip
        sessions = self._rows("onboarding_sessions", "user_id", telegram_id, ["current_step", "completed_at"])
        wallets = self._rows("wallets", "user_id", telegram_id, ["currency"])
        found = OnboardingFile(
            accounts=tuple(_account(row) for row in users),
            sessions=tuple(
                Session(
                    row["current_step"], row["current_step"] == "done" and row["completed_at"] is not None
                )
                for row in sessions
            ),
            wallets=tuple(row["currency"] for row in wallets),
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
    )
