"""Columns of plain text, no line wider than a window."""

from collections.abc import Sequence

_WIDEST = 110


def table(rows: Sequence[Sequence[str]], heads: Sequence[str]) -> list[str]:
    """The heads and the rows, in columns; the last column gives way where a line gets too wide."""
    if not rows:
        return []
    every = [list(heads), *map(list, rows)]
    widths = [max(len(row[column]) for row in every) for column in range(len(heads) - 1)]
    room = max(_WIDEST - sum(widths) - 2 * len(widths), 20)
    return [
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), cut(row[-1], room)]
        ).rstrip()
        for row in every
    ]


def cut(text: str, longest: int) -> str:
    """The text, or its beginning."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
