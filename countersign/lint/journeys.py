"""Journeys: features/journeys.toml says of each folder of features why it matters, to whom."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from countersign.lint.features import FeatureFile
from countersign.lint.finding import Finding
from countersign.lint.tables import lines_of, read_toml, typed
from countersign.thresholds import Calls, Chat

FILE = "features/journeys.toml"
PROVIDERS = "providers"

Words = Annotated[str, msgspec.Meta(min_length=1)]


Hundredths = Annotated[float, msgspec.Meta(gt=0, lt=100)]


class Readiness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a journey is ready: a run reads the same fields, and must find them in order."""

    green_above: Hundredths
    yellow_from: Hundredths
    green: Words
    yellow: Words
    red: Words

    def __post_init__(self) -> None:
        if self.yellow_from > self.green_above:
            raise ValueError("yellow_from must not be more than green_above")


class Journey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why a journey is tested: what the business has from it, and what is lost when it fails."""

    title: Words
    epic: Annotated[str, msgspec.Meta(pattern=r"^\S+$")]
    """The journey's name as a tag has it: one word."""
    owner: Words
    """The role that decides about it."""
    segment: Words
    """Whom it serves."""
    goal: Words
    """What they come for."""
    value: Words
    """What the business has from it."""
    value_at_stake: Annotated[int, msgspec.Meta(ge=0, le=100)]
    """How much of the business hangs on it, in hundredths of the whole."""
    strategic_impact: Words
    """What happens to the business's plans when it fails."""
    calls: Calls | None = None
    """What a phone line must bear."""
    chat: Chat | None = None
    """What a training chat must bear."""
    readiness: Readiness | None = None
    """When the owner calls the journey ready, and in what words."""


def read_journeys(root: Path) -> tuple[dict[str, Journey], list[Finding]]:
    """The journeys by their folder, and what is wrong with their file."""
    path = root / FILE
    if not path.is_file():
        return {}, [Finding(FILE, 1, "journey", "This file is missing; say there why each journey matters.")]
    table = read_toml(path, FILE)
    if isinstance(table, Finding):
        return {}, [table]
    rows = {folder: typed(row, Journey, FILE, _line(path, folder)) for folder, row in table.items()}
    return (
        {folder: row for folder, row in rows.items() if isinstance(row, Journey)},
        [row for row in rows.values() if isinstance(row, Finding)],
    )


def check_folders(files: Iterable[FeatureFile], journeys: Iterable[str]) -> Iterator[Finding]:
    """Each feature stands in a folder that the file of journeys names."""
    named = {PROVIDERS, *journeys}
    for file in files:
        if not file.journey:
            sentence = "The feature stands in no journey; move it into a folder of features/."
            yield Finding(file.path, 1, "journey", sentence)
        elif file.journey not in named:
            named.add(file.journey)
            sentence = f"features/{file.journey}/ is not named here; say why this journey matters."
            yield Finding(FILE, 1, "journey", sentence)


def _line(path: Path, folder: str) -> int:
    return next(iter(lines_of(path, f"[{folder}]")), 1)
