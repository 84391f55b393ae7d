"""Tags: each stands in docs/tags.md, and where that table lets it stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from countersign.errors import UserError
from countersign.lint.features import FeatureFile, is_outline
from countersign.lint.finding import Finding

TABLE = "docs/tags.md"
PLACES = ("feature", "rule", "scenario", "examples")
EPIC = "allure.label.epic:"

Severity = Literal["blocker", "critical", "normal", "minor"]
SEVERITIES: tuple[str, ...] = get_args(Severity)
RULE_ID = re.compile(r"[A-Z]{3}-\d{2}")

_ROW = re.compile(r"^\|\s*`@(?P<tag>[^`\s]+)`\s*\|(?P<meaning>[^|]+)\|(?P<places>[^|]+)\|\s*$")
_BLANK = re.compile(r"<([^<>]+)>")


@dataclass(frozen=True)
class KnownTag:
    """A row of the table: one tag, or with a blank in <angle brackets> a family of them."""

    shape: re.Pattern[str]
    places: tuple[str, ...]


@dataclass(frozen=True)
class PlacedTag:
    """A tag in a feature file."""

    name: str
    line: int
    place: str


def read_table(root: Path) -> list[KnownTag]:
    """The rows of the table of tags."""
    path = root / TABLE
    if not path.is_file():
        raise UserError(f"{TABLE} is missing; list every tag there, in a table of tag, meaning and place.")
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return [_known(row, number) for number, text in lines if (row := _ROW.match(text))]


def check_tags(file: FeatureFile, table: list[KnownTag]) -> Iterator[Finding]:
    """Every tag is in the table, and stands where the table lets it."""
    for tag in placed_tags(file):
        rows = [known for known in table if known.shape.fullmatch(tag.name)]
        if not rows:
            sentence = f"@{tag.name} is not in {TABLE}; correct its spelling or add a row."
            yield Finding(file.path, tag.line, "unknown-tag", sentence)
        elif not any(tag.place in known.places for known in rows):
            sentence = f"@{tag.name} may not stand on this {tag.place}, but on: {', '.join(rows[0].places)}."
            yield Finding(file.path, tag.line, "misplaced-tag", sentence)


def check_severities(file: FeatureFile) -> Iterator[Finding]:
    """Each scenario has one severity, its own or its feature's."""
    for scenario in file.scenarios():
        given = [severity for severity in SEVERITIES if severity in scenario.effective_tags]
        if len(given) != 1:
            wanted = " ".join(f"@{severity}" for severity in SEVERITIES)
            sentence = f"{scenario.name!r} has {_several(given) or 'no severity'}; give it one of {wanted}."
            yield Finding(file.path, scenario.line, "severity", sentence)


def check_epic(file: FeatureFile, epics: dict[str, str]) -> Iterator[Finding]:
    """Each feature has one epic, and it is its journey's."""
    given = [tag.removeprefix(EPIC) for tag in file.feature.tags if tag.startswith(EPIC)]
    expected = epics.get(file.journey)
    if len(given) != 1:
        named = f"@{EPIC}{expected or '<epic>'}"
        sentence = f"The feature has {_several(given) or 'no epic'}; tag it {named}, and nothing else."
        yield Finding(file.path, file.feature.line, "epic", sentence)
    elif expected is not None and given[0] != expected:
        sentence = f"The epic is {given[0]!r}, but features/journeys.toml calls this journey {expected!r}."
        yield Finding(file.path, file.feature.line, "epic", sentence)


def placed_tags(file: FeatureFile) -> Iterator[PlacedTag]:
    """All tags of a feature file, each once, with where it stands."""
    yield from _tags_of(file.feature, "feature")
    for rule in file.rules():
        yield from _tags_of(rule, "rule")
    for scenario in file.scenarios():
        yield from _tags_of(scenario, "scenario")
        for examples in scenario.examples if is_outline(scenario) else ():
            yield from _tags_of(examples, "examples")


def used_rule_ids(file: FeatureFile) -> Iterator[PlacedTag]:
    """The tags that are ids of business rules."""
    return (tag for tag in placed_tags(file) if RULE_ID.fullmatch(tag.name))


def _tags_of(statement: Any, place: str) -> Iterator[PlacedTag]:
    return (PlacedTag(str(tag), tag.line, place) for tag in statement.tags)


def _several(given: list[str]) -> str:
    return " and ".join(given)


def _known(row: re.Match[str], number: int) -> KnownTag:
    places = tuple(place.strip() for place in row["places"].split(","))
    for place in places:
        if place not in PLACES:
            raise UserError(f"{TABLE}:{number}: {place!r} is no place for a tag; use {', '.join(PLACES)}.")
    return KnownTag(re.compile(_shape(row["tag"])), places)


def _shape(tag: str) -> str:
    parts = _BLANK.split(tag)
    return "".join(_blank(part) if index % 2 else re.escape(part) for index, part in enumerate(parts))


def _blank(name: str) -> str:
    return RULE_ID.pattern if name == "rule-id" else r"\S+"
