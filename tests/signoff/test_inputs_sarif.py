"""A SARIF log is read as its specification has it: what counts, how grave it is, whether the log is whole."""

from pathlib import Path
from typing import Any

import pytest

from countersign.signoff.inputs import Unreadable, at_least_as_grave, read_input

from .left_by_tools import findings, left, sarif

PLACE = {"physicalLocation": {"artifactLocation": {"uri": "shop.py"}, "region": {"startLine": 3}}}


def grave(name: str, level: str) -> dict[str, Any]:
    return {"id": name, "defaultConfiguration": {"level": level}}


NOTIFIES = {"notifications": [grave("N", "error")]}


def levels(folder: Path, log: object) -> list[str]:
    return [one.level for one in findings(folder, "sarif", log).found]


def test_what_passed_or_was_left_out_is_no_finding(tmp_path: Path) -> None:
    log = sarif(
        {"ruleId": "R1", "level": "error", "message": {"text": "a hole"}, "locations": [PLACE]},
        {"ruleId": "R2", "message": {"text": "a warning by default"}},
        {"ruleId": "R3", "level": "note"},
        {"ruleId": "R4", "level": "error", "suppressions": [{"kind": "inSource"}]},
        {"ruleId": "R5", "kind": "pass"},
        {"ruleId": "R6", "kind": "notApplicable", "level": "none"},
        {"ruleId": "R7", "kind": "informational"},
        {"ruleId": "R8", "level": "error", "baselineState": "absent"},
        {"ruleId": "R9", "level": "none"},
    )
    found = findings(tmp_path, "sarif", log)
    assert [(one.rule, one.level, one.where) for one in found.found] == [
        ("R1", "error", "shop.py:3"),
        ("R2", "warning", ""),
        ("R3", "note", ""),
    ]
    assert found.undecided == []
    assert [one.rule for one in at_least_as_grave(found.found, "warning")] == ["R1", "R2"]


@pytest.mark.parametrize(
    ("states", "counts"),
    [
        (["accepted"], False),
        ([None], False),
        (["accepted", None], False),
        ([], True),
        (["rejected"], True),
        (["underReview"], True),
        (["accepted", "rejected"], True),
        (["perhaps"], True),
    ],
)
def test_only_what_was_accepted_suppresses(tmp_path: Path, states: list[str | None], counts: bool) -> None:
    suppressions = [{"kind": "external", **({"status": one} if one else {})} for one in states]
    log = sarif({"ruleId": "R", "level": "error", "suppressions": suppressions})
    assert levels(tmp_path, log) == (["error"] if counts else [])


def test_suppressions_may_be_unknown(tmp_path: Path) -> None:
    assert levels(tmp_path, sarif({"ruleId": "R", "level": "error", "suppressions": None})) == ["error"]


@pytest.mark.parametrize(
    ("result", "level"),
    [
        ({"ruleId": "A"}, "error"),
        ({"ruleId": "A/1"}, "error"),
        ({"ruleIndex": 0}, "error"),
        ({"ruleId": "A", "ruleIndex": 0}, "error"),
        ({"rule": {"index": 1}}, "note"),
        ({"rule": {"id": "B"}}, "note"),
        ({"rule": {"guid": "g"}}, "error"),
        ({"ruleId": "C"}, "warning"),
        ({"ruleId": "nobody knows"}, "warning"),
        ({}, "warning"),
        ({"ruleId": "E"}, "error"),
        ({"ruleId": "E", "rule": {"toolComponent": {"name": "plug"}}}, "error"),
        ({"ruleId": "E", "rule": {"index": 1, "toolComponent": {"index": 0}}}, "error"),
        ({"ruleId": "A", "rule": {"index": 0, "toolComponent": {"index": 0}}}, "note"),
        ({"ruleId": "B", "level": "error"}, "error"),
        ({"ruleId": "B", "provenance": {"invocationIndex": 0}}, "error"),
        ({"ruleId": "A", "provenance": {"invocationIndex": 0}}, "error"),
        ({"ruleId": "twice"}, "error"),
    ],
)
def test_a_result_is_as_grave_as_its_rule(tmp_path: Path, result: dict[str, Any], level: str) -> None:
    rules = [
        {**grave("A", "error"), "guid": "g"}, grave("B", "note"), {"id": "C"}, grave("twice", "note"),
        grave("twice", "error"),
    ]  # fmt: skip
    told = [{"descriptor": {"id": "B"}, "configuration": {"level": "error"}}]
    log = sarif(
        result,
        driver={"rules": rules},
        extensions=[{"name": "plug", "rules": [grave("A", "note"), grave("E", "error")]}],
        invocations=[{"executionSuccessful": True, "exitCode": 1, "ruleConfigurationOverrides": told}],
    )
    assert levels(tmp_path, log) == [level]


def test_a_rule_may_be_no_finding_at_all(tmp_path: Path) -> None:
    assert levels(tmp_path, sarif({"ruleId": "A"}, driver={"rules": [grave("A", "none")]})) == []


def test_a_level_that_nobody_knows_is_grave(tmp_path: Path) -> None:
    found = findings(tmp_path, "sarif", sarif({"ruleId": "R", "level": "fatal"}))
    assert len(at_least_as_grave(found.found, "error")) == 1


@pytest.mark.parametrize(
    ("result", "level"),
    [
        ({"kind": "open"}, "error"),
        ({"kind": "review", "level": "none"}, "error"),
        ({"kind": "pass", "level": "warning"}, "warning"),
    ],
)
def test_what_the_tool_could_not_decide_is_told_apart(
    tmp_path: Path, result: dict[str, Any], level: str
) -> None:
    log = sarif({"ruleId": "A", **result}, driver={"rules": [grave("A", "error")]})
    found = findings(tmp_path, "sarif", log)
    assert found.found == []
    assert [one.level for one in found.undecided] == [level]


@pytest.mark.parametrize(
    ("invocation", "driver"),
    [
        ({"executionSuccessful": False}, {}),
        ({"executionSuccessful": True, "exitSignalName": "SIGKILL"}, {}),
        ({"processStartFailureMessage": "no such file"}, {}),
        ({"toolExecutionNotifications": [{"level": "error", "message": {"text": "out of memory"}}]}, {}),
        ({"toolConfigurationNotifications": [{"level": "error"}]}, {}),
        ({"toolExecutionNotifications": [{"level": "fatal"}]}, {}),
        ({"toolExecutionNotifications": [{"descriptor": {"id": "N"}}]}, NOTIFIES),
    ],
)  # fmt: skip
def test_a_tool_that_broke_down_has_left_no_result(
    tmp_path: Path, invocation: dict[str, Any], driver: dict[str, Any]
) -> None:
    with pytest.raises(Unreadable, match="did not come to its end"):
        read_input("sarif", left(tmp_path, sarif(driver=driver, invocations=[invocation])))


def test_a_log_that_could_not_be_converted_is_no_result(tmp_path: Path) -> None:
    log = sarif(conversion={"tool": {}, "invocation": {"executionSuccessful": False}})
    with pytest.raises(Unreadable, match="did not come to its end"):
        read_input("sarif", left(tmp_path, log))


def test_a_tool_may_warn_and_end_with_any_code(tmp_path: Path) -> None:
    warned = {
        "exitCode": 1,
        "executionSuccessful": True,
        "toolExecutionNotifications": [{"message": {"text": "slow"}}],
    }
    assert findings(tmp_path, "sarif", sarif(invocations=[warned])).tool == "scan"


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ({"version": "2.1.0", "runs": []}, "without results"),
        ({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}}]}, "without results"),
        (sarif() | {"version": "1.0.0"}, "is SARIF '1.0.0': let its tool write SARIF 2.1.0"),
        ({"runs": []}, "no SARIF log .*version"),
        (sarif(externalPropertyFileReferences={"results": [{"location": {"uri": "x"}}]}), "elsewhere"),
        (sarif() | {"inlineExternalProperties": [{"results": [{}]}]}, "elsewhere"),
        (sarif({"ruleId": "R", "locations": [{"physicalLocation": "x"}]}), "no SARIF log .*physicalLocation"),
        (sarif({"ruleId": "R", "locations": ["x"]}), "no SARIF log"),
        (sarif({"ruleId": "R", "kind": "perhaps"}), "no SARIF log .*perhaps"),
        (sarif({"ruleIndex": 7}), "points to rule 7 of 0"),
        (sarif({"ruleId": "A", "ruleIndex": 0}, driver={"rules": [grave("B", "note")]}), "rule 'A' and"),
        (sarif({"ruleId": "A", "rule": {"toolComponent": {"index": 3}}}), "an extension of the tool that"),
        (sarif({"ruleId": "A", "provenance": {"invocationIndex": 3}}), "points to invocation 3"),
    ],
)  # fmt: skip
def test_a_log_that_is_not_whole_is_no_result(tmp_path: Path, log: object, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_input("sarif", left(tmp_path, log))
