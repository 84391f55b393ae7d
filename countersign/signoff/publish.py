"""Writes what a sign-off leaves: the pages, signoff.json, and the envelope where a key is given."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from countersign.errors import UserError
from countersign.results.whole_file import write_whole
from countersign.signoff.approvals import digest_of
from countersign.signoff.evidence import proof_of
from countersign.signoff.index import index_of
from countersign.signoff.signing import Envelope, seal
from countersign.signoff.statement import Statement

JSON = "signoff.json"
PAGE = "signoff.html"
INDEX = "index.html"
ENVELOPE = "signoff.intoto.json"
_OF_OURS = b"Made by Countersign"
"""Stands at the foot of each page."""


def withdraw(reports: Path) -> None:
    """Take a former sign-off away, so that its verdict is not taken for one on what is there now."""
    for name in (ENVELOPE, PAGE, JSON):
        _take_away(reports / name)
    index = reports / INDEX
    if _is_ours(index):
        _take_away(index)


def publish(statement: Statement, reports: Path, page: str, key: Ed25519PrivateKey | None) -> Sequence[Path]:
    """The files that were written; whatever an earlier sign-off has left is replaced or gone.

    The pages that show the verdict are listed with the evidence, so that they are known again.
    """
    withdraw(reports)
    made = (PAGE, JSON) if key is None else (PAGE, JSON, ENVELOPE)
    index = index_of(statement, reports, made)
    pages = [_written(reports / PAGE, page.encode()), _written(reports / INDEX, index.encode())]
    listed = [*statement.evidence, *(proof_of(path, reports) for path in pages)]
    whole = msgspec.structs.replace(statement, evidence=listed)
    predicate = msgspec.json.encode(whole)
    files = [*pages, _written(reports / JSON, msgspec.json.format(predicate, indent=2))]
    if key is None:
        return files
    subject = {proof.path: proof.sha256 for proof in listed} | {JSON: digest_of(reports / JSON)}
    envelope: Envelope = seal(key, subject, predicate)
    return [*files, _written(reports / ENVELOPE, msgspec.json.encode(envelope))]


def publish_living(page: str, reports: Path) -> Path:
    """The living document, in its place."""
    return _written(reports / "living" / "index.html", page.encode())


def _is_ours(path: Path) -> bool:
    try:
        return path.is_file() and _OF_OURS in path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} can't be read ({error.strerror}): mend its permissions.") from error


def _take_away(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(
            f"{path} is of a former sign-off and can't be taken away ({error.strerror}): remove it."
        ) from error


def _written(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise UserError(
            f"{path} can't be written ({error.strerror}): make room, or mend its permissions."
        ) from error
    return path
