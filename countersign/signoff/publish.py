"""Writes what a sign-off leaves: signoff.json, the page, and the envelope where a key is given."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countersign.errors import UserError
from countersign.results.whole_file import write_whole
from countersign.signoff.approvals import digest_of
from countersign.signoff.signing import Envelope, seal
from countersign.signoff.statement import Statement

JSON = "signoff.json"
PAGE = "signoff.html"
ENVELOPE = "signoff.intoto.json"
EVIDENCE = ("allure.html", "living/index.html")
"""What is made of the same run beside its record, where it is there."""


def evidence_in(reports: Path) -> list[Path]:
    """The files beside the record that a reader may want to open."""
    junit = sorted((reports / "junit").glob("*.xml"))
    return [path for path in (*(reports / name for name in EVIDENCE), *junit) if path.is_file()]


def publish(statement: Statement, reports: Path, page: str, key: Ed25519PrivateKey | None) -> Sequence[Path]:
    """The files that were written; whatever an earlier sign-off has left is replaced or gone."""
    predicate = msgspec.json.format(msgspec.json.encode(statement), indent=2)
    files = [_written(reports / JSON, predicate), _written(reports / PAGE, page.encode())]
    if key is None:
        (reports / ENVELOPE).unlink(missing_ok=True)
        return files
    subject = {proof.path: proof.sha256 for proof in statement.evidence}
    subject |= {path.name: digest_of(path) for path in files}
    envelope: Envelope = seal(key, subject, msgspec.json.encode(statement))
    return [*files, _written(reports / ENVELOPE, msgspec.json.encode(envelope))]


def publish_living(page: str, reports: Path) -> Path:
    """The living document, in its place."""
    return _written(reports / "living" / "index.html", page.encode())


def publish_index(page: str, reports: Path) -> Path:
    """The page that leads to the others."""
    return _written(reports / "index.html", page.encode())


def _written(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise UserError(
            f"{path} can't be written ({error.strerror}): make room, or mend its permissions."
        ) from error
    return path
