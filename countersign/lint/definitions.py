"""The step definitions of a suite, loaded by behave itself into a registry of their own."""

import io
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from behave import step_registry
from behave.runner_util import PathManager, load_step_modules
from behave.step_registry import BadStepDefinitionErrorHandler, StepRegistry

from countersign.errors import UserError
from countersign.lint.finding import Finding


@dataclass(frozen=True)
class Definition:
    """One step that can be used in a feature."""

    path: str
    """Relative to the suite's root."""
    line: int
    keyword: str
    """given, when, then, or step for all of them."""
    pattern: str
    docstring: str
    matcher: Any

    def fits(self, step: Any) -> bool:
        """Whether behave would take this definition for the step."""
        return self.keyword in (step.step_type, "step") and self.matcher.match(step.name) is not None


class UnloadableError(UserError):
    """A module of steps that can't be loaded."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


def load_definitions(root: Path) -> list[Definition]:
    """All step definitions in the order in which they stand in their modules."""
    folder = root / "steps"
    with _emptied_registry() as registry, PathManager([str(root)]), _watched(root):
        load_step_modules([str(folder)] if folder.is_dir() else [])
        loaded, refused = registry.steps, registry.error_handler.bad_step_definitions
    for matcher in refused:
        raise UnloadableError(_bad_pattern(matcher, root))
    found = [_definition(matcher, root) for matchers in loaded.values() for matcher in matchers]
    return sorted(found, key=lambda definition: (definition.path, definition.line, definition.pattern))


def _definition(matcher: Any, root: Path) -> Definition:
    path, line = _place(matcher, root)
    docstring = " ".join((matcher.func.__doc__ or "").split())
    return Definition(path, line, matcher.step_type, matcher.pattern, docstring, matcher)


def _place(matcher: Any, root: Path) -> tuple[str, int]:
    return _relative(Path(matcher.location.filename), root), matcher.location.line


def _relative(path: Path, root: Path) -> str:
    resolved, home = path.resolve(), root.resolve()
    return resolved.relative_to(home).as_posix() if resolved.is_relative_to(home) else str(path)


@contextmanager
def _emptied_registry() -> Iterator[Any]:
    """The registry that `from behave import given` is bound to, empty for a while."""
    registry = step_registry.registry
    kept = registry.steps, registry.error_handler
    registry.steps = StepRegistry().steps
    registry.error_handler = BadStepDefinitionErrorHandler(file=io.StringIO())
    try:
        yield registry
    finally:
        registry.steps, registry.error_handler = kept


@contextmanager
def _watched(root: Path) -> Iterator[None]:
    """A module of steps may raise anything while it is loaded."""
    try:
        yield
    except Exception as error:
        raise UnloadableError(_refusal(error, root)) from error


def _refusal(error: Exception, root: Path) -> Finding:
    path, line = _culprit(error, root)
    what = " ".join(str(error).split())
    if isinstance(error, step_registry.AmbiguousStep):
        return Finding(path, line, "ambiguous-step", f"Two patterns fit one step: {what}; tell them apart.")
    sentence = f"The steps can't be loaded, {type(error).__name__}: {what}; mend this line."
    return Finding(path, line, "broken-steps", sentence)


def _culprit(error: Exception, root: Path) -> tuple[str, int]:
    """The last line of the suite's own steps that was reached."""
    if isinstance(error, SyntaxError) and error.filename:
        return _relative(Path(error.filename), root), error.lineno or 1
    frames = [
        (_relative(Path(frame.f_code.co_filename), root), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return next((place for place in reversed(frames) if place[0].startswith("steps/")), ("steps", 1))


def _bad_pattern(matcher: Any, root: Path) -> Finding:
    path, line = _place(matcher, root)
    sentence = f"The pattern {matcher.pattern!r} can't be read; correct its braces or types."
    return Finding(path, line, "broken-steps", sentence)
