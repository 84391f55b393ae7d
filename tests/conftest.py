"""What tests of several rooms share: whole runs, the embedded services, a browser, the order."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import CHROMIUM, NO_CHROMIUM, chromium
from coverage import Coverage
from playwright.sync_api import Browser
from whole_suite import Suite

from countersign.services import Addresses, Services

ROOM = Path(__file__).parent
LONGEST = (
    "test_side_by_side",
    "test_on_postgresql",
    "test_integration_mode",
    "test_smoke_on_a_deployed_bot",
    "test_workflows",
)


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """A suite in a folder of its own."""
    return Suite(tmp_path)


@pytest.fixture(scope="session")
def addresses() -> Iterator[Addresses]:
    """The stand-ins and the sandbox, once for all."""
    with Services.start() as services:
        yield services.addresses


@pytest.fixture
def heard_signals() -> Iterator[None]:
    """Ctrl-C and the end of a terminal mean to children what they usually do.

    Whoever runs the tests in the background, or with nohup, has them ignored, and children inherit that.
    """
    interrupted = signal.signal(signal.SIGINT, signal.default_int_handler)
    hung_up = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, interrupted)
    signal.signal(signal.SIGHUP, hung_up)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that at the end no worker is left alone with it."""

    def turn(item: pytest.Item) -> tuple[int, bool]:
        name = item.path.stem
        return LONGEST.index(name) if name in LONGEST else len(LONGEST), item.path.parent != ROOM

    items.sort(key=turn)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Measure what the tests reach in their own processes and in those forked off them, and save it once.

    Programs that they start are not measured: it would take them twice as long, and a signal that comes while
    coverage holds its lock leaves it locked, so that the program would never end.
    """
    if session.config.getoption("dist") == "no":  # else its workers are started, which are to be measured
        for name in [name for name in os.environ if name.startswith("COV")]:
            del os.environ[name]
    os.register_at_fork(before=_save_what_was_measured, after_in_child=_get_a_lock_of_one_s_own)


def _save_what_was_measured() -> None:
    """Empty the memory that a process inherits: with it each would save, and add up, all that ran so far."""
    if measurement := Coverage.current():
        measurement.get_data()


def _get_a_lock_of_one_s_own() -> None:
    """Coverage's may have been held by another thread at the fork, and an interrupt may leave it locked."""
    if (measurement := Coverage.current()) and measurement._collector:
        measurement._collector.data_lock = threading.RLock()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; as long as it is there, no other event loop can be started in this thread."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with chromium() as found:
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why tests were skipped, each reason once."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    for reason, count in reasons.items():
        terminalreporter.write_line(f"{count} tests skipped: {reason}")
