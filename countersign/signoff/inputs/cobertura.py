"""Cobertura's XML, as coverage.py and others write it too."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from countersign.signoff.inputs.files import number, xml
from countersign.signoff.inputs.found import Coverage, Unreadable

_ROUNDED = 0.01
"""Some tools write a rate with two digits."""
_LISTED = 0.05
"""Tools differ a little in which lines they count and which they list."""


def cobertura(raw: bytes, path: Path) -> Coverage:
    """How many lines are covered, where the report says one thing alone."""
    root = xml(raw, path)
    if root.tag != "coverage":
        raise Unreadable(path, f"is no Cobertura report, for it begins with <{root.tag}>")
    if root.find(".//coverage") is not None:
        raise Unreadable(path, "holds several reports in one", "let its tool write a single one")
    covered, lines = number(root, "lines-covered", path), number(root, "lines-valid", path)
    if covered is None or lines is None:
        raise Unreadable(path, "is no Cobertura report, for it doesn't say how many lines are covered")
    if covered > lines or not lines:
        raise Unreadable(path, f"says that {covered} of {lines} lines are covered, which proves nothing")
    _as_its_rate(root, covered / lines, path)
    _as_its_lines(root, covered / lines, path)
    return Coverage(covered=covered, lines=lines)


def _as_its_rate(root: Element, share: float, path: Path) -> None:
    said = root.get("line-rate")
    if said is None:
        return
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?([eE]-?[0-9]{1,3})?", said):
        raise Unreadable(path, f"says line-rate={said!r}, which is no share")
    if abs(float(said) - share) > _ROUNDED:
        raise Unreadable(path, f"says line-rate={said!r}, but counts {share:.1%} of its lines as covered")


def _as_its_lines(root: Element, share: float, path: Path) -> None:
    """A line may be listed once for each class that it belongs to; both ways of counting are right."""
    listed = [
        ((one.get("filename"), line.get("number")), _hit(line))
        for one in root.iter("class")
        for line in one.iterfind("lines/line")
    ]
    if not listed:
        return
    hit = {place for place, is_hit in listed if is_hit}
    shares = (
        sum(is_hit for _, is_hit in listed) / len(listed),
        len(hit) / len({place for place, _ in listed}),
    )
    if all(abs(one - share) > _LISTED for one in shares):
        raise Unreadable(path, f"lists {shares[0]:.1%} of its lines as run, but says {share:.1%}")


def _hit(line: Element) -> bool:
    return re.fullmatch("0*[1-9][0-9]*", line.get("hits", "")) is not None
