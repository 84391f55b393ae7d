"""waivers.toml: failures that somebody answers for, for a while; nothing is waived for ever, or by nobody.

[[waiver]]
scenario = "A patient can cancel by phone"   # its name or its id; or rule = "BKG-17"
owner = "Head of Practice Operations"
reason = "Cancelling is done by hand until December; the phone line says so."
expires = 2026-12-01                          # the last day on which it counts, in UTC; at most a year ahead
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec

from countersign.errors import UserError
from countersign.results.reading import Reading
from countersign.results.record import Planned
from countersign.signoff.handwriting import illegible
from countersign.signoff.row_names import plain_name
from countersign.toml_file import read_toml

FILE = Path("waivers.toml")
AT_MOST = timedelta(days=366)
"""Nothing is waived for ever."""

Words = Annotated[str, msgspec.Meta(min_length=1)]


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who answers for which failure, why, and until when."""

    owner: Words
    reason: Words
    expires: date
    scenario: Words | None = None
    """Its name, or its id."""
    rule: Words | None = None
    """A business rule: all scenarios that bear its id."""

    @property
    def what(self) -> str:
        """What is waived."""
        return self.scenario or self.rule or ""

    def counts_at(self, moment: datetime) -> bool:
        """Whether it has not expired."""
        return moment.astimezone(UTC).date() <= self.expires


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiver: list[Waiver] = []


def read_waivers(now: datetime, file: Path = FILE) -> list[Waiver]:
    """All that stand in the file, expired or not; none where there is no file."""
    try:
        found = read_toml(
            file, _File, lambda error: f"{file} can't be read, so that nothing is waived: {error}."
        ).waiver
    except FileNotFoundError:
        return []
    for number, one in enumerate(found, 1):
        if flaw := _flaw(one, now.astimezone(UTC).date()):
            raise UserError(f"{file}: waiver {number} ({one.what or 'of nothing'}) {flaw}.")
    return found


def _flaw(waiver: Waiver, today: date) -> str:
    """Why it can't be meant so; empty where it can."""
    if (waiver.scenario is None) == (waiver.rule is None):
        return f"must name either a scenario or a rule; its reason is: {waiver.reason}"
    for key in ("scenario", "rule", "owner", "reason"):
        if (words := getattr(waiver, key)) is not None and (flaw := illegible(words)):
            return f"can't count, as its {key} {flaw}"
    if waiver.expires > today + AT_MOST:
        return f"expires on {waiver.expires}, but nothing is waived for ever: at most a year ahead"
    return ""


def answered_for(waivers: Iterable[Waiver], reading: Reading, moment: datetime) -> dict[str, Waiver]:
    """Scenario id → who would answer for it at that moment; of several the one that lasts longest."""
    found: dict[str, Waiver] = {}
    for waiver in waivers:
        if waiver.counts_at(moment):
            for planned in meant_by(waiver, reading):
                other = found.get(planned.id)
                if other is None or other.expires < waiver.expires:
                    found[planned.id] = waiver
    return found


def meant_by(waiver: Waiver, reading: Reading) -> list[Planned]:
    """The scenarios that are waived by it; none where nobody can say which one it means."""
    if waiver.rule is None:
        named = named_by(waiver, reading)
        return named if len(named) == 1 else []
    if all(promise.id != waiver.rule for promise in reading.promises):
        return []
    return [planned for planned in reading.planned if waiver.rule in planned.tags]


def named_by(waiver: Waiver, reading: Reading) -> list[Planned]:
    """The scenarios of that id, or else of that name, or else of that name as pages show it."""
    by_id = [one for one in reading.planned if one.id == waiver.scenario]
    by_name = [one for one in reading.planned if one.name == waiver.scenario]
    return by_id or by_name or [one for one in reading.planned if plain_name(one.name) == waiver.scenario]
