"""Everything on record about one user, as one transaction sees it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from countersign.sandbox.onboarding.models import EmailVerification, OnboardingSession, User
from countersign.sandbox.onboarding.settings import House


class Register(Protocol):
    """What the records say beyond the user's own rows; asked only when it matters."""

    def email_taken(self, email: str) -> bool:
        """Whether another user has verified that address."""

    def phone_taken(self, number: str) -> bool:
        """Whether another user has given that number."""

    def inviter(self, referral_code: str) -> User | None:
        """Who invites with that code."""

    def friends(self) -> int:
        """How many users this one has brought."""

    def balance(self) -> Decimal:
        """What the user's USD wallet holds."""


@dataclass
class Case:
    """One user with all that belongs to the setup; the flow changes it, the desk keeps it."""

    user: User
    session: OnboardingSession | None
    codes: list[EmailVerification]
    """Oldest first."""
    now: datetime
    house: House
    register: Register
    private: bool = True
    """Whether nobody else reads along."""
