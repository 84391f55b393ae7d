"""The last release that was accepted, kept beside the suite, and what is otherwise than in it.

`countersign signoff --accept` keeps a sign-off that says GO in releases/accepted.json; commit that file.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from countersign.errors import UserError
from countersign.signoff.statement import Change, Statement
from countersign.signoff.weighing import Verdict

FILE = Path("releases/accepted.json")


class Known(msgspec.Struct, frozen=True):
    """A scenario of that release."""

    name: str
    outcome: str


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of a release."""

    made_at: str
    target: str
    stage: str
    versions: dict[str, str]
    record: str
    """sha256 of its run record."""
    scenarios: dict[str, Known]


def read_accepted(file: Path = FILE) -> Accepted | None:
    """The last release that was accepted; None where there was none."""
    if not file.is_file():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Accepted)
    except (OSError, ValueError, RecursionError) as error:
        raise UserError(f"{file} can't be read ({error}): restore it, or take it away.") from error


def is_kept(statement: Statement, file: Path = FILE) -> bool:
    """Whether it is this very sign-off that was kept as the last release."""
    try:
        kept = read_accepted(file)
    except UserError:
        return False
    records = [proof.sha256 for proof in statement.evidence[:1]]
    return kept is not None and (kept.made_at, [kept.record]) == (statement.made_at, records)


def change_since(accepted: Accepted, outcomes: Mapping[str, str]) -> Change:
    """What has become of its scenarios; one that did not pass then can only be better."""
    then = accepted.scenarios
    both = [one for one in outcomes if one in then]
    versions = ", ".join(f"{journey} {version}" for journey, version in accepted.versions.items())
    return Change(
        release=f"{accepted.made_at}, on {accepted.target}, {versions or 'of versions that nobody has said'}",
        worse=[one for one in both if then[one].outcome == "passed" != outcomes[one]],
        better=[one for one in both if then[one].outcome != "passed" == outcomes[one]],
        added=[one for one in outcomes if one not in then],
        gone=[f"{known.name} ({one})" for one, known in then.items() if one not in outcomes],
    )


def accept(statement: Statement, names: Mapping[str, str], file: Path = FILE) -> Path:
    """Keep a sign-off as the last release that was accepted; only one that says GO."""
    if statement.verdict is not Verdict.GO:
        raise UserError(
            f"The verdict is {statement.verdict}, so this is no release to be accepted: leave --accept out."
        )
    kept = Accepted(
        made_at=statement.made_at,
        target=statement.subject.target,
        stage=statement.stage,
        versions=statement.subject.versions,
        record=statement.evidence[0].sha256,
        scenarios={one: Known(names[one], outcome) for one, outcome in statement.outcomes.items()},
    )
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    except OSError as error:
        raise UserError(f"{file} can't be written ({error.strerror}): mend its permissions.") from error
    return file
