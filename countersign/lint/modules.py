"""Python modules of the suite that stand outside of the package, read without being run."""

import ast
from collections.abc import Iterator
from pathlib import Path


def read_modules(root: Path, folder: str) -> Iterator[tuple[str, ast.Module]]:
    """The modules of a folder, with their names relative to the suite's root."""
    for path in sorted((root / folder).glob("*.py")):
        if module := read_module(path):
            yield path.relative_to(root).as_posix(), module


def read_module(path: Path) -> ast.Module | None:
    """A module; None where there is none, or none that Python can read."""
    try:
        return ast.parse(path.read_bytes())
    except (FileNotFoundError, SyntaxError):
        return None


def imported(module: ast.Module) -> Iterator[tuple[int, str]]:
    """What a module imports, wherever it does, by full name."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
