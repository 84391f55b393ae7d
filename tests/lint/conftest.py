from pathlib import Path

import pytest

from .suites import Suite


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """A suite without a flaw."""
    return Suite(tmp_path)
