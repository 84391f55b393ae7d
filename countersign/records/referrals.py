"""Reads what the gateway keeps of its customers: the books themselves, not what the gateway tells."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, column, select, table

from countersign.evidence.exchange import Exchange
from countersign.evidence.transcript import Transcript

PENDING, COMPLETED = "pending", "completed"
UNIT = Decimal(1).scaleb(-12)
"""A whole number in the books counts these: a database without exact decimals keeps money so."""


@dataclass(frozen=True)
class Entry:
    """A row of `credit_transactions`."""

    amount: Decimal
    kind: str
    before: Decimal
    after: Decimal
    request_id: str | None = None

    def described(self) -> str:
        """As in "api_usage -0.002 (10 → 9.998)"."""
        return f"{self.kind} {_plain(self.amount)} ({_plain(self.before)} → {_plain(self.after)})"


@dataclass(frozen=True)
class Referral:
    """A row of `referrals`."""

    status: str
    bonus: Decimal

    def described(self) -> str:
        """As in "completed for 10"."""
        return f"{self.status} for {_plain(self.bonus)}" if self.bonus else self.status


@dataclass(frozen=True)
class Books:
    """All that is on record about one customer."""

    email: str
    accounts: int = 0
    credits: Decimal = Decimal(0)
    tier: str = ""
    entries: tuple[Entry, ...] = ()
    """In the order in which they were made."""
    referrals: tuple[Referral, ...] = ()
    """Those whom they have invited."""
    payments: tuple[str, ...] = ()
    """The status of each purchase."""

    @property
    def sum(self) -> Decimal:
        """What the entries come to."""
        return sum((one.amount for one in self.entries), Decimal(0))

    def flaws(self) -> list[str]:
        """What does not agree: an entry with its balances, or with the one before it, or all with the sum."""
        found = [
            f"{one.described()} does not add up"
            for one in self.entries
            if one.before + one.amount != one.after
        ]
        found += [f"{one.described()} is below nothing" for one in self.entries if one.after < 0]
        chained = zip(self.entries, self.entries[1:], strict=False)
        found += [
            f"{later.described()} does not go on from {one.described()}"
            for one, later in chained
            if one.after != later.before
        ]
        if self.entries and self.entries[0].before != 0:
            found.append(f"the first entry begins with {_plain(self.entries[0].before)}")
        if self.sum != self.credits:
            found.append(f"the entries come to {_plain(self.sum)}, and the balance is {_plain(self.credits)}")
        return found

    def described(self) -> str:
        """The books in a sentence, for a failure or a transcript."""
        if not self.accounts:
            return f"no account for {self.email}"
        entries = "; ".join(one.described() for one in self.entries) or "no entry"
        referrals = ", ".join(one.described() for one in self.referrals) or "none"
        return (
            f"{_plain(self.credits)} credits, {self.tier}; entries: {entries}; referrals: {referrals}; "
            f"purchases: {', '.join(self.payments) or 'none'}"
        )


class ReferralRecords:
    """The records of a deployment, with its own names for tables and columns."""

    def __init__(self, engine: Engine, names: Mapping[str, str], transcript: Transcript) -> None:
        self._engine = engine
        self._names = names
        self._transcript = transcript

    def books_of(self, email: str, name: str) -> Books:
        """What is on record for that address; `name` is how the transcript calls the customer."""
        users = self._rows("users", ["id", "credits", "tier"], email=email)
        found = Books(email) if not users else self._books(email, users)
        self._note(name, found.described())
        return found

    def _books(self, email: str, users: Sequence[Mapping[str, Any]]) -> Books:
        owner = users[0]["id"]
        kept = ["id", "amount", "transaction_type", "balance_before", "balance_after", "request_id"]
        entries = sorted(self._rows("credit_transactions", kept, user_id=owner), key=_made)
        referrals = self._rows("referrals", ["status", "bonus_amount"], referrer_id=owner)
        payments = self._rows("payments", ["status"], user_id=owner)
        return Books(
            email,
            accounts=len(users),
            credits=money(users[0]["credits"]),
            tier=str(users[0]["tier"]),
            entries=tuple(_entry(row) for row in entries),
            referrals=tuple(Referral(row["status"], money(row["bonus_amount"] or 0)) for row in referrals),
            payments=tuple(str(row["status"]) for row in payments),
        )

    def accounts_of(self, *, username: str) -> int:
        """How many accounts bear that name."""
        return len(self._rows("users", ["id"], username=username))

    def _rows(self, of: str, columns: Sequence[str], **where: Any) -> list[dict[str, Any]]:
        """The rows that hold these values, under the names that the features' vocabulary has."""
        own = {name: self._names.get(f"{of}.{name}", name) for name in [*columns, *where]}
        source = table(self._names.get(of, of), *(column(name) for name in dict.fromkeys(own.values())))
        query = select(*(source.c[own[name]].label(name) for name in columns))
        for name, value in where.items():
            query = query.where(source.c[own[name]] == value)
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def _note(self, name: str, body: str) -> None:
        self._transcript.add(
            Exchange(at=time.time(), sender="the records", receiver=name, channel="database", body=body)
        )


def money(kept: Any) -> Decimal:
    """Credits as a database keeps them: exact decimals, or whole numbers of the smallest unit."""
    if isinstance(kept, Decimal):
        return kept
    if isinstance(kept, int):
        return kept * UNIT
    raise AssertionError(
        f"The books should keep credits exactly, but hold {kept!r}, which is a {type(kept).__name__}."
    )


_made: Callable[[Mapping[str, Any]], Any] = lambda row: row["id"]  # noqa: E731


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        amount=money(row["amount"]),
        kind=str(row["transaction_type"]),
        before=money(row["balance_before"]),
        after=money(row["balance_after"]),
        request_id=row["request_id"],
    )


def _plain(amount: Decimal) -> str:
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") or "0" if "." in written else written
