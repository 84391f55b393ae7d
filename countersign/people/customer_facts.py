"""What a gateway hands out to a customer: keys, invitations, checkouts, and how the referrals stand."""

from dataclasses import dataclass, field
from decimal import Decimal

from countersign.people.amounts import in_credits


@dataclass(frozen=True)
class Key:
    """A key that opens the gateway."""

    secret: str = field(repr=False)
    id: str = ""
    """Empty where the gateway did not tell it."""


@dataclass(frozen=True)
class Invitation:
    """What a friend signs up with."""

    code: str
    link: str


@dataclass(frozen=True)
class Standing:
    """How far somebody's referrals have come, as the gateway tells."""

    tier: str
    uses: int
    completed: int
    pending: int
    earned: Decimal

    def described(self) -> str:
        """The standing in words."""
        return (
            f"{self.tier}, {self.uses} signed up, {self.completed} completed, {self.pending} pending, "
            f"{in_credits(self.earned)} earned"
        )


@dataclass(frozen=True)
class Checkout:
    """A purchase that is about to be paid."""

    session_id: str
    url: str
    cents: int
