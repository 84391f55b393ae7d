"""Ruff's JSON: a list of findings, which says nothing of what was looked at."""

from pathlib import Path

import msgspec

from countersign.signoff.inputs.files import read_json
from countersign.signoff.inputs.found import Finding, Findings, told


class _Place(msgspec.Struct):
    row: int = 0


class _Result(msgspec.Struct):
    code: str | None
    filename: str | None
    message: str
    location: _Place | None


def ruff(raw: bytes, path: Path) -> Findings:
    """What Ruff has found; all of it is an error, since whoever chose the rules meant them."""
    results = read_json(raw, path, list[_Result], "list of findings as ruff writes it")
    return Findings(tool="ruff", found=[_finding(one) for one in results])


def _finding(result: _Result) -> Finding:
    return Finding(
        level="error",
        rule=told(result.code or "syntax"),
        where=told(f"{result.filename or 'no file'}:{result.location.row if result.location else 0}"),
        says=told(result.message),
    )
