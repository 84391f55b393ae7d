"""What tests of several rooms share: whole runs, and the embedded services."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from whole_suite import Suite

from countersign.services import Addresses, Services


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """A suite in a folder of its own."""
    return Suite(tmp_path)


@pytest.fixture(scope="session")
def addresses() -> Iterator[Addresses]:
    """The stand-ins and the sandbox, once for all."""
    with Services.start() as services:
        yield services.addresses
