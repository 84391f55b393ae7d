"""What was checked by hand: by whom, when, for which version, and what came of it.

The checks stand in features/manual-checks.toml, and are kept with the features that ask for them.
`countersign manual` adds one; nothing is ever changed or taken out.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from countersign.errors import UserError
from countersign.results.record import Planned
from countersign.toml_file import read_toml

FILE = Path("features/manual-checks.toml")

Words = Annotated[str, msgspec.Meta(min_length=1)]


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One time that somebody went through a scenario by hand."""

    scenario: Words
    """Its id."""
    name: str = ""
    """As it was called then."""
    by: Words
    at: datetime
    version: Words
    """Of the product that was checked."""
    outcome: Literal["passed", "failed"]
    note: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    check: list[Check] = []


def read_checks(file: Path = FILE) -> list[Check]:
    """All checks on record; none where there is no file."""
    if not file.is_file():
        return []
    found = read_toml(
        file,
        _File,
        lambda error: f"{file} can't be read, so that nothing counts as checked by hand: {error}.",
    ).check
    for one in found:
        if one.at.tzinfo is None:
            raise UserError(
                f"{file}: the check of {one.by} says {one.at} without a time zone: add Z for UTC."
            )
    return found


def add_check(check: Check, file: Path = FILE) -> None:
    """Write one more check below the others."""
    read_checks(file)  # what can't be read must not be added to
    written = {
        "scenario": check.scenario,
        "name": check.name,
        "by": check.by,
        "version": check.version,
        "outcome": check.outcome,
        "note": check.note,
    }
    moment = check.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    # A JSON text is a TOML text, too, as long as nothing but ASCII stands for itself.
    lines = [f"{key} = {json.dumps(value)}" for key, value in written.items() if value]
    lines.insert(3 if check.name else 2, f"at = {moment}")
    try:
        with file.open("a", encoding="utf-8") as door:
            door.write("\n".join(["\n[[check]]", *lines, ""]))
    except OSError as error:
        raise UserError(f"{file} can't be written ({error.strerror}): mend its permissions.") from error


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks of one manual scenario are worth for what is under test now."""

    proven: bool
    failed: bool
    sentence: str
    check: Check | None = None
    """The one that counts: the last."""


def standing(
    planned: Planned, checks: Sequence[Check], *, version: str, now: datetime, days: int
) -> Standing:
    """Proven only by a last check that passed, for this version, and is not too old."""
    own = sorted((one for one in checks if one.scenario == planned.id), key=lambda one: one.at)
    if not own:
        return Standing(proven=False, failed=False, sentence="nobody has recorded a check")
    last = own[-1]
    age = now - last.at
    told = f"{last.outcome} by {last.by} on {last.at.astimezone(UTC):%Y-%m-%d} for version {last.version}"
    stale = _stale(last, version, age.total_seconds() / 86400, days)
    if stale:
        return Standing(proven=False, failed=False, sentence=f"{told}: stale, {stale}", check=last)
    passed = last.outcome == "passed"
    return Standing(proven=passed, failed=not passed, sentence=told, check=last)


def _stale(check: Check, version: str, age: float, days: int) -> str:
    """Why it says nothing about what is under test now; empty where it does."""
    if not version:
        return "as nobody knows which version is under test"
    if check.version != version:
        return f"as version {version} is under test"
    if age > days:
        return f"as it is {age:.0f} days old, and {days} are allowed"
    if age < -_DAYS_OF_SKEW:
        return "as its date is in the future"
    return ""


_DAYS_OF_SKEW = 5 / (24 * 60)
