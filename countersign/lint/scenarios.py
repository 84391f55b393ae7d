"""What a scenario must have to prove anything."""

from collections.abc import Iterator
from typing import Any

from countersign.lint.features import FeatureFile, is_manual, is_outline
from countersign.lint.finding import Finding


def check_not_empty(file: FeatureFile) -> Iterator[Finding]:
    """A feature or rule has scenarios, an outline has rows, and a scenario has steps."""
    for holder in (file.feature, *file.rules()):
        if not holder.walk_scenarios(with_outlines=True):
            sentence = f"{holder.name!r} holds no scenario; write one, or remove it."
            yield Finding(file.path, holder.line, "no-scenario", sentence)
    for scenario in file.scenarios():
        if is_outline(scenario) and not _rows(scenario):
            sentence = f"{scenario.name!r} has no example, so it would never run; add a row."
            yield Finding(file.path, scenario.line, "no-example", sentence)
        if not scenario.steps and not is_manual(scenario):
            sentence = f"{scenario.name!r} has no steps; write them, or tag it @manual."
            yield Finding(file.path, scenario.line, "no-step", sentence)


def check_then(file: FeatureFile) -> Iterator[Finding]:
    """A scenario with steps expects something: the background's expectations don't count."""
    for scenario in file.scenarios():
        expects = any(step.step_type == "then" for step in scenario.steps)
        if scenario.steps and not expects and not is_manual(scenario):
            sentence = f"{scenario.name!r} expects nothing; end it with a Then."
            yield Finding(file.path, scenario.line, "no-then", sentence)


def _rows(outline: Any) -> list[Any]:
    return [row for examples in outline.examples if examples.table for row in examples.table]
