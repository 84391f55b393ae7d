"""The Allure results of all shards of a run: each attempt of a scenario, and whether it is flaky."""

import re
import shutil
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from countersign.results.shard_record import ShardRecord

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-")
"""How the name of an Allure result or attachment begins; other files are about a whole report."""


def bring(shards: Sequence[ShardRecord], flaky: Container[str], to: Path) -> None:
    """Copy what the shards have reported, and of earlier runs of a shard the attempts that still count."""
    for shard in shards:
        for run in shard.runs:
            for file in sorted((run.folder / "allure-results").glob("*")):
                if not _UUID.match(file.name) or not file.is_file():
                    continue
                if file.name.endswith("-result.json"):
                    _bring_result(file, run, run is not shard, flaky, to)
                elif run is shard:
                    shutil.copyfile(file, to / file.name)


def _bring_result(file: Path, run: ShardRecord, earlier: bool, flaky: Container[str], to: Path) -> None:
    result = msgspec.json.decode(file.read_bytes())
    if earlier:
        if not _counts(result, run):
            return
        for source in _attached(result):
            shutil.copyfile(file.parent / source, to / source)
    if result.get("status") == "passed" and result.get("historyId") in flaky:
        result["statusDetails"] = (result.get("statusDetails") or {}) | {"flaky": True}
    (to / file.name).write_bytes(msgspec.json.encode(result))


def _counts(result: dict[str, Any], run: ShardRecord) -> bool:
    """Whether it is of an attempt that is not forgotten; an attempt is known by when it began."""
    return any(
        one.attempt
        and one.attempt.id == result.get("historyId")
        and round(one.attempt.started_at * 1000) == result.get("start")
        for one in run.bad
    )


def _attached(result: dict[str, Any]) -> Iterator[str]:
    """The files that belong to the result, and to the steps in it."""
    for attachment in result.get("attachments", ()):
        yield attachment["source"]
    for step in result.get("steps", ()):
        yield from _attached(step)
