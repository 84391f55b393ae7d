from decimal import Decimal

import pytest

from countersign.matchers.records import (
    begun_empty,
    brought_by,
    brought_by_nobody,
    not_yet_user,
    nothing_on_record,
    tried_in_vain,
    without_open_account,
    without_session,
)
from countersign.records.onboarding import Account, OnboardingFile, Session

NEW = Account(None, False, False, "onboarding", False, False)
DONE = Account("amira@example.com", True, True, "active", True, True, 7)
ON_THE_WAY = Session("capture_email", False)
FINISHED = Session("done", True)


def file(
    account: Account = NEW,
    session: Session | None = ON_THE_WAY,
    balance: int = 0,
    attempts: tuple[int, ...] = (),
) -> OnboardingFile:
    sessions = (session,) if session else ()
    return OnboardingFile((account,), sessions, ("USD",), (Decimal(balance),), attempts)


NOBODY = OnboardingFile((), (), ())


def test_a_beginning_is_one_of_each_and_an_empty_wallet() -> None:
    assert begun_empty("USD").matches(file())
    assert not begun_empty("EUR").matches(file())


@pytest.mark.parametrize("wrong", [file(balance=1), file(session=FINISHED), file(session=None), NOBODY])
def test_what_is_more_or_less_is_no_beginning(wrong: OnboardingFile) -> None:
    assert not begun_empty("USD").matches(wrong)


def test_nothing_is_on_record_of_whom_nobody_knows() -> None:
    assert nothing_on_record().matches(NOBODY)
    assert not nothing_on_record().matches(file())
    assert not nothing_on_record().matches(OnboardingFile((), (), (), (), (0,)))


def test_a_session_or_a_finished_account_is_left_by_no_cancellation() -> None:
    assert without_session().matches(file(session=None))
    assert not without_session().matches(file())
    assert not without_session().matches(file(DONE, None))


def test_whoever_is_on_the_way_is_no_user_yet() -> None:
    assert not_yet_user().matches(file())
    assert not not_yet_user().matches(file(DONE))
    assert not not_yet_user().matches(file(session=FINISHED))
    assert not not_yet_user().matches(NOBODY)


def test_an_account_is_shut_where_nothing_of_it_is_verified_or_accepted() -> None:
    assert without_open_account().matches(file())
    assert not without_open_account().matches(file(DONE))
    assert not without_open_account().matches(NOBODY)


def test_a_friend_is_named_or_nobody() -> None:
    assert brought_by(7, "Noor").matches(file(DONE))
    assert not brought_by(8, "Noor").matches(file(DONE))
    assert brought_by_nobody().matches(file())
    assert not brought_by_nobody().matches(file(DONE))


def test_the_newest_code_counts() -> None:
    assert tried_in_vain(2).matches(file(attempts=(5, 2)))
    assert not tried_in_vain(5).matches(file(attempts=(5, 2)))
    assert not tried_in_vain(0).matches(file())
