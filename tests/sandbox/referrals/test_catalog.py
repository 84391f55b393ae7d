"""The catalogs: what is sold and who provides it, as the provider says, also while it is away."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from countersign.sandbox.referrals.answers import RefusedError
from countersign.sandbox.referrals.catalog import Remembered

from .house import MINI, House


def listed(house: House, path: str) -> dict[str, Any]:
    answer = httpx.get(f"{house.urls[0]}{path}", trust_env=False)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("path", ["/catalog/models", "/v1/models"])
def test_each_model_has_its_prices_as_the_provider_writes_them(small: House, path: str) -> None:
    [mini] = [model for model in listed(small, path)["data"] if model["id"] == MINI]
    assert mini["pricing"] == {"prompt": "0.00000015", "completion": "0.0000006"}
    assert mini["context_length"] == 128_000
    assert mini["name"]


@pytest.mark.parametrize("path", ["/catalog/providers", "/v1/provider"])
def test_providers_are_named(small: House, path: str) -> None:
    found = listed(small, path)
    assert {"OpenAI", "Anthropic"} <= {provider["name"] for provider in found["data"]}
    assert found["total"] == len(found["data"])


@pytest.mark.parametrize("path", ["/catalog/models", "/catalog/providers"])
def test_catalogs_come_page_by_page(small: House, path: str) -> None:
    whole = listed(small, path)["data"]
    pages = [listed(small, f"{path}?limit=2&offset={start}")["data"] for start in range(0, len(whole) + 2, 2)]
    assert [one for page in pages for one in page] == whole
    assert httpx.get(f"{small.urls[0]}{path}?limit=0", trust_env=False).status_code == 422


def test_a_model_that_is_new_can_be_asked_at_once(small: House) -> None:
    amira = small.customer(cents=500)
    assert amira.asks(model="test/new").status_code == 400
    small.model(id="test/new", pricing={"prompt": "0", "completion": "0"})
    assert amira.asks(model="test/new").status_code == 200


def answers(*told: int | RefusedError) -> tuple[Remembered[int], Iterator[int | RefusedError]]:
    """Something remembered, and what the next questions are answered with."""
    left = iter(told)

    async def ask() -> int:
        answer = next(left)
        if isinstance(answer, RefusedError):
            raise answer
        return answer

    return Remembered(ask), left


AWAY = RefusedError(503, "away", "away")


def test_what_is_known_is_not_asked_again_soon() -> None:
    async def look() -> None:
        known, _ = answers(1)
        assert list(await asyncio.gather(known.get(), known.get(), known.get())) == [1, 1, 1]

    asyncio.run(look())


def test_what_is_known_serves_while_the_provider_is_away() -> None:
    async def look() -> None:
        known, _ = answers(AWAY, 1, AWAY, 2)
        with pytest.raises(RefusedError):
            await known.get()
        assert await known.get() == 1
        for expected in (1, 2):
            assert await known.get(newer_than=asyncio.get_running_loop().time()) == expected

    asyncio.run(look())
