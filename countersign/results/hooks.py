"""Hooks of the suite, watched: what they raise is noted, and redacted before behave prints it."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

from countersign.errors import UserError
from countersign.results.faults import in_a_line
from countersign.results.masking import masked_error
from countersign.results.troubles import Troubles

Hook = Callable[..., Any]

NAMES = [
    f"{when}_{what}"
    for when in ("before", "after")
    for what in ("all", "feature", "rule", "scenario", "step", "tag")
]


def never_awaited(hooks: dict[str, Any]) -> list[str]:
    """The hooks that behave would call without awaiting them, so that they would do nothing."""
    return [name for name in NAMES if _never_runs(hooks.get(name))]


def _never_runs(function: Any) -> bool:
    """Whether a call of it does nothing but make something that nobody runs."""
    kinds = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    return any(kind(function) for kind in kinds)


def never_run_steps(registry: Any) -> list[str]:
    """The steps with a `yield` in them: behave calls them, and their body is never run."""
    kinds = (inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    steps = (matcher for matchers in registry.steps.values() for matcher in matchers)
    return [str(step.location) for step in steps if any(kind(step.func) for kind in kinds)]


def watch(hooks: dict[str, Any], troubles: Troubles, refuse: Callable[[UserError], None]) -> None:
    """Put a watch around every hook; a user's error in `before_all` refuses the run."""
    for name in NAMES:
        if name in hooks:
            on_user_error = refuse if name == "before_all" else None
            hooks[name] = _watched(name, hooks[name], troubles, on_user_error)


def _watched(
    name: str, hook: Hook, troubles: Troubles, on_user_error: Callable[[UserError], None] | None
) -> Hook:
    @wraps(hook)
    def watched(*args: Any) -> None:
        try:
            hook(*args)
        except Exception as error:  # noqa: BLE001 (whatever it raised is raised again)
            if on_user_error and isinstance(error, UserError):
                on_user_error(error)
            else:
                troubles.note(f"hook {name} failed: {in_a_line(error)}")
            raise masked_error(error, troubles.redact) from None

    return watched


def before_each_step(hooks: dict[str, Any], check: Callable[[], None]) -> None:
    """Run the check before each step, and before the suite's own hook."""
    own = hooks.get("before_step")

    def checked(context: Any, step: Any) -> None:
        check()
        if own:
            own(context, step)

    hooks["before_step"] = wraps(own)(checked) if own else checked
