"""What tests of several rooms share: whole runs, and the embedded services."""

from collections import Counter
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why tests were skipped, each reason once."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} tests skipped: {reason}")
