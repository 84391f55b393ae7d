"""What was checked by hand: by whom, when, for which version, and what came of it.

The checks stand in features/manual-checks.toml, and are kept with the features that ask for them.
`countersign manual` adds one; nothing is ever changed or taken out.
"""

import fcntl
import json
import math
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from countersign.errors import UserError
from countersign.results.record import Planned
from countersign.results.whole_file import write_whole
from countersign.signoff.clocks import SKEW, in_utc
from countersign.signoff.gates import Gate, Manual
from countersign.signoff.handwriting import illegible, undecodable
from countersign.toml_file import read_toml

FILE = Path("features/manual-checks.toml")
DAYS_OF_A_CHECK = 90
"""How long a check counts where no gate that asks for it says otherwise."""

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
    """All checks on record, in the order in which they were recorded; none where there is no file."""
    try:
        found = read_toml(
            file,
            _File,
            lambda error: f"{file} can't be read, so that nothing counts as checked by hand: {error}.",
        ).check
    except FileNotFoundError:
        return []
    return [_sound(one, f"{file}: check {number}") for number, one in enumerate(found, 1)]


def add_check(check: Check, file: Path = FILE) -> None:
    """Write one more check below the others; what can't be read again is never written."""
    added = msgspec.structs.replace(_sound(check, "This check"), at=check.at.replace(microsecond=0))
    try:
        with _alone_in(file.parent):
            known = read_checks(file)
            before = file.read_bytes().decode() if file.is_file() else ""
            text = f"{before}\n{_entry(added)}"
            if not _holds(text, [*known, added]):
                raise UserError(
                    f"{file} can't be added to: write each check that stands there below a line [[check]]."
                )
            write_whole(file, text.encode())
    except OSError as error:
        raise UserError(
            f"{file} can't be written ({error.strerror}): mend the folder, or its permissions."
        ) from error


def refuse_future(at: datetime, now: datetime) -> None:
    """Nobody has checked by now what they will check later."""
    if at > now:
        raise UserError(f"--at {at.isoformat()} is in the future: say when it was checked, or leave it out.")


def _sound(check: Check, where: str) -> Check:
    """The check, its moment in UTC; what nobody can have said ends in a sentence."""
    for key in ("scenario", "by", "version"):
        if flaw := illegible(getattr(check, key)):
            raise UserError(f"{where} can't count, as its {key} {flaw}.")
    for key in ("name", "note"):
        if flaw := undecodable(getattr(check, key)):
            raise UserError(f"{where} can't count, as its {key} {flaw}.")
    try:
        return msgspec.structs.replace(check, at=in_utc(check.at))
    except ValueError as error:
        raise UserError(f"{where} of {check.by} {error}.") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two that write at once would lose what one of them has written."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise UserError(
            f"{folder}: another check is being recorded there at the moment; try again."
        ) from error
    finally:
        os.close(held)


def _entry(check: Check) -> str:
    written = {
        "scenario": _toml(check.scenario),
        "name": _toml(check.name) if check.name else "",
        "by": _toml(check.by),
        "at": check.at.isoformat().replace("+00:00", "Z"),
        "version": _toml(check.version),
        "outcome": _toml(check.outcome),
        "note": _toml(check.note) if check.note else "",
    }
    return "\n".join(["[[check]]", *(f"{key} = {value}" for key, value in written.items() if value), ""])


def _toml(words: str) -> str:
    """As TOML writes a text: as JSON does, but letters stand for themselves, and more is escaped."""
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(words, ensure_ascii=False))


_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029]")


def _holds(text: str, checks: Iterable[Check]) -> bool:
    """Whether these checks are read from it, and nothing else."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File).check
    except (tomllib.TOMLDecodeError, msgspec.ValidationError):
        return False
    return [_sound(one, "A check") for one in found] == list(checks)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks of one manual scenario are worth for what is under test now."""

    proven: bool
    failed: bool
    sentence: str
    check: Check | None = None
    """The one that counts."""


def days_asked(planned: Planned, gates: Iterable[Gate]) -> int:
    """How many days a check of it counts: as the strictest gate says that asks for it."""
    asking = [one for one in gates if isinstance(one, Manual) and one.tag in (None, *planned.tags)]
    return min((one.days for one in asking), default=DAYS_OF_A_CHECK)


def standing(
    planned: Planned, checks: Sequence[Check], *, version: str, now: datetime, days: int
) -> Standing:
    """What the checks of this version say; of what is not known to be wrong any more, the last one.

    What somebody has found wrong stays wrong, however old that is, until somebody who has gone through it
    after that finds it right, and records it after that.
    """
    own = [one for one in checks if one.scenario == planned.id]
    if not own:
        return Standing(proven=False, failed=False, sentence="nobody has recorded a check")
    if not version:
        return _unproven(_last(own), "as nobody knows which version is under test")
    of_it = [one for one in own if one.version == version]
    if not of_it:
        return _unproven(_last(own), f"as version {version} is under test")
    found_wrong = [
        one
        for number, one in enumerate(of_it, 1)
        if one.outcome == "failed" and not any(_overrules(later, one, now) for later in of_it[number:])
    ]
    if found_wrong:
        return Standing(proven=False, failed=True, sentence=_told(found_wrong[-1]), check=found_wrong[-1])
    passed = [one for one in of_it if one.outcome == "passed" and one.at <= now + SKEW]
    if not passed:
        return _unproven(_last(of_it), "as its date is in the future")
    last = _last(passed)
    age = (now - last.at).total_seconds() / 86400
    if age > days:
        return _unproven(last, f"as it is {math.ceil(10 * age) / 10:g} days old, and {days} are allowed")
    return Standing(proven=True, failed=False, sentence=_told(last), check=last)


def _overrules(later: Check, found_wrong: Check, now: datetime) -> bool:
    """Whether what is recorded below a failed check was found right, and not before that."""
    return later.outcome == "passed" and found_wrong.at <= later.at <= now + SKEW


def _last(checks: Sequence[Check]) -> Check:
    """The one that was done last; of the same moment the one that was recorded last."""
    return max(reversed(checks), key=lambda one: one.at)


def _unproven(check: Check, why: str) -> Standing:
    return Standing(proven=False, failed=False, sentence=f"{_told(check)}: stale, {why}", check=check)


def _told(check: Check) -> str:
    return f"{check.outcome} by {check.by} on {check.at.astimezone(UTC):%Y-%m-%d} for version {check.version}"
