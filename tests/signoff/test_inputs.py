"""What other tools have left is read strictly: what is cut off or of another kind is no result."""

import json
from pathlib import Path

import pytest

from countersign.signoff.inputs import Coverage, Findings, Ran, Unreadable, at_least_as_grave, read_input

JUNIT = """<testsuites>
<testsuite name="a" tests="4" failures="1" errors="1" skipped="1">
  <testcase classname="a" name="good"/>
  <testcase classname="a" name="bad"><failure message="no"/></testcase>
  <testcase classname="a" name="broken"><error message="oh"/></testcase>
  <testcase classname="a" name="later"><skipped/></testcase>
</testsuite></testsuites>"""
PLACE = {"artifactLocation": {"uri": "shop.py"}, "region": {"startLine": 3}}
SARIF = {
    "version": "2.1.0",
    "runs": [
        {
            "tool": {"driver": {"name": "scan"}},
            "results": [
                {"ruleId": "R1", "level": "error", "message": {"text": "a hole"},
                 "locations": [{"physicalLocation": PLACE}]},
                {"ruleId": "R2", "message": {"text": "a warning by default"}},
                {"ruleId": "R3", "level": "note", "message": {"text": "by the way"}},
                {"ruleId": "R4", "level": "error", "suppressions": [{"kind": "inSource"}]},
                {"ruleId": "R5", "kind": "pass", "message": {"text": "all well"}},
            ],
        }
    ],
}  # fmt: skip
BANDIT = {
    "errors": [],
    "results": [
        {
            "issue_severity": "HIGH",
            "test_id": "B1",
            "filename": "a.py",
            "line_number": 2,
            "issue_text": "exec",
        },
        {
            "issue_severity": "LOW",
            "test_id": "B2",
            "filename": "b.py",
            "line_number": 9,
            "issue_text": "assert",
        },
    ],
}
RUFF = [{"code": "E1", "filename": "a.py", "message": "long", "location": {"row": 4, "column": 1}}]


def written(tmp_path: Path, content: object) -> Path:
    path = tmp_path / "input"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_junit_counts_what_was_really_run(tmp_path: Path) -> None:
    found = read_input("junit", written(tmp_path, JUNIT))
    assert found == Ran(passed=1, failed=["a::bad", "a::broken"], skipped=1)
    assert found.executed == 3


def test_a_suite_that_could_not_be_collected_has_failed(tmp_path: Path) -> None:
    report = '<testsuite name="a" tests="1"><error message="no such module"/><testcase name="x"/></testsuite>'
    found = read_input("junit", written(tmp_path, report))
    assert isinstance(found, Ran)
    assert found.failed == ["a"]


def test_sarif_leaves_out_what_was_suppressed_or_passed(tmp_path: Path) -> None:
    found = read_input("sarif", written(tmp_path, SARIF))
    assert isinstance(found, Findings)
    assert [(one.rule, one.level, one.where) for one in found.found] == [
        ("R1", "error", "shop.py:3"),
        ("R2", "warning", ""),
        ("R3", "note", ""),
    ]
    assert [one.rule for one in at_least_as_grave(found.found, "warning")] == ["R1", "R2"]


def test_findings_of_bandit_and_ruff(tmp_path: Path) -> None:
    bandit = read_input("bandit", written(tmp_path, BANDIT))
    assert isinstance(bandit, Findings)
    assert [(one.level, one.where) for one in bandit.found] == [("error", "a.py:2"), ("note", "b.py:9")]
    ruff = read_input("ruff", written(tmp_path, RUFF))
    assert isinstance(ruff, Findings)
    assert [(one.rule, one.where) for one in ruff.found] == [("E1", "a.py:4")]


def test_a_level_that_nobody_knows_is_grave(tmp_path: Path) -> None:
    odd = {"runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"ruleId": "R", "level": "fatal"}]}]}
    found = read_input("sarif", written(tmp_path, odd))
    assert isinstance(found, Findings)
    assert len(at_least_as_grave(found.found, "error")) == 1


def test_coverage(tmp_path: Path) -> None:
    found = read_input("cobertura", written(tmp_path, '<coverage lines-covered="3" lines-valid="4"/>'))
    assert found == Coverage(covered=3, lines=4)
    assert found.percent == 75


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        ("junit", JUNIT[:200], "no well-formed XML"),
        ("junit", "<html/>", "begins with <html>"),
        ("junit", '<testsuite tests="9"><testcase name="x"/></testsuite>', "promises 9 tests and holds 1"),
        ("junit", "not xml at all", "no well-formed XML"),
        ("cobertura", '<coverage lines-covered="0" lines-valid="0"/>', "which proves nothing"),
        ("cobertura", '<coverage lines-covered="9" lines-valid="4"/>', "which proves nothing"),
        ("sarif", {"runs": []}, "without results"),
        ("sarif", {"runs": [{"tool": {"driver": {"name": "x"}}}]}, "without results"),
        (
            "sarif",
            {
                "runs": [
                    {"tool": {"driver": {}}, "results": [], "invocations": [{"executionSuccessful": False}]}
                ]
            },
            "did not come to its end",
        ),
        ("sarif", "{", "no SARIF log"),
        ("sarif", [], "no SARIF log"),
        ("bandit", {"results": [], "errors": [{"filename": "x"}]}, "1 files could not be looked at"),
        ("bandit", {"results": []}, "no Bandit report"),
        ("ruff", {"results": []}, "no list of findings"),
    ],
)
def test_what_is_no_result_says_why(tmp_path: Path, kind: str, content: object, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_input(kind, written(tmp_path, content))


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&a;"/></testsuite>'
    )
    with pytest.raises(Unreadable):
        read_input("junit", written(tmp_path, bomb))
