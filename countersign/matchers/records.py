"""What should be on record about someone."""

from typing import TYPE_CHECKING

from hamcrest.core.base_matcher import BaseMatcher
from hamcrest.core.description import Description

if TYPE_CHECKING:
    from countersign.records.onboarding import OnboardingFile


class OnRecord(BaseMatcher["OnboardingFile"]):
    """What matchers of an onboarding file share: the mismatch tells the whole file."""

    def describe_mismatch(self, item: "OnboardingFile", mismatch_description: Description) -> None:
        mismatch_description.append_text(f"the records hold {item.described()}")


class OnRecordAsUser(OnRecord):
    """Whether there is one account, active and completed, verified or not."""

    def __init__(self, email: str | None) -> None:
        self._email = email

    def _matches(self, item: "OnboardingFile") -> bool:
        verified = self._email is not None
        return len(item.accounts) == 1 and all(
            account.status == "active"
            and account.onboarding_completed
            and account.terms_accepted
            and account.is_verified is verified
            and account.email_verified is verified
            and _same(account.email, self._email)
            for account in item.accounts
        )

    def describe_to(self, description: Description) -> None:
        kind = (
            f"a verified user with the address {self._email}" if self._email else "a user who is not verified"
        )
        description.append_text(f"be on record as {kind}")


def on_record_as_verified(email: str) -> OnRecordAsUser:
    """An active user who has verified that address."""
    return OnRecordAsUser(email)


def on_record_as_unverified() -> OnRecordAsUser:
    """An active user who went on without an address."""
    return OnRecordAsUser(None)


class HasOnce(OnRecord):
    """Whether there is exactly one account, one finished session and one wallet in a currency."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def _matches(self, item: "OnboardingFile") -> bool:
        return (
            len(item.accounts) == 1
            and [session.finished for session in item.sessions] == [True]
            and list(item.wallets) == [self._currency]
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"have exactly one account, one finished session and one {self._currency} wallet on record"
        )


def has_once(currency: str) -> HasOnce:
    """One account, one finished session, one wallet."""
    return HasOnce(currency)


def _same(left: str | None, right: str | None) -> bool:
    return (left or "").casefold() == (right or "").casefold()
