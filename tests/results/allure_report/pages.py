"""Reads what a page carries within itself."""

import base64
import json
import re
from pathlib import Path
from typing import Any

_DATA = re.compile(r'd\("([^"]+)","([^"]*)"\)')


def data(page: Path) -> dict[str, bytes]:
    """The files inside a page."""
    return {name: base64.b64decode(body) for name, body in _DATA.findall(page.read_text())}


def widget(page: Path, name: str) -> Any:
    """One of the summaries inside a page."""
    return json.loads(data(page)[f"widgets/{name}.json"])


def results(page: Path) -> dict[str, dict[str, Any]]:
    """Scenario name → what the page says of its last attempt."""
    found = [json.loads(body) for name, body in data(page).items() if name.startswith("data/test-results/")]
    last = [result for result in found if not result["isRetry"]]
    assert len({result["name"] for result in last}) == len(last)
    return {result["name"]: result for result in last}


def environment(page: Path) -> dict[str, str]:
    """What the page says of the run."""
    return {item["name"]: item["values"][0] for item in widget(page, "allure_environment")}
