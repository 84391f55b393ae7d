"""What should be on record about someone."""

import re
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
            and not any(item.balances)
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"have exactly one account, one finished session and one empty {self._currency} wallet on record"
        )


def has_once(currency: str) -> HasOnce:
    """One account, one finished session, one wallet."""
    return HasOnce(currency)


class NothingOnRecord(OnRecord):
    """Whether nobody of that id is known, in any table."""

    def _matches(self, item: "OnboardingFile") -> bool:
        return not (item.accounts or item.sessions or item.wallets or item.attempts)

    def describe_to(self, description: Description) -> None:
        description.append_text("not be on record at all")


def nothing_on_record() -> NothingOnRecord:
    """The bot knows nothing of the person."""
    return NothingOnRecord()


class WithoutSession(OnRecord):
    """Whether there is no session, and no account that could be used."""

    def _matches(self, item: "OnboardingFile") -> bool:
        return not item.sessions and not any(account.onboarding_completed for account in item.accounts)

    def describe_to(self, description: Description) -> None:
        description.append_text("have no session and no finished account on record")


def without_session() -> WithoutSession:
    """No setup is under way, and none was finished."""
    return WithoutSession()


class WithoutOpenAccount(OnRecord):
    """Whether nothing of the account was verified, accepted or completed."""

    def _matches(self, item: "OnboardingFile") -> bool:
        return bool(item.accounts) and not any(
            account.email_verified
            or account.onboarding_completed
            or account.is_verified
            or account.terms_accepted
            for account in item.accounts
        )

    def describe_to(self, description: Description) -> None:
        description.append_text("have no account on record in which anything was verified or accepted")


def without_open_account() -> WithoutOpenAccount:
    """The account is shut."""
    return WithoutOpenAccount()


class BegunEmpty(OnRecord):
    """Whether there is one account, one session under way, and one wallet with nothing in it."""

    def __init__(self, currency: str) -> None:
        self._currency = currency

    def _matches(self, item: "OnboardingFile") -> bool:
        return (
            len(item.accounts) == 1
            and [session.finished for session in item.sessions] == [False]
            and list(item.wallets) == [self._currency]
            and list(item.balances) == [0]
        )

    def describe_to(self, description: Description) -> None:
        description.append_text(
            f"have one account, one session under way and one empty {self._currency} wallet on record"
        )


def begun_empty(currency: str) -> BegunEmpty:
    """The beginning, as the records should have it."""
    return BegunEmpty(currency)


class NotYetUser(OnRecord):
    """Whether there is one account, which is not open yet, and one session under way."""

    def _matches(self, item: "OnboardingFile") -> bool:
        return [session.finished for session in item.sessions] == [False] and [
            account.onboarding_completed or account.is_verified or account.terms_accepted
            for account in item.accounts
        ] == [False]

    def describe_to(self, description: Description) -> None:
        description.append_text("have one session under way and no open account on record")


def not_yet_user() -> NotYetUser:
    """Somewhere on the way, and no further."""
    return NotYetUser()


class BroughtBy(OnRecord):
    """Whether the account names who brought the user: a certain friend, or nobody."""

    def __init__(self, friend: int | None, name: str) -> None:
        self._friend = friend
        self._name = name

    def _matches(self, item: "OnboardingFile") -> bool:
        return [account.referred_by for account in item.accounts] == [self._friend]

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be on record as brought by {self._name}")

    def describe_mismatch(self, item: "OnboardingFile", mismatch_description: Description) -> None:
        found = ", ".join(str(account.referred_by or "nobody") for account in item.accounts) or "no account"
        mismatch_description.append_text(f"the records name {found}")


def brought_by(friend: int, name: str) -> BroughtBy:
    """The friend is on record."""
    return BroughtBy(friend, name)


def brought_by_nobody() -> BroughtBy:
    """No friend is on record."""
    return BroughtBy(None, "nobody")


class TriedInVain(OnRecord):
    """Whether the newest code counts so many wrong attempts."""

    def __init__(self, times: int) -> None:
        self._times = times

    def _matches(self, item: "OnboardingFile") -> bool:
        return bool(item.attempts) and item.attempts[-1] == self._times

    def describe_to(self, description: Description) -> None:
        description.append_text(f"be on record with {self._times} wrong attempts at the newest code")

    def describe_mismatch(self, item: "OnboardingFile", mismatch_description: Description) -> None:
        found = ", ".join(map(str, item.attempts)) or "no code at all"
        mismatch_description.append_text(f"the records count {found}")


def tried_in_vain(times: int) -> TriedInVain:
    """So many wrong attempts are on record."""
    return TriedInVain(times)


class KeptSecret(BaseMatcher["list[str]"]):
    """Whether a code stands in nothing that is kept about it, of which there is something."""

    def __init__(self, code: str) -> None:
        # Hexadecimal digits around it make it a part of a hash, where it can stand by chance.
        self._code = re.compile(rf"(?<![0-9a-f]){code}(?![0-9a-f])")

    def _matches(self, item: "list[str]") -> bool:
        return bool(item) and not any(self._code.search(kept) for kept in item)

    def describe_to(self, description: Description) -> None:
        description.append_text("keep the code so that nobody can read it")

    def describe_mismatch(self, item: "list[str]", mismatch_description: Description) -> None:
        mismatch_description.append_text(
            "it stands there in plain digits" if item else "nothing is kept about any code"
        )


def keeps_secret(code: str) -> KeptSecret:
    """The digits stand nowhere."""
    return KeptSecret(code)


def _same(left: str | None, right: str | None) -> bool:
    return (left or "").casefold() == (right or "").casefold()
