"""Stripe stand-ins for the tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from countersign.providers.stripe import stripe_app

from ..conftest import Serve
from .scene import TOKEN, Product, Shop, new_key, somebody


@pytest.fixture(scope="module")
def shop(serve_all: Serve) -> Iterator[Shop]:
    """One stand-in for all who keep to a customer of their own."""
    key = new_key()
    shop = Shop(serve_all(stripe_app(backstage_token=TOKEN, api_keys=[key])), key)
    yield shop
    shop.close()


@pytest.fixture
def start(serve: Serve) -> Iterator[Callable[..., Shop]]:
    """Stand-ins of one test's own."""
    started: list[Shop] = []

    def start(**options: Any) -> Shop:
        key = new_key()
        started.append(Shop(serve(stripe_app(backstage_token=TOKEN, api_keys=[key], **options)), key))
        return started[-1]

    yield start
    for shop in started:
        shop.close()


@pytest.fixture
def product(serve: Serve) -> Product:
    """A product that listens at `product.url`."""
    product = Product()
    product.url = f"{serve(product.app)}/stripe/webhook"
    return product


@pytest.fixture
def amira() -> str:
    return somebody()
