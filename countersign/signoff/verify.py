"""Whether anything was changed since a sign-off was made: record, evidence, pages, statement."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from countersign.errors import UserError
from countersign.signoff import approvals, manual_checks, releases
from countersign.signoff.approvals import digest_of, read_approvals
from countersign.signoff.evidence import RECORD, is_of_the_reports, is_there, name_here, place_of
from countersign.signoff.publish import ENVELOPE, INDEX, JSON, PAGE
from countersign.signoff.releases import is_kept
from countersign.signoff.signing import BrokenSeal, Envelope, InToto, unseal
from countersign.signoff.statement import Proof, Statement
from countersign.signoff.weighing import decisive

_ONLY_ADDED_TO = (approvals.NAME, name_here(manual_checks.FILE))
"""What comes later stands below, and changes nothing of what was there."""
_ACCEPTED = name_here(releases.FILE)


@dataclass(frozen=True)
class Look:
    """One thing that was looked at."""

    good: bool | None
    """None where nobody can say."""
    sentence: str
    untouched: bool = False
    """Whether it is a file that is as it was."""


def verify(reports: Path, key: Ed25519PublicKey | None) -> list[Look]:
    """Everything that a sign-off rests on, and shows, one after the other."""
    statement = _statement(reports / JSON)
    looks = [_evidence(proof, reports, statement) for proof in statement.evidence]
    looks += [*_approvals(reports, statement), *_verdict(statement), *_seal(reports, statement, key)]
    return [*looks, *_unlisted(reports, statement)]


def _statement(path: Path) -> Statement:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Statement)
    except OSError as error:
        raise UserError(
            f"{path} can't be read ({error.strerror}): `countersign signoff` makes it."
        ) from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is no sign-off, or was changed by hand: {error}.") from error


def _evidence(proof: Proof, reports: Path, statement: Statement) -> Look:
    """A file that is listed; whether it may have become another one since."""
    path = place_of(proof.path, reports)
    look = _file(path, proof.path, proof.sha256)
    if look.good is not False:
        return look
    if proof.path in _ONLY_ADDED_TO and _begins_as(path, proof):
        return Look(True, f"{proof.path} is as it was signed off, with what was added to it since")
    if proof.path == _ACCEPTED and is_kept(statement):
        return Look(True, f"{proof.path} holds this very sign-off by now")
    resting = "".join(f"; “{gate}” rests on it" for gate in _resting_on(path, statement))
    return Look(False, f"{look.sentence}{resting}")


def _file(path: Path, name: str, expected: str) -> Look:
    if not is_there(path):
        return _gone(name)
    try:
        found = digest_of(path)
    except UserError:
        return Look(None, f"{name} can't be read, so that nobody can say whether it was changed")
    if found != expected:
        return Look(False, f"{name} was changed after it was signed off")
    return Look(True, f"{name} is as it was signed off", untouched=True)


def _gone(name: str) -> Look:
    """The reports are kept as a whole; what lay beside them may be somewhere else than here."""
    if is_of_the_reports(name):
        return Look(False, f"{name} is gone")
    return Look(None, f"{name} is gone, or was elsewhere: verify in the folder where it was signed off")


def _begins_as(path: Path, proof: Proof) -> bool:
    if not (is_there(path) and 0 < proof.bytes < path.stat().st_size):
        return False
    with path.open("rb") as file:
        return sha256(file.read(proof.bytes)).hexdigest() == proof.sha256


def _resting_on(path: Path, statement: Statement) -> Iterator[str]:
    """The gates that have looked at the file."""
    place = path.absolute()
    for finding in statement.findings:
        if any(Path(one).absolute() == place for one in finding.evidence):
            yield finding.gate


def _approvals(reports: Path, statement: Statement) -> Iterator[Look]:
    try:
        kept = read_approvals(reports) if statement.approvals else []
    except UserError as error:
        yield Look(False, f"{error}".rstrip("."))
        return
    for one in statement.approvals:
        there = one in kept
        told = f"the approval of {one.name} as {one.role}"
        yield Look(there, f"{told} is on record" if there else f"{told} is no longer on record as it was")


def _verdict(statement: Statement) -> Iterator[Look]:
    """What is said must follow from the gates that stand beside it."""
    due = decisive(statement.findings)
    if (statement.verdict, statement.deciding) != (due.verdict, due):
        yield Look(False, f"{JSON} says {statement.verdict}, and its own gates come to {due.verdict}")


def _seal(reports: Path, statement: Statement, key: Ed25519PublicKey | None) -> Iterator[Look]:
    path = reports / ENVELOPE
    if not path.exists():
        yield _unsigned(key)
        return
    if key is None:
        yield Look(
            None, "the sign-off is signed, but there is no key to verify it with: set COUNTERSIGN_VERIFY_KEY"
        )
        return
    try:
        sealed = unseal(msgspec.json.decode(path.read_bytes(), type=Envelope), key)
    except OSError as error:
        yield Look(False, f"{path.name} can't be read ({error.strerror})")
        return
    except (BrokenSeal, ValueError, RecursionError) as error:
        yield Look(False, f"{path.name}: {error}")
        return
    yield Look(True, f"{path.name} is signed with the key that was given")
    yield from _as_sealed(reports, statement, sealed)


def _unsigned(key: Ed25519PublicKey | None) -> Look:
    """Whoever has a key to verify with expects a signature, and somebody may have taken it away."""
    if key is not None:
        return Look(False, f"there is no {ENVELOPE}, though a key was given to verify it with")
    return Look(
        None,
        f"the sign-off is unsigned: {JSON} and what it lists fit together, or not, as is said above; "
        "whoever could write here could have made all of them anew",
    )


def _as_sealed(reports: Path, statement: Statement, sealed: InToto) -> Iterator[Look]:
    """What was signed must be what lies here; what the statement lists was looked at before."""
    seen = {(proof.path, proof.sha256) for proof in statement.evidence}
    for one in sealed.subject:
        digest = one.digest.get("sha256", "")
        if (one.name, digest) not in seen:
            yield _file(place_of(one.name, reports), one.name, digest)
    written = msgspec.json.decode((reports / JSON).read_bytes())
    if written != msgspec.json.decode(sealed.predicate):
        yield Look(False, f"{JSON} says something else than what was signed")


def _unlisted(reports: Path, statement: Statement) -> Iterator[Look]:
    """What a reader takes for a part of the sign-off, and nobody has listed."""
    listed: Collection[str] = [proof.path for proof in statement.evidence]
    if RECORD not in listed:
        yield Look(False, f"{JSON} does not say of which record it is")
    for name in (PAGE, INDEX):
        if name not in listed and (reports / name).exists():
            yield Look(None, f"{name} is not among what {JSON} lists: nobody can say whether it was changed")
