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


def never_run_hooks(hooks: dict[str, Any]) -> list[str]:
    """The hooks that behave would call without awaiting or iterating them, so that they would do nothing."""
    functions = ((name, hooks.get(name)) for name in NAMES)
    return [name for name, hook in functions if inspect.iscoroutinefunction(hook) or _yields(hook)]


def never_run_steps(registry: Any) -> list[str]:
    """The steps with a `yield` in them: behave calls them, and their body is never run."""
    steps = (matcher for matchers in registry.steps.values() for matcher in matchers)
    return [str(step.location) for step in steps if _yields(step.func)]


def _yields(function: Any) -> bool:
    """Whether a call of it only makes a generator, which nobody iterates."""
    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)


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
