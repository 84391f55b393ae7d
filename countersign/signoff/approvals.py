"""approvals.jsonl: who has approved this very run record, in which role, and why.

An approval is bound to the digest of the record: whatever is changed in it afterwards is not approved.
"""

from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Annotated

import msgspec

from countersign.errors import UserError

NAME = "approvals.jsonl"

Words = Annotated[str, msgspec.Meta(min_length=1)]


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """One person's word."""

    name: Words
    role: Words
    reason: Words
    at: datetime
    record: Words
    """sha256 of the run record."""


def digest_of(path: Path) -> str:
    """sha256 of a file, in hexadecimal digits."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(
            f"{path} can't be read ({error.strerror}): run the suite first, or name another folder."
        ) from error


def approve(reports: Path, *, name: str, role: str, reason: str) -> Approval:
    """Add an approval of the record as it is now."""
    for option, given in (("--as", name), ("--role", role), ("--reason", reason)):
        if not given.strip():
            raise UserError(f"{option} is empty: an approval has a name, a role and a reason.")
    approval = Approval(
        name=name.strip(),
        role=role.strip(),
        reason=reason.strip(),
        at=datetime.now(UTC),
        record=digest_of(reports / "run.jsonl"),
    )
    path = reports / NAME
    try:
        with path.open("ab") as file:
            file.write(msgspec.json.encode(approval) + b"\n")
    except OSError as error:
        raise UserError(f"{path} can't be written ({error.strerror}): mend its permissions.") from error
    return approval


def read_approvals(reports: Path) -> list[Approval]:
    """All approvals beside a record, of whatever record they are."""
    path = reports / NAME
    if not path.is_file():
        return []
    try:
        return [
            msgspec.json.decode(line, type=Approval)
            for line in path.read_bytes().splitlines()
            if line.strip()
        ]
    except (OSError, msgspec.MsgspecError) as error:
        raise UserError(f"{path} can't be read, so that nothing counts as approved: {error}.") from error
