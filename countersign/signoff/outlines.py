"""Scenarios that were made from one outline: told under its name, one line for each row of its examples."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from countersign.results.record import Planned
from countersign.signoff.dossier import Case
from countersign.signoff.row_names import plain_name, row_number

_PRIVATE = 0xE000
"""The first letter of those that mean nothing to anybody."""


@dataclass(frozen=True)
class Outline:
    """What is told together; a scenario of no outline is alone, and has no name above it."""

    name: str
    cases: Sequence[Case]


def outlines(cases: Iterable[Case]) -> Iterator[Outline]:
    """The scenarios in their order; those of one outline together."""
    together: list[Case] = []
    for case in cases:
        if together and not _follows(together[-1].planned, case.planned):
            yield _outline(together)
            together = []
        together.append(case)
    if together:
        yield _outline(together)


def _follows(one: Planned, other: Planned) -> bool:
    """Whether both are rows of one outline: the numbers of its rows only grow."""
    return (
        bool(one.cells)
        and one.cells.keys() == other.cells.keys()
        and (one.path, one.rule) == (other.path, other.rule)
        and len(one.text) == len(other.text)
        and row_number(one) < row_number(other)
    )


def _outline(cases: Sequence[Case]) -> Outline:
    if len(cases) == 1:
        return Outline("", cases)
    templates = {_template(case.planned) for case in cases}
    return Outline(templates.pop() if len(templates) == 1 else _common([c.planned for c in cases]), cases)


def _template(planned: Planned) -> str:
    """Its name with the names of the columns where the cells of its row stand."""
    name = plain_name(planned.name)
    last_first = list(planned.cells.items())[::-1]
    longest_first = sorted(last_first, key=lambda cell: -len(cell[1]))
    marks = {chr(_PRIVATE + number): column for number, (column, _) in enumerate(longest_first)}
    for mark, (_, value) in zip(marks, longest_first, strict=True):
        name = _replaced(name, value, mark)
    for mark, column in marks.items():
        name = name.replace(mark, f"‹{column}›")
    return name


def _replaced(name: str, value: str, mark: str) -> str:
    """The mark wherever the value stands as a word of its own."""
    at = name.find(value) if value else -1
    while at >= 0:
        end = at + len(value)
        if not (name[at - 1 : at].isalnum() or name[end : end + 1].isalnum()):
            name = name[:at] + mark + name[end:]
            end = at + 1
        at = name.find(value, end)
    return name


def _common(rows: Sequence[Planned]) -> str:
    """What their names begin and end with."""
    names = [plain_name(row.name) for row in rows]
    begin = _same(names)
    if begin == names[0]:
        return begin
    end = _same([name[len(begin) :][::-1] for name in names])[::-1]
    return f"{begin.rstrip()} … {end.lstrip()}".strip()


def _same(names: Sequence[str]) -> str:
    """The letters that all of them begin with."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in alike)
