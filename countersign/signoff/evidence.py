"""The files that a sign-off rests on, and the names by which it lists them.

What lies in the folder of the reports goes by its place there; what lies elsewhere in the working folder by
its place there, which begins with "./"; and what lies in neither by its whole path.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from countersign.signoff import approvals, gates, manual_checks, releases, waivers
from countersign.signoff.approvals import digest_of
from countersign.signoff.gates import Asked
from countersign.signoff.statement import Proof

RECORD = "run.jsonl"
_MADE_OF_THE_RUN = ("allure.html", "living/index.html")
_HERE = "./"


def evidence_of(reports: Path, asked: Asked) -> list[Path]:
    """What was made of the same run as the record, and what else was read to sign it off."""
    found = {path.resolve(): path for path in _all(reports, asked) if _can_be_read(path)}
    found.pop((reports / RECORD).resolve(), None)  # is listed before all others
    return list(found.values())


def made_of_the_run(reports: Path) -> list[Path]:
    """What was made of the same run beside its record, and is there."""
    junit = sorted((reports / "junit").glob("*.xml"))
    return [path for path in (*(reports / name for name in _MADE_OF_THE_RUN), *junit) if _can_be_read(path)]


def proof_of(path: Path, reports: Path) -> Proof:
    """How a file is listed."""
    return Proof(path=_name_of(path, reports), sha256=digest_of(path), bytes=path.stat().st_size)


def place_of(name: str, reports: Path) -> Path:
    """Where that is what is listed by this name."""
    return Path(name) if name.startswith(_HERE) else reports / name


def is_of_the_reports(name: str) -> bool:
    """Whether that is kept with them."""
    return not name.startswith(_HERE) and not Path(name).is_absolute()


def is_there(path: Path) -> bool:
    """Whether it is a file; a name that no file can have is none, and neither is one in a closed folder."""
    try:
        return path.is_file()
    except OSError:
        return False


def name_here(path: Path) -> str:
    """How a file of the working folder is listed."""
    return f"{_HERE}{path.as_posix()}"


def _all(reports: Path, asked: Asked) -> Iterator[Path]:
    yield from made_of_the_run(reports)
    for gate in asked.gates:
        if isinstance(gate, gates.Tests | gates.Coverage | gates.Findings):
            yield Path(asked.inputs[gate.input].path)
    yield from (gates.FILE, waivers.FILE, manual_checks.FILE, releases.FILE)
    yield reports / approvals.NAME


def _can_be_read(path: Path) -> bool:
    """What is missing or can't be read was not looked at by any gate, either."""
    return is_there(path) and os.access(path, os.R_OK)


def _name_of(path: Path, reports: Path) -> str:
    whole, beside = path.resolve(), reports.resolve()
    if whole.is_relative_to(beside):
        return whole.relative_to(beside).as_posix()
    return name_here(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else whole.as_posix()
