"""Files as other tools leave them, for tests."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from countersign.signoff.inputs import Findings, Ran, read_input


def left(folder: Path, content: object) -> Path:
    """A file of a tool: a text as it is, anything else as JSON."""
    path = folder / "left"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def ran(folder: Path, content: str) -> Ran:
    """What a JUnit file says."""
    found = read_input("junit", left(folder, content))
    assert isinstance(found, Ran)
    return found


def findings(folder: Path, kind: str, content: object) -> Findings:
    """What the file of a linter or a scanner says."""
    found = read_input(kind, left(folder, content))
    assert isinstance(found, Findings)
    return found


def sarif(*results: Mapping[str, Any], driver: Mapping[str, Any] | None = None, **run: Any) -> dict[str, Any]:
    """A SARIF log of one run."""
    extensions = {"extensions": run.pop("extensions")} if "extensions" in run else {}
    tool = {"driver": {"name": "scan", **(driver or {})}, **extensions}
    return {"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]}
