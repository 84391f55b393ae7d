"""Business rules: each journey lists its own in features/<journey>/rules.toml; scenarios prove them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Annotated, Any

import msgspec

from countersign.lint.features import FeatureFile
from countersign.lint.finding import Finding
from countersign.lint.tables import lines_of, read_toml, typed
from countersign.lint.tags import RULE_ID, Severity, used_rule_ids

RESILIENCE = "resilience"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A promise of the product, as it stands in the file."""

    id: Annotated[str, msgspec.Meta(pattern=f"^{RULE_ID.pattern}$")]
    sentence: Annotated[str, msgspec.Meta(min_length=1)]
    severity: Severity
    recommendation: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    """What to do where the rule is broken."""
    area: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    """One of those that must be proven whole, where the rule belongs to one."""


class RulesFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of rules holds."""

    rule: list[dict[str, Any]]
    whole: list[str] = []
    """The areas that must be proven whole: in them no rule may be without a scenario."""


@dataclass(frozen=True)
class Rule:
    """A promise of the product, and where it is written down."""

    id: str
    sentence: str
    severity: str
    journey: str
    path: str
    line: int
    recommendation: str | None = None
    area: str | None = None
    """The area that must be proven whole to which it belongs."""


def read_rules(root: Path) -> tuple[list[Rule], list[Finding]]:
    """The rules of all journeys, and what is wrong with their files."""
    found = [one for path in sorted((root / "features").glob("*/rules.toml")) for one in _read(path, root)]
    return (
        [one for one in found if isinstance(one, Rule)],
        [one for one in found if isinstance(one, Finding)],
    )


def check_rule_ids_are_unique(rules: Iterable[Rule]) -> Iterator[Finding]:
    """No two rules share an id."""
    first: dict[str, Rule] = {}
    for rule in rules:
        taken = first.setdefault(rule.id, rule)
        if taken is not rule:
            sentence = f"{rule.id} is taken by {taken.path}:{taken.line}; give this rule an id of its own."
            yield Finding(rule.path, rule.line, "rule-id", sentence)


def check_rule_ids_are_known(file: FeatureFile, rules: Iterable[Rule]) -> Iterator[Finding]:
    """A rule id on a scenario is one of its own journey's."""
    known = {rule.id for rule in rules if rule.journey == file.journey}
    for tag in used_rule_ids(file):
        if tag.name not in known:
            sentence = f"features/{file.journey}/rules.toml has no rule {tag.name}; write it down there."
            yield Finding(file.path, tag.line, "unknown-rule", sentence)


def check_recommendations(files: Iterable[FeatureFile], rules: Iterable[Rule]) -> Iterator[Finding]:
    """A rule that is proven in trouble says what to do where it is broken."""
    in_trouble = {
        (file.journey, tag)
        for file in files
        for scenario in file.runs()
        if RESILIENCE in scenario.effective_tags
        for tag in scenario.effective_tags
    }
    for rule in rules:
        if rule.recommendation is None and (rule.journey, rule.id) in in_trouble:
            sentence = (
                f"{rule.id} is proven by a @{RESILIENCE} scenario, so it counts in the resilience score; "
                f"say in `recommendation` what to do where it is broken."
            )
            yield Finding(rule.path, rule.line, "recommendation", sentence)


def check_whole_areas(files: Iterable[FeatureFile], rules: Iterable[Rule]) -> Iterator[Finding]:
    """In an area that must be proven whole each rule has a scenario, and one that runs."""
    proven = {tag for file in files for scenario in file.runs() for tag in scenario.effective_tags}
    for rule in rules:
        if rule.area is not None and rule.id not in proven:
            sentence = (
                f"{rule.id} belongs to the area {rule.area!r}, which must be proven whole, and no scenario "
                f"proves it: {rule.sentence}"
            )
            yield Finding(rule.path, rule.line, "area-not-whole", sentence)


def unproven_rules(files: Iterable[FeatureFile], rules: Iterable[Rule]) -> Iterator[Finding]:
    """The rules that no scenario proves yet."""
    proven = {tag.name for file in files for tag in used_rule_ids(file)}
    for rule in rules:
        if rule.id not in proven and rule.area is None:
            sentence = f"No scenario proves {rule.id} yet: {rule.sentence}"
            yield Finding(rule.path, rule.line, "unproven-rule", sentence)


def _read(path: Path, root: Path) -> Iterator[Rule | Finding]:
    name = path.relative_to(root).as_posix()
    table = read_toml(path, name)
    file = table if isinstance(table, Finding) else typed(table, RulesFile, name, 1)
    if isinstance(file, Finding):
        yield file
        return
    lines = chain(lines_of(path, "[[rule]]"), repeat(1))
    areas = set()
    for raw, line in zip(file.rule, lines, strict=False):
        row = typed(raw, Row, name, line)
        if isinstance(row, Finding):
            yield row
            continue
        areas.add(row.area)
        if row.area is not None and row.area not in file.whole:
            sentence = f"The area {row.area!r} is none of those in `whole`; correct it, or add it there."
            yield Finding(name, line, "unknown-area", sentence)
        yield Rule(
            row.id, row.sentence, row.severity, path.parent.name, name, line, row.recommendation, row.area
        )
    for area in sorted(set(file.whole) - areas):
        sentence = f"No rule belongs to the area {area!r}, which must be proven whole; write its rules down."
        yield Finding(name, 1, "unknown-area", sentence)
