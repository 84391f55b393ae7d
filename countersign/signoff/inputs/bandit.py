"""Bandit's JSON."""

from pathlib import Path
from typing import Any

import msgspec

from countersign.signoff.inputs.files import read_json
from countersign.signoff.inputs.found import Finding, Findings, Unreadable, told


class _Result(msgspec.Struct):
    issue_severity: str
    test_id: str
    filename: str
    line_number: int
    issue_text: str


class _Totals(msgspec.Struct):
    loc: int


class _Metrics(msgspec.Struct):
    totals: _Totals = msgspec.field(name="_totals")


class _Report(msgspec.Struct):
    results: list[_Result]
    errors: list[dict[str, Any]]
    metrics: _Metrics


_LEVELS = {"HIGH": "error", "MEDIUM": "warning", "LOW": "note"}


def bandit(raw: bytes, path: Path) -> Findings:
    """What Bandit has found, where it has looked at any line at all and at every file."""
    report = read_json(raw, path, _Report, "Bandit report")
    if report.errors:
        raise Unreadable(path, f"says that {len(report.errors)} files could not be looked at")
    if report.metrics.totals.loc <= 0 and not report.results:
        raise Unreadable(path, "says that not a line was looked at", "let Bandit look at the code's folder")
    return Findings(tool="bandit", found=[_finding(one) for one in report.results])


def _finding(result: _Result) -> Finding:
    severity = result.issue_severity.upper()
    return Finding(
        level=_LEVELS.get(severity, severity),
        rule=told(result.test_id),
        where=told(f"{result.filename}:{result.line_number}"),
        says=told(result.issue_text),
    )
