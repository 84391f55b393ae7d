"""Two processes of the gateway behind one database: nothing is spent, paid or rewarded twice."""

import random
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from ..conftest import DATABASES, fresh_database
from ..serving import wait_for
from ..together import together
from .house import Customer, House, asked, balances, house_of

DEAR = "test/dear"


@pytest.fixture(scope="module", params=DATABASES)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A gateway that runs twice, and a model of which one token is a tenth of a credit."""
    folder = tmp_path_factory.mktemp("both")
    with fresh_database(request.param, folder) as url, house_of(url, processes=2) as house:
        house.model(
            id=DEAR, pricing={"prompt": "0", "completion": "0.1"}, top_provider={"max_completion_tokens": 50}
        )
        yield house


def at_the_other(customer: Customer) -> Customer:
    """The same customer, at the other process."""
    other = customer.house.newcomer(process=1)
    other.id, other.key = customer.id, customer.key
    return other


def test_the_last_credits_are_spent_once(both: House) -> None:
    amira = both.customer(cents=500)
    both.script(amira, {"chunks": ["x"] * 30, "delay": 0.1, "repeat": True})
    asking = [lambda who=who: who.asks(model=DEAR, max_tokens=30) for who in (amira, at_the_other(amira)) * 5]
    answers = together(asking)
    assert sorted(answer.status_code for answer in answers) == [200] + [402] * 9
    assert amira.balance == 2
    assert len(both.asked_of_models(amira)) == 1


def test_no_bill_is_lost(both: House) -> None:
    amira = both.customer(cents=500)
    asking = [who.asks for who in (amira, at_the_other(amira)) * 10]
    answers = together(asking)
    assert {answer.status_code for answer in answers} == {200}
    assert {row["request_id"] for row in amira.movements("api_usage")} == {
        answer.json()["id"] for answer in answers
    }
    both.books_agree()


def test_one_request_at_both_is_answered_once(both: House) -> None:
    amira = both.customer(cents=500)
    asking = [lambda who=who: who.asks(key="once") for who in (amira, at_the_other(amira)) * 4]
    statuses = {answer.status_code for answer in together(asking)}
    assert statuses <= {200, 409}
    assert 200 in statuses
    assert len(amira.movements("api_usage")) == len(both.asked_of_models(amira)) == 1


def test_one_event_at_both_is_credited_and_rewarded_once(both: House) -> None:
    amira = both.customer()
    ben = both.customer(code=amira.code)
    session = ben.posts("/checkout-session", {"amount": 1000}).json()["session_id"]
    paying = [lambda url=url: both.brings(session, f"{url}/stripe/webhook") for url in both.urls * 4]
    assert set(together(paying)) == {200}
    assert balances(amira, ben) == [10, 10]
    both.books_agree()


def test_a_deleted_key_opens_no_process(both: House) -> None:
    amira = both.customer(cents=500)
    made = at_the_other(amira).posts("/user/api-keys", {}).json()
    other = at_the_other(amira)
    other.key = made["api_key"]
    assert other.asks().status_code == 200
    amira.http.delete(f"/user/api-keys/{made['id']}", headers=amira.headers)
    assert other.asks().status_code == 401


def test_whatever_ten_customers_do_at_once_each_balance_is_the_sum_of_its_movements(both: House) -> None:
    chance = random.Random(7)
    inviter = both.customer(cents=500)
    customers = [both.customer(n % 2, cents=1000, code=inviter.code if n < 4 else None) for n in range(10)]

    def leaves(who: Customer) -> None:
        with who.http.stream(
            "POST", "/v1/chat/completions", json=asked(stream=True), headers=who.headers
        ) as answer:
            next(answer.iter_lines())

    def deed(who: Customer) -> Callable[[], object]:
        return chance.choice(
            [
                lambda: who.asks(),
                lambda: who.asks(stream=True),
                lambda: who.asks(key=f"key-{chance.random()}"),
                lambda: leaves(who),
                lambda: who.buys(chance.choice([500, 1000, 1337])),
                lambda: who.asks(model=DEAR, max_tokens=None),
            ]
        )

    deeds = [[deed(who) for _ in range(5)] for who in customers]
    together([lambda mine=mine: [do() for do in mine] for mine in deeds])  # type: ignore[misc]
    wait_for(lambda: not both.rows("SELECT id FROM chat_requests WHERE state = 'open'"))
    both.books_agree()
    for who in [inviter, *customers]:
        assert who.balance == sum((Decimal(row["amount"]) for row in who.movements()), Decimal(0))
    assert Decimal(inviter.gets("/referral/stats")["total_earned"]) == 40
