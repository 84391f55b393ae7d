"""What the features promise, as the record keeps it: journeys, business rules, and the features' own words.

A reader of the record, a year later, has no other source: the files may have changed by then.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from countersign.results.record import Journey, Planned, Promise, Told
from countersign.results.written import as_written
from countersign.toml_file import read_toml


class _Row(msgspec.Struct, frozen=True):
    id: str
    sentence: str = ""
    severity: str = "normal"
    area: str = ""


class _RulesFile(msgspec.Struct, frozen=True):
    rule: list[_Row] = []


class _JourneyRow(msgspec.Struct, frozen=True):
    title: str = ""
    owner: str = ""
    segment: str = ""
    goal: str = ""
    value: str = ""
    value_at_stake: int = 0
    strategic_impact: str = ""


T = TypeVar("T")


def told(features: Sequence[Any], planned: Sequence[Planned], root: Path) -> list[Journey | Promise | Told]:
    """The journeys, rules and features that these scenarios are about."""
    folders = {one.journey: Path(one.path).parts[0] for one in planned if one.journey}
    paths = {one.path: one.journey for one in planned}
    journeys = [_journey(name, root / folder) for name, folder in folders.items()]
    promises = [one for name, folder in folders.items() for one in _promises(name, root / folder)]
    return [*journeys, *promises, *_features(features, paths, root)]


def _journey(name: str, folder: Path) -> Journey:
    rows = _read(folder / "journeys.toml", dict[str, _JourneyRow])
    row = (rows or {}).get(name, _JourneyRow())
    return Journey(id=name, **{**msgspec.structs.asdict(row), "title": row.title or name})


def _promises(journey: str, folder: Path) -> Iterator[Promise]:
    found = _read(folder / journey / "rules.toml", _RulesFile)
    for row in found.rule if found else ():
        yield Promise(journey=journey, **msgspec.structs.asdict(row))


def _features(features: Sequence[Any], paths: dict[str, str], root: Path) -> Iterator[Told]:
    for feature in features:
        path = Path(feature.filename).absolute()
        known = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
        if known in paths:
            yield Told(
                path=known,
                name=str(feature.name),
                journey=paths[known],
                narrative=[str(line) for line in feature.description],
                background=as_written(feature.background.steps) if feature.background else [],
            )


def _read(path: Path, kind: type[T]) -> T | None:
    """What stands in the file, which a suite need not have."""
    if not path.is_file():
        return None
    return read_toml(
        path, kind, lambda error: f"{path}: it can't be read ({error}); `countersign lint` says where."
    )
