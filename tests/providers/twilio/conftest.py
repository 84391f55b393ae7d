"""Twilio stand-ins for the tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from countersign.providers.twilio import twilio_app

from ..conftest import Serve
from .scene import TOKEN, Product, Twilio, new_account, new_number


@pytest.fixture(scope="module")
def twilio(serve_all: Serve) -> Iterator[Twilio]:
    """One stand-in for all who keep to a number of their own."""
    account = new_account()
    standin = Twilio(serve_all(twilio_app(backstage_token=TOKEN, accounts=[account])), account)
    yield standin
    standin.close()


@pytest.fixture
def start(serve: Serve) -> Iterator[Callable[..., Twilio]]:
    """Stand-ins of one test's own."""
    started: list[Twilio] = []

    def start(**options: Any) -> Twilio:
        account = new_account()
        app = twilio_app(backstage_token=TOKEN, accounts=[account], **options)
        started.append(Twilio(serve(app), account))
        return started[-1]

    yield start
    for standin in started:
        standin.close()


@pytest.fixture
def product(serve: Serve) -> Product:
    """A product that listens at `product.url`."""
    product = Product()
    product.url = f"{serve(product.app)}/status"
    return product


@pytest.fixture
def amira() -> str:
    return new_number()


@pytest.fixture
def basil() -> str:
    return new_number()
