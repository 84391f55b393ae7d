"""What other tools have left for a sign-off: test results, coverage, findings of linters and scanners.

A file that is missing, empty, cut off or of another kind is no result: whoever asks is told why, and nothing
is ever taken for passed.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import msgspec
from lxml import etree  # type: ignore[import-untyped]


class Unreadable(Exception):  # noqa: N818 - it reads like the sentence that it carries
    """Why an input says nothing, in a sentence."""


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """What a test tool has reported."""

    passed: int
    failed: list[str]
    """The names of those that failed, or that the tool itself could not bring to an end."""
    skipped: int

    @property
    def executed(self) -> int:
        """How many were really run."""
        return self.passed + len(self.failed)


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the code the tests have run."""

    covered: int
    lines: int

    @property
    def percent(self) -> float:
        """In hundredths."""
        return 100 * self.covered / self.lines


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a linter or a scanner has found."""

    level: str
    """error, warning or note: as SARIF has them."""
    rule: str
    where: str
    says: str


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a linter or a scanner has found."""

    tool: str
    found: list[Finding]


Input = Ran | Coverage | Findings

LEVELS = ("error", "warning", "note")
"""The gravest first."""


def read_input(kind: str, path: Path) -> Input:
    """What stands in the file; `Unreadable` says why it is none of that kind."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"{path} is not there") from error
    except OSError as error:
        raise Unreadable(f"{path} can't be read ({error.strerror})") from error
    if not raw.strip():
        raise Unreadable(f"{path} is empty")
    return READERS[kind](raw, path)


def _junit(raw: bytes, path: Path) -> Ran:
    root = _xml(raw, path)
    if root.tag not in ("testsuite", "testsuites"):
        raise Unreadable(f"{path} is no JUnit report: it begins with <{root.tag}>")
    cases, suites = list(root.iter("testcase")), list(root.iter("testsuite"))
    promised = sum(int(suite.get("tests") or 0) for suite in suites if suite.find("testsuite") is None)
    if promised > len(cases):
        raise Unreadable(f"{path} promises {promised} tests and holds {len(cases)}")
    bad = [case for case in cases if _has(case, "failure", "error")]
    skipped = sum(_has(case, "skipped") and case not in bad for case in cases)
    # A suite that could not even be collected says so beside its cases.
    lost = [suite for suite in suites if _has(suite, "failure", "error")]
    return Ran(
        passed=len(cases) - len(bad) - skipped, failed=[_name(one) for one in [*bad, *lost]], skipped=skipped
    )


def _cobertura(raw: bytes, path: Path) -> Coverage:
    root = _xml(raw, path)
    try:
        covered, lines = int(root.attrib["lines-covered"]), int(root.attrib["lines-valid"])
    except (KeyError, ValueError) as error:
        raise Unreadable(
            f"{path} is no Cobertura report: it doesn't say how many lines are covered"
        ) from error
    if root.tag != "coverage" or not 0 <= covered <= lines or not lines:
        raise Unreadable(f"{path} says that {covered} of {lines} lines are covered, which proves nothing")
    return Coverage(covered=covered, lines=lines)


class _Message(msgspec.Struct):
    text: str = ""


class _Result(msgspec.Struct, rename="camel"):
    rule_id: str = ""
    level: str = "warning"
    kind: str = "fail"
    message: _Message = msgspec.field(default_factory=_Message)
    locations: list[dict[str, Any]] = []
    suppressions: list[dict[str, Any]] = []


class _Driver(msgspec.Struct):
    name: str = ""


class _Tool(msgspec.Struct):
    driver: _Driver


class _Invocation(msgspec.Struct, rename="camel"):
    execution_successful: bool = True


class _SarifRun(msgspec.Struct):
    tool: _Tool
    results: list[_Result] | None = None
    invocations: list[_Invocation] = []


class _Sarif(msgspec.Struct):
    runs: list[_SarifRun]


def _sarif(raw: bytes, path: Path) -> Findings:
    log = _json(raw, path, _Sarif, "SARIF log")
    if not log.runs or any(run.results is None for run in log.runs):
        raise Unreadable(f"{path} is a SARIF log without results: the tool has not finished")
    if not all(one.execution_successful for run in log.runs for one in run.invocations):
        raise Unreadable(f"{path} says that the tool did not come to its end")
    found = [
        Finding(level=one.level, rule=one.rule_id, where=_sarif_place(one), says=one.message.text)
        for run in log.runs
        for one in run.results or []
        if one.kind == "fail" and one.level != "none" and not one.suppressions
    ]
    return Findings(tool=", ".join(run.tool.driver.name for run in log.runs), found=found)


class _BanditResult(msgspec.Struct):
    issue_severity: str
    test_id: str
    filename: str
    line_number: int
    issue_text: str


class _Bandit(msgspec.Struct):
    results: list[_BanditResult]
    errors: list[dict[str, Any]]


_OF_BANDIT = {"HIGH": "error", "MEDIUM": "warning"}


def _bandit(raw: bytes, path: Path) -> Findings:
    report = _json(raw, path, _Bandit, "Bandit report")
    if report.errors:
        raise Unreadable(f"{path} says that {len(report.errors)} files could not be looked at")
    found = [
        Finding(
            level=_OF_BANDIT.get(one.issue_severity, "note"),
            rule=one.test_id,
            where=f"{one.filename}:{one.line_number}",
            says=one.issue_text,
        )
        for one in report.results
    ]
    return Findings(tool="bandit", found=found)


class _RuffResult(msgspec.Struct):
    code: str | None
    filename: str
    message: str
    location: dict[str, int]


def _ruff(raw: bytes, path: Path) -> Findings:
    found = [
        Finding(
            level="error",
            rule=one.code or "syntax",
            where=f"{one.filename}:{one.location.get('row', 0)}",
            says=one.message,
        )
        for one in _json(raw, path, list[_RuffResult], "list of findings as ruff writes it")
    ]
    return Findings(tool="ruff", found=found)


READERS: Mapping[str, Callable[[bytes, Path], Input]] = {
    "junit": _junit,
    "cobertura": _cobertura,
    "sarif": _sarif,
    "bandit": _bandit,
    "ruff": _ruff,
}
"""What can be read, by the name that gates.toml gives it."""


def at_least_as_grave(found: Iterable[Finding], level: str) -> list[Finding]:
    """Those of that level and of graver ones; a level that nobody knows is as grave as an error."""
    asked = LEVELS.index(level)
    return [one for one in found if (LEVELS.index(one.level) if one.level in LEVELS else 0) <= asked]


def _xml(raw: bytes, path: Path) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Element = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"{path} is no well-formed XML ({error.msg})") from error
    return root


def _json(raw: bytes, path: Path, kind: Any, what: str) -> Any:
    try:
        return msgspec.convert(json.loads(raw), kind)
    except ValueError as error:
        raise Unreadable(f"{path} is no {what} ({error})") from error


def _name(case: Element) -> str:
    return "::".join(filter(None, (case.get("classname"), case.get("name")))) or "a test without a name"


def _has(case: Element, *tags: str) -> bool:
    return any(child.tag in tags for child in case)


def _sarif_place(result: _Result) -> str:
    for location in result.locations:
        physical = location.get("physicalLocation") or {}
        uri = (physical.get("artifactLocation") or {}).get("uri")
        if uri:
            line = (physical.get("region") or {}).get("startLine")
            return f"{uri}:{line}" if line else str(uri)
    return ""
