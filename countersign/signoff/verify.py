"""Whether anything was changed since a sign-off was made: the record, its evidence, the statement."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from countersign.errors import UserError
from countersign.signoff.approvals import digest_of, read_approvals
from countersign.signoff.publish import ENVELOPE, JSON
from countersign.signoff.signing import BrokenSeal, Envelope, InToto, unseal
from countersign.signoff.statement import Statement


@dataclass(frozen=True)
class Look:
    """One thing that was looked at."""

    good: bool | None
    """None where nobody can say."""
    sentence: str


def verify(reports: Path, key: Ed25519PublicKey | None) -> list[Look]:
    """Everything that a sign-off rests on, one after the other."""
    statement = _statement(reports / JSON)
    looks = [_file(reports, proof.path, proof.sha256) for proof in statement.evidence]
    looks += _approvals(reports, statement)
    return [*looks, *_seal(reports, key)]


def _statement(path: Path) -> Statement:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Statement)
    except OSError as error:
        raise UserError(
            f"{path} can't be read ({error.strerror}): `countersign signoff` makes it."
        ) from error
    except msgspec.MsgspecError as error:
        raise UserError(f"{path} is no sign-off, or was changed by hand: {error}.") from error


def _file(reports: Path, name: str, expected: str) -> Look:
    path = reports / name
    if not path.is_file():
        return Look(False, f"{name} is gone")
    if digest_of(path) != expected:
        return Look(False, f"{name} was changed after it was signed off")
    return Look(True, f"{name} is as it was signed off")


def _approvals(reports: Path, statement: Statement) -> Iterator[Look]:
    kept = read_approvals(reports)
    for one in statement.approvals:
        there = one in kept
        told = f"the approval of {one.name} as {one.role}"
        yield Look(there, f"{told} is on record" if there else f"{told} is no longer on record as it was")


def _seal(reports: Path, key: Ed25519PublicKey | None) -> Iterator[Look]:
    path = reports / ENVELOPE
    if not path.is_file():
        yield Look(None, "the sign-off is unsigned: whoever could write here could have written it")
        return
    if key is None:
        yield Look(
            None, "the sign-off is signed, but there is no key to verify it with: set COUNTERSIGN_VERIFY_KEY"
        )
        return
    try:
        sealed = unseal(msgspec.json.decode(path.read_bytes(), type=Envelope), key)
    except (BrokenSeal, msgspec.MsgspecError) as error:
        yield Look(False, f"{path.name}: {error}")
        return
    yield Look(True, f"{path.name} is signed with the key that was given")
    yield from _as_sealed(reports, sealed)


def _as_sealed(reports: Path, sealed: InToto) -> Iterator[Look]:
    """What was signed must be what lies here."""
    for one in sealed.subject:
        yield _file(reports, one.name, one.digest.get("sha256", ""))
    written = msgspec.json.decode((reports / JSON).read_bytes())
    if written != msgspec.json.decode(sealed.predicate):
        yield Look(False, f"{JSON} says something else than what was signed")
