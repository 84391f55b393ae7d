from decimal import Decimal

import pytest
from hamcrest import equal_to

from countersign.matchers.judging import judge
from countersign.matchers.records import has_once, on_record_as_unverified, on_record_as_verified
from countersign.records.onboarding import Account, OnboardingFile, Session


def test_what_should_be_and_is_passes() -> None:
    judge("Amira", 1, equal_to(1))
    judge("Amira", 2, equal_to(1), wanted=False)


def test_what_should_be_and_is_not_is_a_sentence() -> None:
    with pytest.raises(AssertionError, match=r"^Amira should <1>, but was <2>\.$"):
        judge("Amira", 2, equal_to(1))


def test_what_should_not_be_and_is_is_a_sentence() -> None:
    with pytest.raises(AssertionError, match=r"^Amira should not <1>, but was <1>\.$"):
        judge("Amira", 1, equal_to(1), wanted=False)


def account(**changes: object) -> Account:
    facts: dict[str, object] = {
        "email": "amira@example.com",
        "email_verified": True,
        "is_verified": True,
        "status": "active",
        "onboarding_completed": True,
        "terms_accepted": True,
    }
    return Account(**{**facts, **changes})  # type: ignore[arg-type]


def file(*accounts: Account, sessions: int = 1, wallets: tuple[str, ...] = ("USD",)) -> OnboardingFile:
    return OnboardingFile(accounts, (Session("done", True),) * sessions, wallets)


def test_a_verified_user_on_record() -> None:
    assert on_record_as_verified("Amira@example.com").matches(file(account()))


@pytest.mark.parametrize(
    "wrong",
    [
        file(),
        file(account(), account()),
        file(account(email="other@example.com")),
        file(account(email_verified=False)),
        file(account(is_verified=False)),
        file(account(status="pending")),
        file(account(onboarding_completed=False)),
        file(account(terms_accepted=False)),
    ],
)
def test_whatever_is_not_one_verified_user_is_none(wrong: OnboardingFile) -> None:
    assert not on_record_as_verified("amira@example.com").matches(wrong)


def test_a_user_who_is_not_verified_on_record() -> None:
    assert on_record_as_unverified().matches(
        file(account(email=None, email_verified=False, is_verified=False))
    )
    assert not on_record_as_unverified().matches(file(account()))


@pytest.mark.parametrize(
    "wrong",
    [
        file(account(), account()),
        file(account(), sessions=2),
        file(account(), sessions=0),
        file(account(), wallets=("USD", "USD")),
        file(account(), wallets=("EUR",)),
        OnboardingFile((account(),), (Session("done", False),), ("USD",)),
        OnboardingFile((account(),), (Session("done", True),), ("USD",), (Decimal(5),)),
    ],
)
def test_nothing_may_be_there_twice_or_missing(wrong: OnboardingFile) -> None:
    assert not has_once("USD").matches(wrong)


def test_once_of_each() -> None:
    assert has_once("USD").matches(file(account()))


def test_the_mismatch_tells_what_is_on_record() -> None:
    expected = (
        "Amira should be on record as a user who is not verified, but the records hold account "
        "amira@example.com, active, verified, onboarding completed, terms accepted; "
        "session at done, finished; USD wallet."
    )
    with pytest.raises(AssertionError) as caught:
        judge("Amira", file(account()), on_record_as_unverified())
    assert str(caught.value) == expected


def test_an_empty_file_holds_nothing() -> None:
    assert OnboardingFile((), (), ()).described() == "nothing"
