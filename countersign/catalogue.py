"""The step catalogue, docs/steps.md: every step there is, what it means, and where it is used."""

import ast
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from behave.matchers import ParseMatcher

from countersign.lint.definitions import Definition, load_definitions
from countersign.lint.features import FeatureFile, read_features
from countersign.lint.matching import steps_of

PAGE = "docs/steps.md"
KEYWORDS = {"given": "Given", "when": "When", "then": "Then", "step": "Given, when or then"}

_TYPE = re.compile(r"\{\w*:(\w+)[^}]*\}")
_OPENING = """\
# Steps

Every step that a scenario can be written with. `countersign steps` writes this page from `steps/` and
`features/`: what it says about a step is the step's own docstring.
"""


def catalogue(root: Path) -> str:
    """The page as it should be."""
    definitions = load_definitions(root)
    files, _ = read_features(root)
    examples = _Examples(files)
    parts = [_OPENING, _words(definitions)]
    parts += [
        _module(root, path, list(group), examples)
        for path, group in groupby(definitions, key=attrgetter("path"))
    ]
    return "\n".join(part for part in parts if part)


def stale(root: Path) -> bool:
    """Whether the page that is there differs from what it should be."""
    page = root / PAGE
    return not page.is_file() or page.read_text(encoding="utf-8") != catalogue(root)


class _Examples:
    """Where each step is used first, in the order of the features' paths."""

    def __init__(self, files: Iterable[FeatureFile]) -> None:
        self._uses = [(file.path, step) for file in files for step in steps_of(file)]

    def of(self, definition: Definition) -> str:
        """The first use of a step, with a link to its feature."""
        uses = ((path, step) for path, step in self._uses if definition.fits(step))
        path, step = next(uses, ("", None))
        return f"[{_cell(step.name)}](../{path})" if step else "not used yet"


def _words(definitions: Iterable[Definition]) -> str:
    """What the typed words in braces stand for."""
    used = sorted({word for definition in definitions for word in _TYPE.findall(definition.pattern)})
    known: dict[str, Any] = ParseMatcher.TYPE_REGISTRY
    rows = [f"| `{word}` | {_cell(_sentence(known[word]))} |" for word in used if word in known]
    if not rows:
        return ""
    return "\n".join(["## Words in braces", "", "| word | stands for |", "|---|---|", *rows, ""])


def _module(root: Path, path: str, definitions: list[Definition], examples: _Examples) -> str:
    lines = [f"## {_title(root / path)}", ""]
    for keyword, heading in KEYWORDS.items():
        if rows := list(_rows((one for one in definitions if one.keyword == keyword), examples)):
            lines += [
                f"### {heading}",
                "",
                "| step | what it means | for example |",
                "|---|---|---|",
                *rows,
                "",
            ]
    return "\n".join(lines)


def _rows(definitions: Iterable[Definition], examples: _Examples) -> Iterator[str]:
    for one in definitions:
        yield f"| `{_cell(one.pattern)}` | {_cell(one.docstring)} | {examples.of(one)} |"


def _title(path: Path) -> str:
    """The first sentence of the module's docstring, or its name."""
    docstring = ast.get_docstring(ast.parse(path.read_bytes())) or path.stem
    return docstring.splitlines()[0].rstrip(".")


def _sentence(converter: Any) -> str:
    return " ".join((converter.__doc__ or converter.__name__).split())


def _cell(text: str) -> str:
    """Text that can't break out of its cell of the table."""
    return text.replace("|", "\\|")
