"""Steps as their author wrote them, a line each."""

from collections.abc import Iterable, Iterator
from typing import Any


def as_written(steps: Iterable[Any]) -> list[str]:
    """The steps, each with its table and its text below it."""
    return [line for step in steps for line in _lines(step)]


def _lines(step: Any) -> Iterator[str]:
    yield f"{step.keyword} {step.name}"
    if step.table is not None:
        for cells in (step.table.headings, *(row.cells for row in step.table.rows)):
            yield f"  | {' | '.join(cells)} |"
    if step.text is not None:
        yield from (f"  {line}" for line in str(step.text).splitlines())
