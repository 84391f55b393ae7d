"""What earlier runs have come to: kept beside the page from run to run, one JSON document a line."""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import msgspec

from countersign.errors import UserError
from countersign.results.record import Run
from countersign.results.whole_file import write_whole

FILE = "allure-history.jsonl"
KEPT = 10
"""Runs of one name; each makes the page heavier by a tenth or so."""

_SPARED = ("trace", "labels")
"""No page shows traces; with the labels, a run of a few scenarios would take all the others for deleted."""


class _Point(msgspec.Struct):
    """What is needed of a run; the rest is Allure's."""

    uuid: str
    name: str
    timestamp: float
    testResults: dict[str, dict[str, Any]]  # noqa: N815


class History:
    """The runs that a page compares its own with: those of its name, and no run twice."""

    def __init__(self, file: Path, run: Run, name: str) -> None:
        self._file = file
        self._run = run
        self._name = name
        self._id = str(uuid5(NAMESPACE_OID, run.run_id))
        self._points = [point for point in _read(file) if point["uuid"] != self._id]

    def lend(self, file: Path) -> None:
        """Write what Allure is to know of."""
        file.write_bytes(_written([point for point in self._points if point["name"] == self._name]))

    def take(self, file: Path) -> None:
        """Keep what Allure has added; it belongs to the run, however often its page is made."""
        added = _read(file)[-1]
        added |= {"uuid": self._id, "name": self._name, "timestamp": round(self._run.started_at * 1000)}
        for result in added["testResults"].values():
            for spared in _SPARED:
                result.pop(spared, None)
        points = sorted([*self._points, added], key=lambda point: float(point["timestamp"]))
        own = [point for point in points if point["name"] == self._name]
        dropped = {point["uuid"] for point in own[:-KEPT]}
        write_whole(self._file, _written([point for point in points if point["uuid"] not in dropped]))


def _read(file: Path) -> list[dict[str, Any]]:
    try:
        return [_point(line) for line in file.read_bytes().split(b"\n") if line.strip()]
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise UserError(
            f"{file} can't be understood ({error}): delete it, and the history begins anew."
        ) from error


def _point(line: bytes) -> dict[str, Any]:
    point = msgspec.json.decode(line, type=dict[str, Any])
    msgspec.convert(point, _Point)
    return point


def _written(points: list[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(point) + "\n" for point in points).encode("ascii")
