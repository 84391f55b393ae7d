"""The sandbox with a Redis: the gateway counts there, and a gateway of a scenario's own can lose it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from redis_server import fresh_redis
from whole_suite import Suite

from countersign.adversity.spares import Spares
from countersign.evidence.redaction import Redactor
from countersign.journeys import referrals
from countersign.nursery import Nursery
from countersign.services import Addresses, Services
from countersign.session import REDIS_VARIABLE
from countersign.target import Referrals

_SCENARIO = """
@allure.label.epic:Referrals @critical
Feature: Counting
  Scenario: It is counted somewhere
    Given the gateway
"""
_STEP = """
from behave import given

@given("the gateway")
def step_gateway(context):
    '''Nothing is asked of it.'''
"""


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """A Redis of these tests' own."""
    with fresh_redis() as url:
        yield url


@pytest.fixture(scope="module")
def services(redis_url: str) -> Iterator[Services]:
    """A sandbox that counts there."""
    with Services.start(redis_url=redis_url) as services:
        yield services


def test_the_gateway_is_told_of_it(services: Services) -> None:
    health = httpx.get(f"{services.addresses.referrals}/health")

    assert (health.status_code, health.json()["redis"]) == (200, "connected")
    assert "cache" in referrals.located(Referrals(), services.addresses).offers


def test_without_it_there_is_no_cache_to_lose(
    services: Services, addresses: Addresses, tmp_path: Path
) -> None:
    assert "cache" not in referrals.located(Referrals(), addresses).offers
    with closing(Nursery()) as nursery:
        for told, product in ((addresses, "referrals"), (services.addresses, "training")):
            with Spares(told, nursery, Redactor(), tmp_path).deployment(product) as spare:
                assert spare.cache is None


def test_a_gateway_of_one_s_own_loses_it_alone_and_finds_it_again(services: Services, tmp_path: Path) -> None:
    def told(url: str) -> tuple[int, str]:
        health = httpx.get(f"{url}/health", timeout=30)
        return health.status_code, health.json()["redis"]

    there, away = (200, "connected"), (503, "unavailable")
    with closing(Nursery()) as nursery:
        spares = Spares(services.addresses, nursery, Redactor(), tmp_path)
        with spares.deployment("referrals", processes=2) as spare:
            assert spare.cache is not None
            assert [told(url) for url in spare.base_urls] == [there, there]
            spare.cache.cut()
            assert [told(url) for url in spare.base_urls] == [away, away]
            assert told(services.addresses.referrals) == there
            spare.cache.mend()
            assert [told(url) for url in spare.base_urls] == [there, there]


def test_its_password_is_a_secret(services: Services, redis_url: str) -> None:
    assert urlsplit(redis_url).password in services.addresses.secrets


def test_a_run_takes_it_from_the_variable_and_writes_its_password_nowhere(
    tmp_path: Path, redis_url: str
) -> None:
    suite = Suite(tmp_path)
    (suite.folder / "features" / "referrals").mkdir()
    (suite.folder / "features" / "referrals" / "own.feature").write_text(
        _SCENARIO.replace("  Scenario", "  @needs.cache @REF-01\n  Scenario")
    )
    suite.steps(_STEP)

    code, output = suite.run(**{REDIS_VARIABLE: redis_url})

    assert code == 0, output
    password = str(urlsplit(redis_url).password)
    written = [path for path in suite.folder.rglob("*") if path.is_file()]
    assert not [path for path in written if password.encode() in path.read_bytes()]
    assert password not in output


def test_a_run_refuses_a_redis_that_is_elsewhere(tmp_path: Path) -> None:
    suite = Suite(tmp_path)
    suite.feature(_SCENARIO)
    suite.steps(_STEP)

    code, output = suite.run(**{REDIS_VARIABLE: "redis://:secret-word@cache.example.com:6379/0"})

    assert code == 2
    assert f"{REDIS_VARIABLE} points at cache.example.com, but a sandbox talks to this machine only" in output
    assert "secret-word" not in output
    assert "Traceback" not in output
