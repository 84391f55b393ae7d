"""Signs a sign-off as an in-toto statement in a DSSE envelope, with Ed25519, and opens such envelopes.

COUNTERSIGN_SIGNING_KEY holds the private key, or the path of the file in which it is, as
`openssl genpkey -algorithm ed25519` writes it; a file that others may read is refused, as ssh does. The
public key travels in no envelope: whoever verifies has it from somewhere else, as COUNTERSIGN_VERIFY_KEY.
"""

import base64
import os
import stat
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from shlex import quote

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from countersign.errors import UserError

SIGNING_KEY = "COUNTERSIGN_SIGNING_KEY"
VERIFY_KEY = "COUNTERSIGN_VERIFY_KEY"
PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://countersign.example/signoff/v1"


class Signature(msgspec.Struct, frozen=True):
    """One signature of an envelope."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, rename="camel"):
    """DSSE: the payload as it was signed, and who signed it."""

    payload_type: str
    payload: str
    signatures: list[Signature]


class Named(msgspec.Struct, frozen=True):
    """A file that the statement is about."""

    name: str
    digest: dict[str, str]


class InToto(msgspec.Struct, frozen=True, kw_only=True):
    """The statement: about these files, this is said."""

    type_: str = msgspec.field(default=STATEMENT_TYPE, name="_type")
    subject: list[Named]
    predicate_type: str = msgspec.field(default=PREDICATE_TYPE, name="predicateType")
    predicate: msgspec.Raw


class BrokenSeal(Exception):  # noqa: N818 - it reads like the sentence that it carries
    """Why an envelope proves nothing."""


def signing_key(environ: Mapping[str, str]) -> Ed25519PrivateKey | None:
    """The key that signs; None where none is given."""
    given = environ.get(SIGNING_KEY, "").strip()
    if not given:
        return None
    try:
        key = load_pem_private_key(_pem(given, SIGNING_KEY, secret=True), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UserError(f"{SIGNING_KEY} is no private key that can be read: {_MEND}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UserError(f"{SIGNING_KEY} is a key of another kind than Ed25519: {_MEND}.")
    return key


def verify_key(environ: Mapping[str, str]) -> Ed25519PublicKey | None:
    """The key to verify with: the public one, or that of the key that signs; None where neither is given."""
    given = environ.get(VERIFY_KEY, "").strip()
    if not given:
        own = signing_key(environ)
        return own.public_key() if own else None
    try:
        key = load_pem_public_key(_pem(given, VERIFY_KEY, secret=False))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UserError(f"{VERIFY_KEY} is no public key that can be read: {_MEND}.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise UserError(f"{VERIFY_KEY} is a key of another kind than Ed25519: {_MEND}.")
    return key


_MEND = (
    "make one with `openssl genpkey -algorithm ed25519`, and its public part with `openssl pkey -pubout`, "
    "and set the variable to the PEM text or to the path of the file"
)


def seal(key: Ed25519PrivateKey, subject: Mapping[str, str], predicate: bytes) -> Envelope:
    """An envelope around what is said of these files (name → sha256)."""
    named = [Named(name, {"sha256": digest}) for name, digest in subject.items()]
    payload = msgspec.json.encode(InToto(subject=named, predicate=msgspec.Raw(predicate)))
    signature = Signature(key_id(key.public_key()), _text(key.sign(_signed(PAYLOAD_TYPE, payload))))
    return Envelope(PAYLOAD_TYPE, _text(payload), [signature])


def unseal(envelope: Envelope, key: Ed25519PublicKey) -> InToto:
    """What was signed with that key; `BrokenSeal` where it was not, or was changed."""
    if envelope.payload_type != PAYLOAD_TYPE:
        raise BrokenSeal(f"the envelope holds {envelope.payload_type!r}, which is no in-toto statement")
    try:
        payload = base64.b64decode(envelope.payload, validate=True)
        own = [one for one in envelope.signatures if one.keyid == key_id(key)]
        if not own:
            raise BrokenSeal(f"nobody has signed it with the key {key_id(key)[:16]}…")
        key.verify(base64.b64decode(own[0].sig, validate=True), _signed(PAYLOAD_TYPE, payload))
        statement = msgspec.json.decode(payload, type=InToto)
    except InvalidSignature as error:
        raise BrokenSeal("the signature does not fit what was signed: one of them was changed") from error
    except (ValueError, RecursionError) as error:  # neither base64, nor UTF-8, nor a statement
        raise BrokenSeal(f"the envelope can't be read ({error})") from error
    if (statement.type_, statement.predicate_type) != (STATEMENT_TYPE, PREDICATE_TYPE):
        raise BrokenSeal(f"it is no sign-off, but {statement.predicate_type!r}")
    return statement


def key_id(key: Ed25519PublicKey) -> str:
    """By what a key is known: the sha256 of its public part."""
    return sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def _signed(kind: str, payload: bytes) -> bytes:
    """What DSSE signs: the kind is protected as well as the payload."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def _pem(given: str, variable: str, *, secret: bool) -> bytes:
    if given.startswith("-----BEGIN"):
        return given.replace("\\n", "\n").encode()
    try:
        path = Path(given).expanduser()
        with path.open("rb") as file:
            if secret:
                _check_private(path, os.fstat(file.fileno()).st_mode, variable)
            return file.read()
    except (OSError, RuntimeError) as error:  # of a home that nobody has, `expanduser` raises the latter
        reason = error.strerror if isinstance(error, OSError) else ""
        raise UserError(
            f"{variable} is neither a PEM text nor the path of a file that can be read "
            f"({reason or error}): {_MEND}."
        ) from error


def _check_private(path: Path, mode: int, variable: str) -> None:
    """What is open to others is no secret; a pipe is there for one reader alone."""
    if stat.S_ISREG(mode) and mode & 0o077:
        raise UserError(
            f"{variable}: the private key in {path} is open to others (mode {stat.S_IMODE(mode):04o}), "
            f"who could sign with it: run `chmod 600 {quote(str(path))}`."
        )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
