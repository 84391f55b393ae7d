"""The feature lint: what makes a suite lie, found before anything runs."""

from collections.abc import Iterator
from pathlib import Path

from countersign.errors import UserError
from countersign.lint.definitions import UnloadableError, load_definitions
from countersign.lint.features import FeatureFile, read_features
from countersign.lint.finding import Finding
from countersign.lint.glue import check_glue
from countersign.lint.hooks import check_hooks
from countersign.lint.journeys import Journey, check_folders, read_journeys
from countersign.lint.matching import check_docstrings, check_steps, check_used
from countersign.lint.rules import (
    Rule,
    check_recommendations,
    check_rule_ids_are_known,
    check_rule_ids_are_unique,
    check_whole_areas,
    read_rules,
    unproven_rules,
)
from countersign.lint.scenarios import check_not_empty, check_then
from countersign.lint.tags import check_epic, check_severities, check_tags, read_table
from countersign.lint.wording import check_no_free_text, check_opening, check_plain_words, check_unique_names

__all__ = ["Finding", "lint", "unproven"]


def lint(root: Path) -> list[Finding]:
    """Everything to mend in a suite, sorted by place; an empty list is a clean suite."""
    files, findings = _features(root)
    all_read = not findings
    journeys, in_journeys = read_journeys(root)
    rules, in_rules = read_rules(root)
    findings += in_journeys or check_folders(files, journeys)
    findings += in_rules
    findings += check_rule_ids_are_unique(rules)
    findings += check_recommendations(files, rules)
    findings += check_whole_areas(files, rules)
    findings += check_unique_names(files)
    findings += _check_features(root, files, journeys, rules)
    findings += _check_definitions(root, files, all_read)
    findings += check_glue(root)
    findings += check_hooks(root)
    return sorted(set(findings))


def unproven(root: Path) -> list[Finding]:
    """The rules that no scenario proves yet: good to know, and nothing to stop for."""
    files, _ = _features(root)
    rules, _ = read_rules(root)
    return list(unproven_rules(files, rules))


def _features(root: Path) -> tuple[list[FeatureFile], list[Finding]]:
    if not (root / "features").is_dir():
        raise UserError(f"{root} holds no features/ folder; run this in the root of the suite.")
    return read_features(root)


def _check_features(
    root: Path, files: list[FeatureFile], journeys: dict[str, Journey], rules: list[Rule]
) -> Iterator[Finding]:
    table = read_table(root)
    epics = {folder: journey.epic for folder, journey in journeys.items()}
    for file in files:
        yield from check_opening(file)
        yield from check_no_free_text(file)
        yield from check_plain_words(file)
        yield from check_not_empty(file)
        yield from check_then(file)
        yield from check_tags(file, table)
        yield from check_severities(file)
        yield from check_epic(file, epics)
        yield from check_rule_ids_are_known(file, rules)


def _check_definitions(root: Path, files: list[FeatureFile], all_read: bool) -> Iterator[Finding]:
    """What is used can only be said where all steps and all features could be read."""
    try:
        definitions = load_definitions(root)
    except UnloadableError as error:
        yield error.finding
        return
    for file in files:
        yield from check_steps(file, definitions)
    yield from check_docstrings(definitions)
    if all_read:
        yield from check_used(definitions, files)
