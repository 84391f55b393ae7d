"""The line that says how far a run is: written over in a terminal, and gone before anything else is said."""

import io
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from countersign.results.parallel.progress import Progress

from ..tiny_suite import LONGEST, TinySuite, scenario


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_the_line_counts_and_guesses(clock: list[float]) -> None:
    line = Progress({0: 1.0, 1: 1.0, 2: 2.0}, stream=io.StringIO())
    assert line.line() == "0 of 3 scenarios done"
    clock[0] += 5
    line.done(0, red=False)
    assert line.line() == "1 of 3 scenarios done, about 15 s left"
    line.done(1, red=True)
    assert line.line() == "2 of 3 scenarios done, 1 failed, about 5 s left"
    line.again({1: 1.0})
    assert line.line() == "2 of 4 scenarios done, 1 failed, about 8 s left"
    clock[0] += 1000
    assert line.line().endswith("about 25 min 8 s left")


def test_in_a_terminal_it_is_written_over_and_hidden(clock: list[float]) -> None:
    terminal = Terminal()
    line = Progress({0: 1.0}, stream=terminal)
    line.hide()
    assert terminal.getvalue() == ""
    clock[0] += 0.2
    line.show()
    line.show()
    assert terminal.getvalue() == "\r\x1b[2K0 of 1 scenarios done"
    line.hide()
    line.hide()
    assert terminal.getvalue() == "\r\x1b[2K0 of 1 scenarios done\r\x1b[2K"


def test_elsewhere_it_is_a_line_every_ten_seconds(clock: list[float]) -> None:
    stream = io.StringIO()
    line = Progress({0: 1.0}, stream=stream)
    for _ in range(25):
        clock[0] += 1
        line.show()
        line.hide()
    assert stream.getvalue() == "0 of 1 scenarios done\n" * 2


def test_a_terminal_shows_it_and_nothing_remains(tmp_path: Path) -> None:
    suite = TinySuite(tmp_path)
    suite.write(
        "steps/moment.py",
        """
import time
from behave import step
@step("it takes a moment")
def step_moment(context):
    time.sleep(0.3)
""",
    )
    suite.feature(*[scenario(f"number {number}", "it takes a moment") for number in range(4)])
    control, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "behave", "-j", "2", "--no-color"],
        cwd=tmp_path, stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    said = _all_of(control)
    assert process.wait(LONGEST) == 0
    assert "scenarios done" in said
    screen = _screen(said)
    assert not [line for line in screen if "scenarios done" in line]
    assert sum(line.startswith("  ✓ number") for line in screen) == 4
    assert "Buying features/shop/buying.feature" in screen


def _all_of(control: int) -> str:
    """What is written to the terminal until nobody has it any more."""
    said = b""
    deadline = time.monotonic() + LONGEST
    while select.select([control], [], [], max(deadline - time.monotonic(), 0.0))[0]:
        try:
            part = os.read(control, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(control)
    return said.decode()


def _screen(said: str) -> list[str]:
    """The lines that a person sees in the end."""
    return [line.rpartition("\x1b[2K")[2].rstrip("\r") for line in said.replace("\r\n", "\n").split("\n")]
