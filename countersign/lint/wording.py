"""How features are worded: for whom, under unique names, without a word about technology."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from countersign.lint.features import FeatureFile
from countersign.lint.finding import Finding

_OPENING = (
    ("In order to …", re.compile(r"In order (not )?to \S")),
    ("As a …", re.compile(r"As (a|an|the) \S")),
    ("I want …", re.compile(r"I want \S")),
)

_TECHNICAL = {
    "an address of a server": re.compile(r"\w://|\bwww\.|\blocalhost\b|\b\d{1,3}(\.\d{1,3}){3}\b", re.I),
    "a port": re.compile(r"[\w.]:\d{4,5}\b|\bport \d", re.I),
    "JSON": re.compile(r"\{\s*\"|\[\s*[\[{\"]|\{\s*\}"),
    "SQL": re.compile(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET|(DROP|CREATE|ALTER) TABLE|WHERE)\b"),
}


def check_unique_names(files: Iterable[FeatureFile]) -> Iterator[Finding]:
    """No two scenarios of the suite share a name."""
    first: dict[str, str] = {}
    for file in files:
        for scenario in file.scenarios():
            here = f"{file.path}:{scenario.line}"
            taken = first.setdefault(scenario.name, here)
            if taken != here:
                sentence = f"{taken} is called {scenario.name!r} too; give this scenario a name of its own."
                yield Finding(file.path, scenario.line, "same-name", sentence)


def check_opening(file: FeatureFile) -> Iterator[Finding]:
    """The feature opens with In order to, As a, I want, and nothing else."""
    lines = file.feature.description
    fits = len(lines) == len(_OPENING) and all(
        shape.match(text) for text, (_, shape) in zip(lines, _OPENING, strict=True)
    )
    if not fits:
        wanted = ", ".join(f"'{line}'" for line, _ in _OPENING)
        sentence = f"The feature must open with three lines and no more: {wanted}."
        yield Finding(file.path, file.feature.line, "opening", sentence)


def check_no_free_text(file: FeatureFile) -> Iterator[Finding]:
    """Nothing but steps stands in a scenario, since a mistyped first step would be taken for free text."""
    for statement in (*file.rules(), *file.backgrounds(), *file.scenarios()):
        if statement.description:
            text = statement.description[0]
            sentence = f"{text!r} is no step, so it would never run; begin it with Given, When or Then."
            yield Finding(file.path, statement.line, "free-text", sentence)


def check_plain_words(file: FeatureFile) -> Iterator[Finding]:
    """Steps hold no address of a server, no port, no JSON and no SQL."""
    for line, text in sorted(set(_texts(file))):
        for what, shape in _TECHNICAL.items():
            if found := shape.search(text):
                sentence = f"{found[0]!r} looks like {what}; say in plain words what it means to the reader."
                yield Finding(file.path, line, "technical-word", sentence)


def _texts(file: FeatureFile) -> Iterator[tuple[int, str]]:
    for scenario in file.feature.walk_scenarios():
        for step in scenario.all_steps:
            yield step.line, step.name
            yield from ((step.text.line, text) for text in (step.text or "").splitlines())
            yield from _cells(step.table)


def _cells(table: Any) -> Iterator[tuple[int, str]]:
    for row in table or ():
        yield from ((row.line, cell) for cell in row.cells)
