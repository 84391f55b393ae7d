"""Invitations: who may be invited by whom, and what the inviter earns, once."""

from decimal import Decimal
from typing import Any

import pytest

from countersign.sandbox.referrals.referral import tier_of

from ..together import together
from .house import Customer, House, balances


@pytest.fixture
def amira(house: House) -> Customer:
    return house.customer()


def stats(customer: Customer) -> tuple[Any, ...]:
    told = customer.gets("/referral/stats")
    counts = (told["total_uses"], told["completed_bonuses"], told["pending_bonuses"])
    return told["tier"], *counts, Decimal(told["total_earned"])


def completed(house: House, inviter: Customer, times: int) -> None:
    """So many customers whom somebody has invited, and who have bought."""
    for _ in range(times):
        house.customer(code=inviter.code, cents=1000)


def test_the_link_is_always_the_same(amira: Customer) -> None:
    told = amira.gets("/referral/link")
    assert told == amira.gets("/referral/link")
    assert told["link"] == f"https://gateway.example/sign-up?ref={told['referral_code']}"


def test_the_first_purchase_of_whoever_was_invited_pays_a_bonus_once(house: House, amira: Customer) -> None:
    ben = house.customer(code=amira.code.lower())
    assert stats(amira) == ("bronze", 1, 0, 1, 0)
    assert balances(amira, ben) == [0, 0]
    ben.buys(1000)
    ben.buys(1000)
    assert stats(amira) == ("bronze", 1, 1, 0, 10)
    assert amira.balance == 10
    [movement] = amira.movements()
    assert movement["transaction_type"] == "referral_bonus"
    assert Decimal(movement["amount"]) == 10
    assert [row["transaction_type"] for row in ben.movements()] == ["purchase"] * 2
    [row] = house.rows("SELECT * FROM referrals WHERE referrer_id = :id", id=amira.id)
    assert (row["referred_user_id"], row["status"], row["bonus_amount"]) == (ben.id, "completed", 10 * 10**12)


def test_a_purchase_of_less_than_ten_credits_pays_no_bonus(house: House, amira: Customer) -> None:
    ben = house.customer(code=amira.code, cents=999)
    assert stats(amira) == ("bronze", 1, 0, 1, 0)
    ben.buys(1000)
    assert stats(amira) == ("bronze", 1, 1, 0, 10)


def test_a_bonus_is_paid_once_however_often_and_wherever_it_is_told(house: House, amira: Customer) -> None:
    ben = house.customer(code=amira.code)
    pages = [ben.posts("/checkout-session", {"amount": 1000}).json()["session_id"] for _ in range(4)]
    together([lambda page=page: house.pays(page, times=3) for page in pages])  # type: ignore[misc]
    assert ben.balance == 40
    assert stats(amira) == ("bronze", 1, 1, 0, 10)
    assert amira.balance == 10
    house.books_agree()


def test_the_bonus_grows_with_the_tier(house: House, amira: Customer) -> None:
    completed(house, amira, 5)
    assert stats(amira) == ("silver", 5, 5, 0, 50)
    completed(house, amira, 1)
    assert stats(amira) == ("silver", 6, 6, 0, 75)
    [tier] = house.rows("SELECT tier FROM users WHERE id = :id", id=amira.id)
    assert tier["tier"] == "silver"


@pytest.mark.parametrize(
    ("count", "name", "bonus"),
    [
        (0, "bronze", 10),
        (4, "bronze", 10),
        (5, "silver", 25),
        (19, "silver", 25),
        (20, "gold", 50),
        (99, "gold", 50),
    ],
)
def test_tiers_begin_where_they_should(count: int, name: str, bonus: int) -> None:
    tier = tier_of(count)
    assert (tier.name, tier.bonus) == (name, bonus * 10**12)


def test_several_who_buy_at_once_are_each_rewarded_by_tier(house: House, amira: Customer) -> None:
    friends = [house.customer(code=amira.code) for _ in range(8)]
    together([lambda friend=friend: friend.buys(1000) for friend in friends])  # type: ignore[misc]
    assert stats(amira) == ("silver", 8, 8, 0, 5 * 10 + 3 * 25)
    house.books_agree()


def test_those_who_invite_and_are_invited_do_not_wait_for_each_other(house: House) -> None:
    chain = [house.customer()]
    for _ in range(5):
        chain.append(house.customer(code=chain[-1].code))
    assert chain[0].posts("/referral/apply", {"referral_code": chain[-1].code}).status_code == 200
    together([lambda who=who: who.buys(1000) for who in chain])  # type: ignore[misc]
    assert {who.balance for who in chain} == {20}
    house.books_agree()


@pytest.mark.parametrize("code", ["", "UNKNOWN1", " ", "x" * 64])
def test_an_unknown_code_opens_no_account(small: House, code: str) -> None:
    ben = small.newcomer()
    answer = ben.registers(code)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "unknown_referral_code"
    assert small.rows("SELECT id FROM users WHERE username = :name", name=ben.username) == []


def applied(customer: Customer, code: str) -> tuple[int, str]:
    answer = customer.posts("/referral/apply", {"referral_code": code})
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def test_codes_that_can_not_be_taken_are_refused(house: House, amira: Customer) -> None:
    assert applied(amira, amira.code) == (400, "own_referral_code")
    assert applied(amira, "UNKNOWN1") == (400, "unknown_referral_code")
    ben = house.customer(code=amira.code)
    assert applied(ben, house.customer().code) == (409, "second_referral_code")
    customer = house.customer(cents=500)
    assert applied(customer, amira.code) == (409, "not_new")
    assert stats(amira) == ("bronze", 1, 0, 1, 0)


def test_a_code_can_be_taken_after_the_registration(house: House, amira: Customer) -> None:
    ben = house.customer()
    assert applied(ben, amira.code) == (200, "")
    ben.buys(1000)
    assert amira.balance == 10


def test_a_code_waits_for_ten_at_most(house: House, amira: Customer) -> None:
    friends = [house.customer(code=amira.code) for _ in range(10)]
    late = house.newcomer()
    answer = late.registers(amira.code)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "too_many_pending")
    friends[0].buys(1000)
    assert late.registers(amira.code).status_code == 201


def test_no_more_than_ten_wait_even_when_all_come_at_once(house: House, amira: Customer) -> None:
    newcomers = [house.newcomer() for _ in range(14)]
    code = amira.code
    answers = together([lambda who=who: who.registers(code) for who in newcomers])  # type: ignore[misc]
    assert sorted(answer.status_code for answer in answers) == [201] * 10 + [409] * 4
    assert stats(amira)[3] == 10
