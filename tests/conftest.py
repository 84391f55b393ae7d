"""Fixtures of tests that run the whole suite."""

from pathlib import Path

import pytest
from whole_suite import Suite


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """A suite in a folder of its own."""
    return Suite(tmp_path)
