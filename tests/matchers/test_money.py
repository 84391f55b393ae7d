from decimal import Decimal

import pytest
from hamcrest.core.string_description import StringDescription

from countersign.matchers.judging import judge
from countersign.matchers.money import (
    adds_up,
    billed,
    billed_in_books,
    books_agree,
    credited,
    has_bonuses,
    not_billed,
    paid_bonuses,
    untouched,
)
from countersign.people.account_view import AccountView, Change, Transaction
from countersign.records.referrals import Books, Entry

BOUGHT = ("1", "purchase", "10")
USED = ("2", "api_usage", "-0.000012")
THANKED = ("3", "referral_bonus", "25")


def account(*rows: tuple[str, str, str], balance: str | None = None) -> AccountView:
    made = tuple(Transaction(id, Decimal(amount), kind, "", "", {}) for id, kind, amount in reversed(rows))
    found = AccountView(Decimal(0), made)
    return AccountView(found.sum if balance is None else Decimal(balance), made)


def change(*rows: tuple[str, str, str], balance: str | None = None) -> Change:
    return Change(account(BOUGHT), account(BOUGHT, *rows, balance=balance))


def test_a_bill_is_one_transaction_of_exactly_that() -> None:
    bill = billed(Decimal("0.000012"))
    assert bill.matches(change(USED))
    assert not bill.matches(change())
    assert not bill.matches(change(("2", "api_usage", "-0.0000120000001")))
    assert not bill.matches(change(USED, ("3", "api_usage", "-0.000012")))
    assert not bill.matches(change(("2", "api_usage", "-0.000006"), ("3", "api_usage", "-0.000006")))
    assert not bill.matches(change(USED, balance="10"))
    assert not bill.matches(change(("2", "purchase", "-0.000012")))


def test_what_is_untouched_has_no_transaction_and_the_same_balance() -> None:
    for matcher in (untouched(), not_billed("for nothing")):
        assert matcher.matches(change())
        assert not matcher.matches(change(USED))
        assert not matcher.matches(change(balance="9.999988"))
        assert not matcher.matches(change(USED, ("3", "refund", "0.000012")))


def test_a_bonus_is_one_of_that_amount() -> None:
    assert paid_bonuses(Decimal(25)).matches(change(THANKED))
    assert not paid_bonuses(Decimal(10)).matches(change(THANKED))
    assert not paid_bonuses(Decimal(25)).matches(change(THANKED, ("4", "referral_bonus", "25")))
    assert paid_bonuses(Decimal(25), Decimal(10)).matches(change(THANKED, ("4", "referral_bonus", "10")))
    assert has_bonuses(Decimal(25)).matches(account(BOUGHT, THANKED))
    assert not has_bonuses().matches(account(BOUGHT, THANKED))


def test_a_purchase_may_be_called_whatever_the_gateway_likes() -> None:
    assert credited(Decimal(5)).matches(change(("2", "stripe_topup", "5")))
    assert not credited(Decimal(5)).matches(change(("2", "referral_bonus", "5")))
    assert not credited(Decimal(5)).matches(change(("2", "purchase", "5"), ("3", "purchase", "5")))


def test_an_account_adds_up_to_the_digit_and_not_below_nothing() -> None:
    assert adds_up().matches(account(BOUGHT, USED))
    assert not adds_up().matches(account(BOUGHT, USED, balance="9.999988000001"))
    assert not adds_up().matches(account(("1", "api_usage", "-1")))


def books(*entries: Entry, credits: str = "9.999988") -> Books:
    return Books("a@example.com", accounts=1, credits=Decimal(credits), tier="bronze", entries=entries)


FIRST = Entry(Decimal(10), "purchase", Decimal(0), Decimal(10), "one")
SECOND = Entry(Decimal("-0.000012"), "api_usage", Decimal(10), Decimal("9.999988"), "two")


def test_books_agree_with_themselves_and_with_what_is_told() -> None:
    told = account(BOUGHT, USED)
    assert books_agree(told).matches(books(FIRST, SECOND))
    assert not books_agree(told).matches(books(FIRST, SECOND, credits="10"))
    assert not books_agree(told).matches(books(FIRST))
    assert not books_agree(account(BOUGHT)).matches(books(FIRST, SECOND))


@pytest.mark.parametrize(
    "wrong",
    [
        Entry(Decimal("-0.000012"), "api_usage", Decimal(9), Decimal("8.999988"), "two"),
        Entry(Decimal("-0.000012"), "api_usage", Decimal(10), Decimal(10), "two"),
        Entry(Decimal(-11), "api_usage", Decimal(10), Decimal(-1), "two"),
    ],
    ids=["does not go on", "does not add up", "below nothing"],
)
def test_a_broken_chain_of_balances_is_found(wrong: Entry) -> None:
    assert books(FIRST, wrong, credits=str(wrong.after)).flaws()


def test_a_bill_in_the_books_is_for_a_request_of_its_own() -> None:
    bill = billed_in_books(Decimal("0.000012"))
    assert bill.matches(books(FIRST, SECOND))
    again = Entry(Decimal("-0.000012"), "api_usage", SECOND.after, Decimal("9.999976"), "two")
    assert not bill.matches(books(FIRST, SECOND, again, credits="9.999976"))
    nameless = Entry(SECOND.amount, "api_usage", SECOND.before, SECOND.after, None)
    assert not bill.matches(books(FIRST, nameless))


def test_a_failure_says_what_happened_to_the_money() -> None:
    with pytest.raises(AssertionError) as caught:
        judge("Amira", change(USED, ("3", "api_usage", "-0.000012")), billed(Decimal("0.000012")))
    assert str(caught.value) == (
        "Amira should be billed exactly 0.000012 credits, by one api_usage transaction each, but the "
        "balance went "
        "from 10 credits to 9.999976 credits, with 2 times "
        "api_usage of -0.000012 credits."
    )
    told = StringDescription()
    books_agree(account(BOUGHT)).describe_mismatch(books(FIRST, SECOND), told)
    assert "the customer is told of 10 credits" in told.out
