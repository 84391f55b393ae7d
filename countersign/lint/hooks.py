"""Hooks in environment.py: a scenario is the unit that can run anywhere, so none is tied to its feature."""

import ast
from collections.abc import Iterator
from pathlib import Path

from countersign.lint.finding import Finding
from countersign.lint.modules import imported, read_module

FILE = "environment.py"
FORBIDDEN = frozenset(f"{when}_{what}" for when in ("before", "after") for what in ("feature", "rule", "tag"))
FIXTURES = frozenset({"behave.fixture", "behave.use_fixture"})


def check_hooks(root: Path) -> Iterator[Finding]:
    """No hook is async, belongs to a feature, rule or tag, or sets up a fixture of behave's."""
    module = read_module(root / FILE)
    if module is None:
        return
    yield from _check_names(module)
    yield from _check_async(module)
    yield from _check_fixtures(module)


def _check_names(module: ast.Module) -> Iterator[Finding]:
    for line, name in _bound(module):
        if name in FORBIDDEN:
            sentence = f"{name} ties scenarios to what is around them; use the hook of the scenario or step."
            yield Finding(FILE, line, "forbidden-hook", sentence)


def _check_async(module: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(module):
        if isinstance(node, ast.AsyncFunctionDef):
            sentence = f"{node.name} is async, and behave would never await it; write `def`."
            yield Finding(FILE, node.lineno, "async-hook", sentence)


def _check_fixtures(module: ast.Module) -> Iterator[Finding]:
    for line, name in imported(module):
        if name in FIXTURES or name.startswith("behave.fixture."):
            sentence = (
                "Fixtures of behave live as long as a feature or tag; let the world of the scenario do it."
            )
            yield Finding(FILE, line, "fixture", sentence)


def _bound(module: ast.Module) -> Iterator[tuple[int, str]]:
    """The names that the module defines, imports or assigns at its top."""
    for node in module.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.Import() | ast.ImportFrom():
                yield from ((node.lineno, alias.asname or alias.name) for alias in node.names)
            case ast.Assign():
                yield from ((one.lineno, one.id) for one in node.targets if isinstance(one, ast.Name))
            case _:
                pass
