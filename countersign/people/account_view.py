"""What a customer sees of the account at one moment, and what has changed between two of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from countersign.people.amounts import in_credits

USAGE, BONUS = "api_usage", "referral_bonus"
PURCHASE = "purchase"
"""Stands for whatever name a deployment has for credits that were bought: it is neither of the above."""


@dataclass(frozen=True)
class Transaction:
    """What has been added to a balance, or taken from it, as the gateway tells its customer."""

    id: str
    amount: Decimal
    kind: str
    description: str
    created_at: str
    metadata: Mapping[str, Any]

    @property
    def meaning(self) -> str:
        """Usage, bonus or purchase."""
        return self.kind if self.kind in (USAGE, BONUS) else PURCHASE

    def described(self) -> str:
        """As in "api_usage of -0.002 credits"."""
        return f"{self.kind} of {in_credits(self.amount)}"


@dataclass(frozen=True)
class AccountView:
    """A balance, and all that has led to it, the newest first."""

    balance: Decimal
    transactions: tuple[Transaction, ...]

    @property
    def sum(self) -> Decimal:
        """What the transactions come to."""
        return sum((one.amount for one in self.transactions), Decimal(0))

    def amounts(self, meaning: str) -> list[Decimal]:
        """The amounts of one kind, the newest first."""
        return [one.amount for one in self.transactions if one.meaning == meaning]


@dataclass(frozen=True)
class Change:
    """What has become of an account."""

    before: AccountView
    after: AccountView

    @property
    def by(self) -> Decimal:
        """What the balance has gained or lost."""
        return self.after.balance - self.before.balance

    @property
    def new(self) -> tuple[Transaction, ...]:
        """The transactions that were not there before."""
        known = {one.id for one in self.before.transactions}
        return tuple(one for one in self.after.transactions if one.id not in known)

    def described(self) -> str:
        """The change in words."""
        counted = Counter(one.described() for one in self.new).items()
        told = (what if number == 1 else f"{number} times {what}" for what, number in counted)
        new = ", ".join(told) or "no transaction"
        return (
            f"the balance went from {in_credits(self.before.balance)} to {in_credits(self.after.balance)}, "
            f"with {new}"
        )
