"""approvals.jsonl: who has approved this very run record, in which role, and why.

An approval is bound to the digest of the record: whatever is changed in it afterwards is not approved.
"""

import os
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import IO, Annotated

import msgspec

from countersign.errors import UserError
from countersign.signoff.clocks import SKEW, in_utc
from countersign.signoff.handwriting import illegible
from countersign.signoff.run_record import read_record

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


def approve(reports: Path, *, name: str, role: str, reason: str, now: datetime | None = None) -> Approval:
    """Add an approval of the record as it is now."""
    for option, given in (("--as", name), ("--role", role), ("--reason", reason)):
        if flaw := illegible(given.strip()):
            raise UserError(f"{option} {flaw}; an approval has a name, a role and a reason.")
    read_record(reports / "run.jsonl")  # what nobody can read can't be approved
    approval = Approval(
        name=name.strip(),
        role=role.strip(),
        reason=reason.strip(),
        at=now or datetime.now(UTC),
        record=digest_of(reports / "run.jsonl"),
    )
    read_approvals(reports)  # what can't be read must not be added to
    path = reports / NAME
    try:
        with path.open("ab+") as file:
            file.write(_line_break(file) + msgspec.json.encode(approval) + b"\n")
    except OSError as error:
        raise UserError(f"{path} can't be written ({error.strerror}): mend its permissions.") from error
    return approval


def read_approvals(reports: Path) -> list[Approval]:
    """All approvals beside a record, of whatever record they are."""
    path = reports / NAME
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UserError(
            f"{path} can't be read, so that nothing counts as approved: {error.strerror}."
        ) from error
    return [_read(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]


def doubt_about(approval: Approval, *, record: str, began: float, now: datetime) -> str:
    """Why it doesn't count for the record of that digest, whose run began then; empty where it does."""
    if approval.record != record:
        return "it is of another record: this one was made or changed after that"
    if approval.at > now + SKEW:
        return f"it is dated {approval.at:%Y-%m-%d %H:%M} UTC, which is in the future"
    if approval.at.timestamp() < began - SKEW.total_seconds():
        return f"it is dated {approval.at:%Y-%m-%d %H:%M} UTC, which is before the run began"
    return ""


def _read(line: bytes, where: str) -> Approval:
    try:
        found = msgspec.json.decode(line, type=Approval)
        found = msgspec.structs.replace(found, at=in_utc(found.at))
    except ValueError as error:
        raise UserError(f"{where}, can't be read, so that nothing counts as approved: {error}.") from error
    for key in ("name", "role", "reason"):
        if flaw := illegible(getattr(found, key)):
            raise UserError(f"{where}: this approval can't count, as its {key} {flaw}.")
    return found


def _line_break(file: IO[bytes]) -> bytes:
    """One where somebody has taken the last one away, so that no two approvals stand in one line."""
    if not file.seek(0, os.SEEK_END):
        return b""
    file.seek(-1, os.SEEK_END)
    return b"" if file.read() == b"\n" else b"\n"
