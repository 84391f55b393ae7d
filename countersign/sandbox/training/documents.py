"""Finds a document that a request names, and nothing else, whatever tricks the name plays."""

import unicodedata
from collections.abc import Collection
from pathlib import Path

from countersign.sandbox.training.library import Library
from countersign.sandbox.training.scenario import Scenario

TYPES = {".md": "text/markdown", ".txt": "text/plain", ".pdf": "application/pdf"}
TEXTS = (".md", ".txt")


class UnknownError(Exception):
    """There is no such document."""


class ForbiddenError(Exception):
    """Nobody may see that."""


def find(library: Library, offered: Collection[str], path: str) -> Path:
    """The file of `<scenario>/<file name>`."""
    parts = path.split("/")
    tricks = any(
        not part or part in (".", "..") or "\\" in part or "%" in part or _unprintable(part) for part in parts
    )
    if tricks or parts[-1].startswith("."):
        raise ForbiddenError
    if Path(parts[-1]).suffix.lower() not in TYPES:
        raise ForbiddenError
    if len(parts) != 2 or parts[0] not in offered:
        raise UnknownError
    return _file(library, parts[0], parts[1])


def described(library: Library, scenario: Scenario) -> list[dict[str, object]]:
    """All documents of a scenario, and whether they are there."""
    return [
        {
            "filename": document.filename,
            "title": document.title,
            "media_type": TYPES[Path(document.filename).suffix],
            "exists": _is_there(library, scenario, document.filename),
            "url": f"/api/documents/{scenario.id}/{document.filename}",
        }
        for document in scenario.documents
    ]


def missing(library: Library, scenario: Scenario) -> list[str]:
    """The documents that a scenario names and that are not there."""
    names = [document.filename for document in scenario.documents]
    return [name for name in names if not _is_there(library, scenario, name)]


def _file(library: Library, yaml_id: str, filename: str) -> Path:
    scenario = library.check(yaml_id)
    named = [] if isinstance(scenario, str) else [document.filename for document in scenario.documents]
    if filename not in named:
        raise UnknownError
    folder = library.documents(yaml_id).resolve()
    file = (folder / filename).resolve()
    if not file.is_relative_to(folder):
        raise ForbiddenError
    if not file.is_file():
        raise UnknownError
    return file


def _is_there(library: Library, scenario: Scenario, filename: str) -> bool:
    try:
        _file(library, scenario.id, filename)
    except (UnknownError, ForbiddenError):
        return False
    return True


def _unprintable(part: str) -> bool:
    return any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in part)
