"""JUnit's XML, as Surefire, pytest, Jest, GoogleTest and others write it."""

from pathlib import Path
from xml.etree.ElementTree import Element

from countersign.signoff.inputs.files import xml
from countersign.signoff.inputs.found import Ran, Unreadable, told
from countersign.signoff.inputs.junit_counters import disagreement
from countersign.signoff.inputs.junit_marks import SUITES, has_failed, is_left_out, marks, suites

_BEARERS = (*SUITES, "testcase")
"""Who may say that something failed."""


def junit(raw: bytes, path: Path) -> Ran:
    """What became of each test, where every suite holds what its own counters say."""
    root = xml(raw, path)
    if root.tag not in SUITES:
        raise Unreadable(path, f"is no JUnit report, for it begins with <{root.tag}>")
    said = [one for one in root.iter() if one.tag in ("failure", "error")]
    if len(said) > sum(marks(one, "failure", "error") for one in root.iter() if one.tag in _BEARERS):
        raise Unreadable(path, "holds a failure that belongs to no test")
    for suite in suites(root):
        if wrong := disagreement(suite, path):
            raise Unreadable(path, wrong)
    cases = list(root.iter("testcase"))
    bad = [case for case in cases if has_failed(case)]
    skipped = sum(is_left_out(case) and not has_failed(case) for case in cases)
    # A suite that could not even be collected says so beside its cases.
    lost = [suite for suite in suites(root) if marks(suite, "failure", "error")]
    return Ran(
        passed=len(cases) - len(bad) - skipped, failed=[_name(one) for one in [*bad, *lost]], skipped=skipped
    )


def _name(case: Element) -> str:
    named = "::".join(filter(None, (case.get("classname"), case.get("name"))))
    return told(named) or "a test without a name"
