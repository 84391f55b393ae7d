"""Steps of features and step definitions: each step fits one definition, each definition is used."""

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from countersign.lint.definitions import Definition
from countersign.lint.features import FeatureFile
from countersign.lint.finding import Finding


def check_steps(file: FeatureFile, definitions: Iterable[Definition]) -> Iterator[Finding]:
    """Each step fits one definition: none leaves it undefined, several make it ambiguous."""
    for step in steps_of(file):
        fitting = [definition for definition in definitions if definition.fits(step)]
        said = f"{step.keyword} {step.name}"
        if not fitting:
            sentence = f"No step is defined for {said!r}; see docs/steps.md, or define it in steps/."
            yield Finding(file.path, step.line, "undefined-step", sentence)
        elif len(fitting) > 1:
            places = " and ".join(f"{one.path}:{one.line}" for one in fitting)
            sentence = f"{places} both fit {said!r}; tell their patterns apart."
            yield Finding(file.path, step.line, "ambiguous-step", sentence)


def check_used(definitions: Iterable[Definition], files: Iterable[FeatureFile]) -> Iterator[Finding]:
    """Each definition is used by a feature."""
    steps = [step for file in files for step in steps_of(file)]
    for definition in definitions:
        if not any(definition.fits(step) for step in steps):
            sentence = f"No feature uses {definition.pattern!r}; remove the step."
            yield Finding(definition.path, definition.line, "unused-step", sentence)


def check_docstrings(definitions: Iterable[Definition]) -> Iterator[Finding]:
    """Each definition explains itself to whoever reads features."""
    for definition in definitions:
        if not definition.docstring:
            sentence = f"{definition.pattern!r} has no docstring; say in a sentence what it means."
            yield Finding(definition.path, definition.line, "no-docstring", sentence)


def steps_of(file: FeatureFile) -> list[Any]:
    """The steps that run, each wording of each line once, in the order in which they are written."""
    steps = {(step.line, step.name): step for scenario in file.runs() for step in scenario.all_steps}
    return [steps[place] for place in sorted(steps, key=itemgetter(0))]
