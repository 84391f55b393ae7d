"""SARIF 2.1.0, which most linters and scanners write."""

from pathlib import Path

from countersign.signoff.inputs.files import read_json
from countersign.signoff.inputs.found import Finding, Findings, Unreadable, told
from countersign.signoff.inputs.sarif_levels import level_of_notification, level_of_rule
from countersign.signoff.inputs.sarif_log import Invocation, Log, Result, Run

_VERSION = "2.1.0"
_HARMLESS = ("pass", "notApplicable", "informational")
_NO_ERROR = ("none", "note", "warning")


def sarif(raw: bytes, path: Path) -> Findings:
    """What the tools of all runs have found, and what they leave to a person."""
    log: Log = read_json(raw, path, Log, "SARIF log")
    if log.version != _VERSION:
        raise Unreadable(path, f"is SARIF {log.version!r}", f"let its tool write SARIF {_VERSION}")
    if log.inline_external_properties or any(run.external_property_file_references for run in log.runs):
        raise Unreadable(path, "keeps a part of itself elsewhere", "let its tool write all into one run")
    if not log.runs or any(run.results is None for run in log.runs):
        raise Unreadable(path, "is a SARIF log without results, so the tool has not finished")
    for run in log.runs:
        for one in (*run.invocations, run.conversion.invocation):
            _came_to_its_end(one, run, path)
    here = [(run, one) for run in log.runs for one in run.results or [] if not _is_left_out(one)]
    found = [_finding(one, run, path) for run, one in here if one.kind == "fail"]
    return Findings(
        tool=told(", ".join(run.tool.driver.name for run in log.runs)),
        found=[one for one in found if one.level != "none"],
        undecided=[_finding(one, run, path) for run, one in here if _is_undecided(one)],
    )


def _came_to_its_end(invocation: Invocation, run: Run, path: Path) -> None:
    """An exit code says nothing: linters that have found something end with another one than 0."""
    if (
        not invocation.execution_successful
        or invocation.exit_signal_name
        or invocation.exit_signal_number
        or invocation.process_start_failure_message
    ):
        raise Unreadable(path, "says that the tool did not come to its end")
    for one in (*invocation.tool_execution_notifications, *invocation.tool_configuration_notifications):
        if level_of_notification(one, run, path) not in _NO_ERROR:
            raise Unreadable(path, f"says that the tool did not come to its end ({one.message.text})")


def _is_left_out(result: Result) -> bool:
    """By somebody who was allowed to; or it was there in an earlier run alone."""
    if result.baseline_state == "absent":
        return True
    return bool(result.suppressions) and all(one.status == "accepted" for one in result.suppressions or [])


def _is_undecided(result: Result) -> bool:
    """Whether the tool could not decide it, or says at once that it is harmless and how grave it is."""
    if result.kind in _HARMLESS:
        return result.level not in (None, "none")
    return result.kind != "fail"


def _finding(result: Result, run: Run, path: Path) -> Finding:
    level = result.level
    if level is None or (level == "none" and result.kind != "fail"):
        level = level_of_rule(result, run, path)
    return Finding(
        level=told(level),
        rule=told(result.rule_id or result.rule.id),
        where=told(_place(result)),
        says=told(result.message.text),
    )


def _place(result: Result) -> str:
    for location in result.locations:
        physical = location.physical_location
        if uri := physical.artifact_location.uri:
            line = physical.region.start_line
            return f"{uri}:{line}" if line else uri
    return ""
