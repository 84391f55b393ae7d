"""The names of scenarios that were made from an outline, and the names that pages show of them."""

import re

from countersign.results.record import Planned

_ROW = re.compile(r" -- @(\d+)\.(\d+) ?(.*)$")


def plain_name(name: str) -> str:
    """A scenario's name without the number of its row."""
    return _ROW.sub("", name)


def examples_of(planned: Planned) -> str:
    """What its author calls the examples that its row stands in; empty where they have no name."""
    found = _ROW.search(planned.name)
    return found[3].strip() if found else ""


def row_number(planned: Planned) -> tuple[int, int]:
    """Which examples, and which row of them; zeros where it is no row."""
    found = _ROW.search(planned.name)
    return (int(found[1]), int(found[2])) if found else (0, 0)
