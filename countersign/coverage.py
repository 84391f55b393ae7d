"""The page of coverage, docs/coverage.md: each business rule, and the scenarios that prove it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from countersign.lint.features import FeatureFile, is_manual, is_outline, read_features
from countersign.lint.journeys import read_journeys
from countersign.lint.rules import Rule, read_rules

PAGE = "docs/coverage.md"

_OPENING = """\
# What proves what

Each business rule, and the scenarios that prove it. `countersign coverage` writes this page from
`features/*/rules.toml` and `features/`; a scenario proves the rules whose ids it bears as tags.
"""


def coverage(root: Path) -> str:
    """The page as it should be."""
    files, _ = read_features(root)
    rules, _ = read_rules(root)
    journeys, _ = read_journeys(root)
    parts = [_OPENING]
    for folder, group in groupby(rules, key=attrgetter("journey")):
        known = journeys.get(folder)
        own = [file for file in files if file.journey == folder]
        parts += _journey(known.title if known else folder, list(group), own)
    return "\n".join(parts)


def stale(root: Path) -> bool:
    """Whether the page that is there differs from what it should be."""
    page = root / PAGE
    return not page.is_file() or page.read_text(encoding="utf-8") != coverage(root)


def _journey(title: str, rules: list[Rule], files: list[FeatureFile]) -> Iterator[str]:
    proofs = {rule.id: list(_proofs(rule.id, files)) for rule in rules}
    proven = sum(1 for rule in rules if proofs[rule.id])
    yield f"## {title}\n\n{proven} of {len(rules)} rules are proven.\n"
    whole = sorted({rule.area for rule in rules if rule.area})
    if whole:
        yield "\n".join([*_areas(whole, rules, proofs), ""])
    yield "\n".join(
        ["| rule | what is promised | severity | scenarios |", "|---|---|---|---|", *_rows(rules, proofs), ""]
    )


def _areas(whole: Iterable[str], rules: list[Rule], proofs: dict[str, list[str]]) -> Iterator[str]:
    """The areas that must be proven whole."""
    yield "| area that must be proven whole | rules | proven |\n|---|---|---|"
    for area in whole:
        own = [rule for rule in rules if rule.area == area]
        proven = sum(1 for rule in own if proofs[rule.id])
        yield f"| {area} | {', '.join(rule.id for rule in own)} | {proven} of {len(own)} |"


def _rows(rules: list[Rule], proofs: dict[str, list[str]]) -> Iterator[str]:
    for rule in rules:
        area = f" ({rule.area})" if rule.area else ""
        scenarios = "<br>".join(proofs[rule.id]) or "**none yet**"
        yield f"| {rule.id} | {_cell(rule.sentence)}{area} | {rule.severity} | {scenarios} |"


def _proofs(rule_id: str, files: Iterable[FeatureFile]) -> Iterator[str]:
    """The scenarios that bear the id, each once, with how often an outline runs."""
    for file in files:
        for scenario in file.scenarios():
            times = _times(scenario, rule_id)
            if times:
                often = f" (× {times})" if is_outline(scenario) else ""
                yield f"[{_cell(scenario.name)}](../{file.path}){often}"


def _times(scenario: Any, rule_id: str) -> int:
    """In how many runs the scenario proves the rule; none where it is done by hand."""
    if is_manual(scenario):
        return 0
    runs = scenario.scenarios if is_outline(scenario) else [scenario]
    return sum(1 for run in runs if rule_id in run.effective_tags)


def _cell(text: str) -> str:
    """Text that can't break out of its cell of the table, nor be taken for markup."""
    return text.replace("|", "\\|").replace("<", "‹").replace(">", "›")
