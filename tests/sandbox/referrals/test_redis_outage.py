"""The gateway while Redis is away: it says so at once, and the limits hold."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from redis_server import fresh_redis

from countersign.adversity.relay import Relay

from .house import House, house_of


@pytest.fixture(scope="module")
def relay() -> Iterator[tuple[Relay, str]]:
    """The way to a Redis of one's own, and its URL."""
    with fresh_redis() as url:
        parts = urlsplit(url)
        assert parts.hostname
        assert parts.port
        with Relay(parts.hostname, parts.port) as relay:
            yield relay, url.replace(f":{parts.port}", f":{relay.port}")


@pytest.fixture
def way(relay: tuple[Relay, str]) -> Iterator[Relay]:
    """The same, which is mended when a test is over."""
    yield relay[0]
    relay[0].mend()


@pytest.fixture
def house(relay: tuple[Relay, str], tmp_path: Path) -> Iterator[House]:
    url = f"sqlite:///{tmp_path}/gateway.db"
    with house_of(url, redis_url=relay[1], requests_a_minute=3) as house:
        yield house


def health(house: House) -> tuple[int, str, str]:
    answer = httpx.get(f"{house.urls[0]}/health", trust_env=False)
    told = answer.json()
    return answer.status_code, told["status"], told["redis"]


GOOD, BAD = (200, "healthy", "connected"), (503, "unavailable", "unavailable")


def test_health_tells_of_an_outage_and_of_its_end_within_one_probe(house: House, way: Relay) -> None:
    for _ in range(3):
        assert health(house) == GOOD
        way.cut()
        assert health(house) == BAD
        assert health(house) == BAD
        way.mend()
        assert health(house) == GOOD


def test_a_redis_that_is_far_too_slow_is_away(house: House, way: Relay) -> None:
    assert health(house) == GOOD
    way.slow(5.0)
    began = time.monotonic()
    assert health(house) == BAD
    assert time.monotonic() - began < 4
    way.mend()
    assert health(house) == GOOD


def test_the_limit_holds_while_redis_is_away(house: House, way: Relay) -> None:
    amira = house.customer(cents=500)
    assert amira.asks().status_code == 200
    way.cut()
    # What was counted in Redis is not known; from here on the database counts.
    assert [amira.asks().status_code for _ in range(4)] == [200, 200, 200, 429]
    way.mend()
    assert [amira.asks().status_code for _ in range(3)] == [200, 200, 429]


def test_what_is_counted_in_redis_is_not_counted_in_the_database(house: House) -> None:
    house.customer(cents=500).asks()
    assert house.rows("SELECT * FROM hits") == []
