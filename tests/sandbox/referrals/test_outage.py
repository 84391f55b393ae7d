"""The gateway while its database is away or breaks off: nothing is half done, and it says so."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from countersign.sandbox.faults import Fault, Faults, Kind

from ..conftest import DATABASES, fresh_database
from ..serving import wait_for
from .house import Customer, House, balances, house_of


@pytest.fixture(scope="module", params=DATABASES)
def own(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[House, Faults]]:
    """A house of these tests' own, and what goes wrong with its database."""
    folder = tmp_path_factory.mktemp("outage")
    with fresh_database(request.param, folder) as url, house_of(url) as house:
        yield house, Faults(house.engines[0])


@pytest.fixture
def house(own: tuple[House, Faults]) -> Iterator[House]:
    yield own[0]
    own[0].everybody_leaves()


@pytest.fixture
def amira(house: House) -> Customer:
    return house.customer(cents=500)


@pytest.fixture
def faults(own: tuple[House, Faults]) -> Iterator[Faults]:
    yield own[1]
    own[1].mend()


def health(house: House) -> tuple[int, dict[str, str]]:
    answer = httpx.get(f"{house.urls[0]}/health", trust_env=False)
    return answer.status_code, answer.json()


def billed(house: House, amira: Customer) -> list[dict[str, Any]]:
    """As it stands in the books, whether or not the gateway can be asked."""
    usage = "SELECT id FROM credit_transactions WHERE transaction_type = 'api_usage' AND user_id = :id"
    return house.rows(usage, id=amira.id)


BREAKS = [
    Kind.REFUSES_CONNECTIONS,
    Kind.OUT_OF_CONNECTIONS,
    Kind.FAILS_AT_COMMIT,
    Kind.FAILS_MIDWAY,
    Kind.DISK_FULL,
]


@pytest.mark.parametrize("kind", BREAKS)
def test_health_tells_of_an_outage_and_of_its_end(house: House, faults: Faults, kind: Kind) -> None:
    told = {"status": "healthy", "database": "connected", "redis": "not configured", "version": "1.0.0"}
    assert health(house) == (200, told)
    faults.inject(Fault(kind))
    assert health(house) == (503, {**told, "status": "unavailable", "database": "unavailable"})
    faults.mend()
    assert health(house) == (200, told)


@pytest.mark.parametrize("kind", BREAKS)
def test_an_answer_that_can_not_be_billed_is_not_given(
    house: House, amira: Customer, faults: Faults, kind: Kind
) -> None:
    faults.inject(Fault(kind))
    for stream in (False, True):
        answer = amira.asks(stream=stream)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "unavailable"
    faults.mend()
    assert house.asked_of_models(amira) == []
    assert amira.movements("api_usage") == []
    assert amira.asks().status_code == 200
    house.books_agree()


def held(house: House, amira: Customer) -> str:
    [call] = house.asked_of_models(amira, state="held", wait=5)
    return str(call["id"])


def test_a_database_that_goes_away_while_the_model_answers_costs_nobody_anything(
    house: House, amira: Customer, faults: Faults
) -> None:
    house.script(amira, {"content": "one two", "hold_after": 0})
    asking = house.aside(amira.asks)
    call = held(house, amira)
    faults.inject(Fault(Kind.FAILS_MIDWAY))
    house.release(call)
    answer = asking.result(10)
    assert answer.status_code == 503
    assert "one two" not in answer.text
    faults.mend()
    assert amira.movements("api_usage") == []
    assert amira.balance == 5


def test_a_bill_that_fails_once_is_written_at_the_next_try(
    house: House, amira: Customer, faults: Faults
) -> None:
    house.script(amira, {"content": "one two", "hold_after": 0})
    asking = house.aside(amira.asks)
    call = held(house, amira)
    faults.inject(Fault(Kind.FAILS_AT_COMMIT, times=1))
    house.release(call)
    assert asking.result(10).status_code == 200
    assert len(amira.movements("api_usage")) == 1
    house.books_agree()


def test_a_stream_that_was_delivered_is_billed_when_the_database_is_back(
    house: House, amira: Customer, faults: Faults
) -> None:
    house.script(amira, {"content": "one two three", "hold_after": 2})
    asking = house.aside(lambda: amira.asks(stream=True))
    call = held(house, amira)
    faults.inject(Fault(Kind.FAILS_MIDWAY))
    house.release(call)
    assert asking.result(10).text.endswith("data: [DONE]\n\n")
    assert billed(house, amira) == []
    faults.mend()
    wait_for(lambda: amira.movements("api_usage"))
    house.books_agree()


@pytest.mark.parametrize("kind", BREAKS)
def test_an_event_that_can_not_be_kept_is_refused_and_credited_when_it_comes_again(
    house: House, amira: Customer, faults: Faults, kind: Kind
) -> None:
    ben = house.customer(code=amira.code)
    session = ben.posts("/checkout-session", {"amount": 1000}).json()["session_id"]
    faults.inject(Fault(kind))
    [delivery] = house.pays(session)
    assert delivery["status"] == 503
    faults.mend()
    assert balances(amira, ben) == [5, 0]
    assert house.brings(session) == 200
    assert balances(amira, ben) == [15, 10]
    house.books_agree()


def test_every_door_admits_an_outage(house: House, amira: Customer, faults: Faults) -> None:
    faults.inject(Fault(Kind.REFUSES_CONNECTIONS))
    assert house.newcomer().registers().status_code == 503
    for path in (
        "/user/balance",
        "/user/credit-transactions",
        "/user/api-keys",
        "/referral/link",
        "/referral/stats",
    ):
        assert amira.http.get(path, headers=amira.headers).status_code == 503
    for path in ("/user/api-keys", "/checkout-session", "/referral/apply"):
        assert amira.posts(path, {}).status_code == 503
    assert amira.http.get("/catalog/models").status_code == 200
