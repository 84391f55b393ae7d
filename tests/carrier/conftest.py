"""A phone line of each test's own, behind one server for all."""

from collections.abc import Iterator

import pytest

from .scripted_line import ScriptedLine, Switchboard, switchboard


@pytest.fixture(scope="session")
def board() -> Iterator[Switchboard]:
    """The server."""
    with switchboard() as board:
        yield board


@pytest.fixture
def line(board: Switchboard) -> Iterator[ScriptedLine]:
    """A line that nobody has called yet."""
    board.line = ScriptedLine(board.url)
    yield board.line
    board.line.close()
