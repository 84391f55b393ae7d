"""How often something may be done: counted in Redis, or in the database."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from redis_server import fresh_redis

from ..conftest import fresh_database
from ..together import together
from .house import House, asked, house_of


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "redis"])
def strict(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of two processes with narrow limits, which counts where it is told to."""
    with ExitStack() as opened:
        redis = opened.enter_context(fresh_redis()) if request.param == "redis" else ""
        kind = "postgresql" if request.param == "postgresql" else "sqlite"
        url = opened.enter_context(fresh_database(kind, tmp_path_factory.mktemp("strict")))
        yield opened.enter_context(
            house_of(url, processes=2, redis_url=redis, requests_a_minute=4, requests_a_minute_and_address=6)
        )


def test_a_key_may_ask_so_often_in_a_minute(strict: House) -> None:
    amira = strict.customer(cents=500)
    answers = [amira.asks() for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert [answer.headers["x-ratelimit-remaining"] for answer in answers] == ["3", "2", "1", "0", "0"]
    assert {answer.headers["x-ratelimit-limit"] for answer in answers} == {"4"}
    wait = int(answers[-1].headers["retry-after"])
    assert 55 <= wait <= 60
    assert answers[-1].headers["x-ratelimit-reset"] == str(wait)
    assert len(amira.movements("api_usage")) == len(strict.asked_of_models(amira)) == 4
    strict.clock.forward(f"user:{amira.id}", 30)
    assert amira.asks().status_code == 429
    strict.clock.forward(f"user:{amira.id}", 30)
    strict.clock.forward(f"address:{amira.address}", 60)
    assert amira.asks().status_code == 200


def test_a_minute_is_any_minute(strict: House) -> None:
    amira = strict.customer(cents=500)
    assert amira.asks().status_code == 200
    strict.clock.forward(f"user:{amira.id}", 50)
    assert [amira.asks().status_code for _ in range(3)] == [200] * 3
    strict.clock.forward(f"user:{amira.id}", 15)
    # Only the first one is a minute ago.
    assert [amira.asks().status_code for _ in range(2)] == [200, 429]


def test_all_answers_tell_how_one_stands(strict: House) -> None:
    poor = strict.customer()
    assert poor.asks().headers["x-ratelimit-remaining"] == "3"
    assert poor.asks(max_tokens=0).headers["x-ratelimit-remaining"] == "2"


def test_each_key_is_counted_and_the_address_too(strict: House) -> None:
    amira = strict.customer(cents=500)
    assert [amira.asks().status_code for _ in range(5)] == [200] * 4 + [429]
    amira.key = amira.posts("/user/api-keys", {}).json()["api_key"]
    answers = [amira.asks() for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert "from this address" in answers[-1].json()["error"]["message"]
    strict.clock.forward(f"address:{amira.address}", 60)
    assert amira.asks().status_code == 200


def test_guessing_keys_is_limited_by_address(strict: House) -> None:
    amira, ben = strict.customer(cents=500), strict.customer(cents=500)
    own, amira.key = amira.key, "gw-guess"
    # Nobody passes for another address by saying so.
    guesses = [
        amira.posts("/v1/chat/completions", asked(), **{"X-Forwarded-For": f"10.0.0.{n}"}) for n in range(7)
    ]
    assert [answer.status_code for answer in guesses] == [401] * 6 + [429]
    amira.key = own
    assert amira.asks().status_code == 429
    assert ben.asks().status_code == 200


def test_many_at_once_and_at_both_processes_are_counted_each(strict: House) -> None:
    amira = strict.customer(cents=500)
    there = strict.newcomer(process=1)
    there.key = amira.key
    answers = together([who.asks for who in (amira, there) for _ in range(6)])
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [429] * 8
    assert len(amira.movements("api_usage")) == 4
    strict.books_agree()


def test_an_address_registers_three_in_an_hour(strict: House) -> None:
    amira = strict.newcomer()
    answers = [
        amira.registers(username=f"x{amira.username}{n}", email=f"{amira.username}{n}@example.com")
        for n in range(4)
    ]
    assert [answer.status_code for answer in answers] == [201] * 3 + [429]
    assert 3590 <= int(answers[-1].headers["retry-after"]) <= 3600
    assert strict.newcomer().registers().status_code == 201
    strict.clock.forward(f"address:{amira.address}", 3600)
    assert amira.registers(username="late_" + amira.username).status_code == 201
