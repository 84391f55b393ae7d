"""waivers.toml: failures that somebody answers for, for a while; nothing is waived for ever, or by nobody.

[[waiver]]
scenario = "A patient can cancel by phone"   # its name or its id; or rule = "BKG-17"
owner = "Head of Practice Operations"
reason = "Cancelling is done by hand until December; the phone line says so."
expires = 2026-12-01                          # the last day on which it counts, in UTC
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import msgspec

from countersign.errors import UserError
from countersign.results.record import Planned
from countersign.toml_file import read_toml

FILE = Path("waivers.toml")

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

    def is_about(self, planned: Planned) -> bool:
        """Whether it is that scenario's failure that is answered for."""
        return self.scenario in (planned.id, planned.name) or self.rule in planned.tags

    def counts_at(self, moment: datetime) -> bool:
        """Whether it has not expired."""
        return moment.astimezone(UTC).date() <= self.expires


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    waiver: list[Waiver] = []


def read_waivers(file: Path = FILE) -> list[Waiver]:
    """All that stand in the file, expired or not; none where there is no file."""
    if not file.is_file():
        return []
    found = read_toml(
        file, _File, lambda error: f"{file} can't be read, so that nothing is waived: {error}."
    ).waiver
    for one in found:
        if (one.scenario is None) == (one.rule is None):
            raise UserError(
                f"{file}: the waiver of {one.owner} must name either a scenario or a rule: {one.reason}"
            )
    return found


def waiver_of(planned: Planned, waivers: Sequence[Waiver], moment: datetime) -> Waiver | None:
    """The one that counts for this scenario at that moment; of several the one that lasts longest."""
    valid = [one for one in waivers if one.is_about(planned) and one.counts_at(moment)]
    return max(valid, key=lambda one: one.expires, default=None)
